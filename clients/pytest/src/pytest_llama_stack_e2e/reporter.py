"""What a person reads of a run besides its tests, and its end at the gateway."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from .owner import Owners
from .run import Run
from .serve import Served

# A line each; more is no news.
SHOWN = 20
WORKER_OUTPUT = "e2e_ownerless"
OUTCOMES = {
    "hit": "answered from recordings",
    "recorded": "recorded",
    "live": "answered live",
    "miss": "not recorded",
    "cut": "cut by the client",
    "failed": "failed",
}


class Reporter:
    """Adds up what the workers tell, closes the run, and fails it where provider calls belonged to no test."""

    def __init__(self, run: Run, owners: Owners, served: Served | None) -> None:
        """@param served: what ends the run; None in a worker of pytest-xdist"""
        self._run = run
        self._owners = owners
        self._served = served
        self._told: list[dict[str, Any]] = []
        self._errors: list[str] = []

    def pytest_report_header(self) -> str:
        return f"e2e: {self._run.mode}, setup {self._run.setup}, {self._run.version} at {self._run.stack_url}"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self._served is not None:
            self._told.extend(getattr(report, "e2e", []))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Of pytest-xdist: a worker has ended."""
        self._owners.ownerless.extend(getattr(node, "workeroutput", {}).get(WORKER_OUTPUT, []))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self._served is None:
            session.config.workeroutput[WORKER_OUTPUT] = self._owners.ownerless  # type: ignore[attr-defined]
            return
        self._errors = self._served.end()
        if self._errors and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        lines = [*self._calls(), *self._written(), *self._drift()]
        if lines:
            terminalreporter.section("e2e")
            for line in lines:
                terminalreporter.write_line(line)
        if self._errors:
            terminalreporter.section("e2e: errors that belong to no test", red=True)
            for line in self._error_lines():
                terminalreporter.write_line(line)

    def _calls(self) -> list[str]:
        outcomes = Counter(outcome for each in self._told for outcome in each["calls"])
        if not outcomes:
            return []
        counts = ", ".join(f"{count} {OUTCOMES.get(outcome, outcome)}" for outcome, count in outcomes.items())
        return [f"provider calls: {counts}"]

    def _written(self) -> list[str]:
        folders = sorted({file.rpartition("/")[0] for each in self._told for file in each["written"]})
        return [f"recordings written: {len(folders)}", *_some([f"  {folder}" for folder in folders])] if folders else []

    def _drift(self) -> list[str]:
        drifted = [f"  {each['node']}: {each['drift']}" for each in self._told if each["drift"]]
        return [f"the stack answered {len(drifted)} otherwise than recorded:", *_some(drifted)] if drifted else []

    def _error_lines(self) -> list[str]:
        lines = _some(self._errors)
        if self._owners.ownerless:
            calls = sorted(set(self._owners.ownerless))
            lines += [
                "Calls to the stack that no test and no fixture made, as while a module was imported:",
                *_some(calls),
            ]
        return lines


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - SHOWN
    return lines if more <= 0 else [*lines[:SHOWN], f"… and {more} more"]
