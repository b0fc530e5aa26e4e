"""The stack of a run: what is started for it, and that it ends with the run."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from fake_gateway import FakeGateway
from fake_project import HOLDER, FakeProject

Run = Callable[..., pytest.RunResult]
SUITE = "def test_a(): pass"


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(test_chat=SUITE)
    return pytester


def test_a_run_is_served_by_the_project_and_ended(run: Run, project: FakeProject) -> None:
    run(SUITE, "--e2e-stack=llama-stack-0.3").assert_outcomes(passed=1)
    (call,) = project.calls()
    assert call["arguments"] == ["serve", "--setup", "ollama", "--mode", "replay"]
    assert call["environment"]["STACK_CONFIG"] == "llama-stack-0.3"
    assert project.has_ended


def test_the_project_is_looked_for_above(
    suite: pytest.Pytester, gateway: FakeGateway, project: FakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("E2E_PROJECT_FOLDER")
    for each in project.folder.iterdir():
        (suite.path / each.name).symlink_to(each)
    (suite.path / "playwright.config.mts").touch()
    root = suite.mkdir("tests")
    suite.path.joinpath("test_chat.py").rename(root / "test_chat.py")
    suite.runpytest_inprocess("--e2e-setup=ollama", f"--rootdir={root}").assert_outcomes(passed=1)
    assert (suite.path / "calls.jsonl").exists()


def test_no_project_says_what_to_do(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("E2E_PROJECT_FOLDER", raising=False)
    result = suite.runpytest_inprocess("--e2e-setup=ollama")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: There is no llama-stack-e2e project.", "Why: *", "Name the folder: *"])


def test_a_project_without_the_package_says_what_to_do(suite: pytest.Pytester, project: FakeProject) -> None:
    result = suite.runpytest_inprocess("--e2e-setup=ollama")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: * cannot serve a stack.", "Why: *not installed there.", "Run npm ci there*"])


def test_a_stack_that_does_not_start_is_told(suite: pytest.Pytester, project: FakeProject) -> None:
    project.install("import sys\nsys.exit('no Python was found')")
    result = suite.runpytest_subprocess("--e2e-setup=ollama")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["no Python was found", "ERROR: There is no stack*", "Why: *exit code 1*", "Do what *"])


def test_a_stack_that_ends_in_the_middle_fails_the_run(run: Run, project: FakeProject) -> None:
    project.install(HOLDER.replace("sys.stdin.read()", "sys.exit(3)"))
    result = run(SUITE)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["The process that held the stack ended by itself, with exit code 3*"])


def test_collecting_alone_needs_no_stack(suite: pytest.Pytester, project: FakeProject) -> None:
    assert suite.runpytest_inprocess("--e2e-setup=ollama", "--collect-only").ret == pytest.ExitCode.OK
    assert project.calls() == []


def test_the_stack_ends_with_a_run_that_is_killed(
    suite: pytest.Pytester, gateway: FakeGateway, project: FakeProject
) -> None:
    suite.makepyfile(test_chat="import os, signal\ndef test_a(): os.kill(os.getpid(), signal.SIGKILL)")
    command = [sys.executable, "-m", "pytest", "--e2e-setup=ollama"]
    assert subprocess.run(command, cwd=suite.path, check=False, capture_output=True).returncode != 0
    deadline = time.monotonic() + 30
    while not project.has_ended:
        assert time.monotonic() < deadline, "the stack still runs"
        time.sleep(0.02)
