"""What a run is told, and what is said of what cannot be meant."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from fake_gateway import FakeGateway
from fake_project import FakeProject

Run = Callable[..., pytest.RunResult]
SUITE = "def test_a(): pass"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--e2e-mode=recrod"], "ERROR: --e2e-mode cannot be 'recrod'.*The modes are replay, record,*"),
        (["--e2e-setup=../x"], "ERROR: --e2e-setup cannot be '../x'.*"),
        (["--e2e-suite=a/b"], "ERROR: --e2e-suite cannot be 'a/b'.*"),
        (["--e2e-project=nowhere"], "ERROR: There is no folder */nowhere.*Correct --e2e-project.*"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_wrong_usage(options: list[str], said: str, run: Run) -> None:
    result = run(SUITE, *options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    text = result.stderr.str().replace("\n", " ")
    assert pytest.LineMatcher([text]).fnmatch_lines([said]) is None


def test_a_mode_without_a_setup_is_wrong_usage(pytester: pytest.Pytester, project: FakeProject) -> None:
    result = pytester.runpytest_inprocess("--e2e-mode=record")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --e2e-mode was given without a setup.", "Why: *", "Name one, *"])


def test_settings_of_the_suite_stand_behind_options(run: Run, gateway: FakeGateway, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\ne2e_setup = gpt\ne2e_mode = record\ne2e_suite = mine")
    run(SUITE)
    (opened,) = gateway.opened.values()
    assert (opened["setup"], opened["mode"], opened["spec"]) == ("ollama", "record", "external/mine/test_chat.py")
    assert opened["external"]["command"].endswith("--e2e-setup=ollama --e2e-suite=mine --e2e-mode=record")


def test_a_command_that_records_again_tells_the_suite_the_same(
    run: Run, gateway: FakeGateway, pytester: pytest.Pytester
) -> None:
    pytester.makeconftest("def pytest_addoption(parser): parser.addoption('--model')")
    run(SUITE, "--model=m 1")
    (opened,) = gateway.opened.values()
    command = "pytest test_chat.py::test_a '--model=m 1' --e2e-setup=ollama --e2e-mode=record"
    assert opened["external"]["command"] == command


def test_the_mode_of_the_environment_is_the_last(
    run: Run, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INFERENCE_MODE", "live")
    run(SUITE)
    run(SUITE, "--e2e-mode=replay")
    assert [opened["mode"] for opened in gateway.opened.values()] == ["live", "replay"]


def test_keys_are_those_of_the_gateway_and_not_of_clients(
    run: Run, project: FakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-real")
    suite = "import os\ndef test_a(): assert os.environ['OPENAI_API_KEY'] == 'none'"
    run(suite, "--e2e-mode=record").assert_outcomes(passed=1)
    (call,) = project.calls()
    assert call["environment"] == {"OPENAI_API_KEY": "sk-real", "OPENAI_BASE_URL": None, "STACK_CONFIG": None}
    assert (os.environ["OPENAI_API_KEY"], os.environ.get("OPENAI_BASE_URL")) == ("sk-real", None)


def test_fixtures_tell_the_setup_and_the_address(run: Run, gateway: FakeGateway) -> None:
    suite = (
        f"def test_a(e2e_setup, e2e_stack_url): assert (e2e_setup, e2e_stack_url) == ('ollama', '{gateway.stack_url}')"
    )
    run(suite).assert_outcomes(passed=1)
