"""Which stack a run uses: one that is kept, or one that it starts."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_gateway import FakeGateway

from pytest_llama_stack_e2e.kept import cache_folder, kept_stacks

SUITE = "def test_a(): pass"
GONE = 2**22 + 1


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(test_chat=SUITE)
    return pytester


def test_the_cache_folder_is_that_of_the_project() -> None:
    assert cache_folder({"E2E_CACHE": "/c"}) == Path("/c")
    assert cache_folder({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "linux") == Path("/x/llama-stack-e2e")
    assert cache_folder({"HOME": "/h"}, "linux") == Path("/h/.cache/llama-stack-e2e")
    assert cache_folder({"HOME": "/h"}, "darwin") == Path("/h/Library/Caches/llama-stack-e2e")


def test_only_stacks_that_live_and_are_kept_are_found(cache: Path, idle_gateway: FakeGateway) -> None:
    idle_gateway.keep(cache, Path("/gone"), pid=GONE)
    idle_gateway.keep(cache, Path("/lives"))
    (cache / "running" / "torn.json").write_text("{")
    (cache / "running" / "of-a-run.json").write_text(json.dumps({"supervisor": {"pid": os.getpid()}}))
    assert [access.project for access in kept_stacks(cache)] == ["/lives"]


@pytest.mark.parametrize("pointer", ["ogx", "ogx-1.5", "server:ogx-1.5:8321"])
def test_a_pointer_names_one_of_several(
    pointer: str, suite: pytest.Pytester, gateway: FakeGateway, cache: Path
) -> None:
    gateway.keep(cache, Path("/project"), base="llama-stack-0.3")
    result = suite.runpytest_inprocess("--e2e-setup=ollama")
    result.stderr.fnmatch_lines(["ERROR: Several stacks are kept.", "Why: *ogx 1.5 of /project*", "Say which: *"])
    suite.runpytest_inprocess("--e2e-setup=ollama", f"--e2e-stack={pointer}").assert_outcomes(passed=1)


def test_the_stack_of_another_project_is_not_used(suite: pytest.Pytester, gateway: FakeGateway) -> None:
    suite.makefile(".config.ts", playwright="")
    result = suite.runpytest_inprocess("--e2e-setup=ollama")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: * cannot start a stack.", "Why: llama-stack-e2e is not installed there.", "*"])


def test_no_stack_and_no_project_says_what_to_do(suite: pytest.Pytester, cache: Path) -> None:
    result = suite.runpytest_inprocess("--e2e-setup=ollama")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: There is no stack *", "Why: *", "Start one (npm run stack, *"])


def test_an_address_that_nobody_keeps_is_refused(suite: pytest.Pytester, gateway: FakeGateway) -> None:
    suite.makefile(".config.ts", playwright="")
    result = suite.runpytest_inprocess("--e2e-setup=ollama", "--e2e-stack=http://localhost:1")
    result.stderr.fnmatch_lines(["ERROR: No kept stack is at http://localhost:1.", "Why: *gateway*"])


def test_collecting_alone_needs_no_stack(suite: pytest.Pytester, cache: Path) -> None:
    assert suite.runpytest_inprocess("--e2e-setup=ollama", "--collect-only").ret == pytest.ExitCode.OK


def project(folder: Path, keeper: str) -> Path:
    """A project whose command line is a Python script."""
    command = folder / "node_modules" / ".bin" / "llama-stack-e2e"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!{sys.executable}\n{keeper}")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return folder


KEEPER = """
import json, os, pathlib, sys
print("starting ogx", file=sys.stderr)
file = pathlib.Path(os.environ["E2E_CACHE"], "running", "started.json")
file.parent.mkdir(exist_ok=True)
entry = {entry}
entry["supervisor"]["pid"] = os.getpid()
file.write_text(json.dumps(entry))
pathlib.Path("arguments").write_text(" ".join(sys.argv[1:]))
print(json.dumps({{"gatewayUrl": entry["kept"]["access"]["gatewayUrl"]}}), flush=True)
sys.stdin.read()
pathlib.Path("ended").write_text("")
"""


def test_a_stack_is_started_and_ended(
    suite: pytest.Pytester, idle_gateway: FakeGateway, cache: Path, tmp_path: Path
) -> None:
    folder = project(tmp_path / "project", KEEPER.format(entry=idle_gateway.entry(tmp_path / "project", 0)))
    options = ["--e2e-setup=ollama", "--e2e-stack=ogx", f"--e2e-project={folder}"]
    suite.runpytest_inprocess(*options).assert_outcomes(passed=1)
    assert (folder / "arguments").read_text() == "stack ogx --project=ollama --json --stdin"
    assert (folder / "ended").exists()


def test_a_stack_that_does_not_start_is_told(suite: pytest.Pytester, cache: Path, tmp_path: Path) -> None:
    folder = project(tmp_path / "project", "import sys\nsys.exit('no Python was found')")
    result = suite.runpytest_subprocess("--e2e-setup=ollama", f"--e2e-project={folder}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["no Python was found", "ERROR: The stack did not start.", "Why: *exit code 1*"])


def test_a_started_stack_ends_with_a_run_that_is_killed(
    suite: pytest.Pytester, idle_gateway: FakeGateway, cache: Path, tmp_path: Path
) -> None:
    folder = project(tmp_path / "project", KEEPER.format(entry=idle_gateway.entry(tmp_path / "project", 0)))
    suite.makepyfile(test_chat="import os, signal\ndef test_a(): os.kill(os.getpid(), signal.SIGKILL)")
    command = [sys.executable, "-m", "pytest", "--e2e-setup=ollama", f"--e2e-project={folder}"]
    assert subprocess.run(command, cwd=suite.path, check=False, capture_output=True).returncode != 0
    deadline = time.monotonic() + 30
    while not (folder / "ended").exists():
        assert time.monotonic() < deadline, "the stack still runs"
        time.sleep(0.02)
