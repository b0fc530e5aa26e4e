"""An attempt for each test and each shared fixture, and what becomes of a test by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fake_gateway import FakeGateway
from fake_project import FakeProject

Run = Callable[..., pytest.RunResult]
CALL = "import httpx, os\ndef call(path='/a'): return httpx.get(os.environ['OPENAI_BASE_URL'] + path).json()['owner']\n"


def test_each_test_is_an_attempt_by_its_node_id(run: Run, gateway: FakeGateway) -> None:
    run(f"{CALL}class TestA:\n  def test_b(self):\n    assert call() == 'TestA test_b'").assert_outcomes(passed=1)
    (opened,) = gateway.opened.values()
    assert opened["spec"] == "external/pytest/test_chat.py"
    assert opened["titlePath"] == ["TestA", "test_b"]
    assert opened["unrecorded"] == "miss"
    assert (opened["mode"], opened["setup"]) == ("replay", "ollama")
    assert opened["external"] == {
        "name": "test_chat.py::TestA::test_b",
        "command": "pytest test_chat.py::TestA::test_b --e2e-setup=ollama --e2e-mode=record",
        "madeBy": "pytest",
    }
    assert opened["id"].startswith(f"{opened['run']}.")


def test_a_problem_fails_a_test_that_passed(run: Run, gateway: FakeGateway) -> None:
    gateway.problems = {"test_a": ["No recorded answer: what was asked.\nWhy: it changed."]}
    result = run(f"{CALL}def test_a():\n  call()\ndef test_b():\n  call()")
    result.assert_outcomes(passed=2, errors=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_a*", "No recorded answer: what was asked."])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_problem_stands_below_the_failure_of_a_test(run: Run, gateway: FakeGateway) -> None:
    gateway.problems = {"test_a": ["No recorded answer: what was asked."]}
    result = run(f"{CALL}def test_a():\n  assert call() == 'x'")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*AssertionError*", "*Captured e2e teardown*", "No recorded answer: what was asked."])


@pytest.mark.parametrize(
    ("suite", "as_expected", "complete"),
    [
        ("def test_a():\n  call()", True, True),
        ("def test_a():\n  assert call() == 'x'", False, False),
        ("import pytest\n@pytest.mark.xfail\ndef test_a():\n  assert call() == 'x'", True, False),
        ("import pytest\n@pytest.mark.xfail(strict=True)\ndef test_a():\n  call()", False, False),
        ("import pytest\ndef test_a():\n  call()\n  pytest.skip()", False, False),
        ("import pytest\n@pytest.fixture\ndef f():\n  yield\n  assert 0\ndef test_a(f):\n  call()", False, False),
        ("import pytest\n@pytest.fixture\ndef f():\n  assert 0\ndef test_a(f):\n  call()", False, False),
    ],
)
def test_only_an_expected_end_is_recorded(
    suite: str, as_expected: bool, complete: bool, run: Run, gateway: FakeGateway
) -> None:
    run(CALL + suite, "--e2e-mode=record")
    end = gateway.attempts()["test_a"]
    assert (end["asExpected"], end["complete"]) == (as_expected, complete)


def test_a_test_without_a_call_is_not_recorded_and_is_no_fault(run: Run, gateway: FakeGateway) -> None:
    run("def test_a():\n  pass", "--e2e-mode=record").assert_outcomes(passed=1)
    assert gateway.attempts()["test_a"]["asExpected"] is False


def test_an_attempt_that_does_not_open_fails_its_test_with_the_reason(run: Run, gateway: FakeGateway) -> None:
    gateway.refusals = {"test_a": "The recording is of another format."}
    result = run("def test_a():\n  pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR at setup of test_a*", "The recording is of another format."])


def test_a_fixture_of_one_test_is_part_of_it(run: Run, gateway: FakeGateway) -> None:
    run(f"import pytest\n{CALL}@pytest.fixture\ndef f():\n  call('/in')\n  yield\n  call('/out')\ndef test_a(f): pass")
    assert gateway.calls_of("test_a") == ["GET /v1/in", "GET /v1/out"]


def test_a_shared_fixture_has_an_attempt_of_its_own(run: Run, gateway: FakeGateway, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        f"import pytest\n{CALL}@pytest.fixture(scope='session')\ndef outer():\n  call('/in')\n  yield\n  call('/out')\n"
        "@pytest.fixture(scope='module', params=['x'])\ndef inner(outer):\n  call('/inner')\n  yield"
    )
    run(f"{CALL}def test_a(inner): call()\ndef test_b(inner): call()").assert_outcomes(passed=2)
    assert gateway.calls_of("fixture outer") == ["GET /v1/in", "GET /v1/out"]
    assert gateway.calls_of("fixture inner[x]") == ["GET /v1/inner"]
    assert gateway.calls_of("test_a[x]") == gateway.calls_of("test_b[x]") == ["GET /v1/a"]
    specs = {each["titlePath"][-1]: each["spec"] for each in gateway.opened.values()}
    assert specs["fixture outer"] == "external/pytest"
    assert specs["fixture inner[x]"] == "external/pytest/test_chat.py"
    assert gateway.attempts()["fixture outer"] == {"asExpected": True, "complete": True}


def test_a_shared_fixture_that_calls_nobody_opens_no_attempt(run: Run, gateway: FakeGateway) -> None:
    run("import pytest\n@pytest.fixture(scope='session')\ndef f(): pass\ndef test_a(f): pass")
    assert list(gateway.attempts()) == ["test_a"]


def test_a_problem_of_a_shared_fixture_is_told_where_it_ends(run: Run, gateway: FakeGateway) -> None:
    gateway.problems = {"fixture f": ["A recorded exchange was not used."]}
    result = run(f"import pytest\n{CALL}@pytest.fixture(scope='session')\ndef f(): call()\ndef test_a(f): pass")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["A recorded exchange was not used."])


def test_a_thread_calls_for_the_test_that_runs(run: Run, gateway: FakeGateway) -> None:
    suite = "import threading\ndef test_a():\n  t = threading.Thread(target=call)\n  t.start(); t.join()"
    run(CALL + suite).assert_outcomes(passed=1)
    assert gateway.calls_of("test_a") == ["GET /v1/a"]


def test_another_host_is_called_as_ever(run: Run, gateway: FakeGateway) -> None:
    suite = f"def test_a():\n  assert httpx.get('{gateway.url}/v1/b').json()['owner'] is None"
    run(CALL + suite).assert_outcomes(passed=1)
    assert gateway.calls == [(None, "GET /v1/b")]


def test_rules_of_the_setup_go_to_the_tests_that_they_name(
    run: Run, gateway: FakeGateway, project: FakeProject
) -> None:
    rules = [
        {"name": "all", "pattern": "(a)"},
        {"name": "b", "pattern": "(b)", "test": "external/pytest/test_chat.py \u203a test_b"},
    ]
    project.is_ready_with(gateway, placeholders=rules)
    run("def test_a(): pass\ndef test_b(): pass")
    told = {each["titlePath"][-1]: [rule["name"] for rule in each["placeholders"]] for each in gateway.opened.values()}
    assert told == {"test_a": ["all"], "test_b": ["all", "b"]}


def test_without_a_setup_nothing_happens(pytester: pytest.Pytester, project: FakeProject) -> None:
    pytester.makepyfile("def test_a(): pass")
    pytester.runpytest_inprocess().assert_outcomes(passed=1)
    assert project.calls() == []
