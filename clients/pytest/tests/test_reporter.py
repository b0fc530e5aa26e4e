"""What is told of a run, alone and under pytest-xdist."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fake_gateway import FakeGateway
from fake_project import FakeProject

Run = Callable[..., pytest.RunResult]
CALL = "import httpx, os\ndef call(path='/a'): return httpx.get(os.environ['OPENAI_BASE_URL'] + path).json()['owner']\n"
HOW = pytest.mark.parametrize("how", [[], ["-n2"]], ids=["alone", "xdist"])


@HOW
def test_calls_recordings_and_drift_are_added_up(
    how: list[str], run: Run, gateway: FakeGateway, project: FakeProject
) -> None:
    gateway.verdicts = {
        "test_a": {"journal": [{"outcome": "recorded"}], "written": ["recordings/x/a/stack.json"]},
        "test_b": {"journal": [{"outcome": "hit"}, {"outcome": "recorded"}], "drift": {"summary": "POST /v1/x body"}},
    }
    result = run(f"{CALL}def test_a(): assert call() == 'test_a'\ndef test_b(): assert call() == 'test_b'", *how)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["provider calls: *2 recorded*"])
    result.stdout.fnmatch_lines(["recordings written: 1", "  recordings/x/a"])
    result.stdout.fnmatch_lines(
        ["the stack answered 1 otherwise than recorded:", "  test_chat.py::test_b: POST /v1/x body"]
    )
    assert len(project.calls()) == 1
    assert {opened["run"] for opened in gateway.opened.values()} == {"run"}


@HOW
def test_calls_that_belong_to_no_test_fail_the_run(how: list[str], run: Run, project: FakeProject) -> None:
    project.ends_with("A provider call that belongs to no test: POST /v1/chat/completions.")
    result = run(f"{CALL}call('/import')\ndef test_a(): pass", *how)
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        ["A provider call that belongs to no test: *", "Calls to the stack that no test*", "GET *"]
    )


def test_a_gateway_that_has_ended_is_told(run: Run, gateway: FakeGateway) -> None:
    gateway.stop()
    result = run("def test_a(): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"The gateway at {gateway.url} does not answer.", "Why: *", "Its stack has ended*"])


def test_the_header_says_what_runs(run: Run, gateway: FakeGateway) -> None:
    result = run("def test_a(): pass")
    result.stdout.fnmatch_lines([f"e2e: replay, setup ollama, ogx 1.5.0 at {gateway.stack_url}"])
