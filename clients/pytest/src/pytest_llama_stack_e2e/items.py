"""An attempt for each test, and one for each fixture that tests share."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import pytest

from .attempts import Attempt, Attempts
from .control import Verdict
from .fault import Fault, Refused
from .names import Name, fixture_name
from .owner import Owners
from .run import Run


@dataclass
class State:
    """A test that runs."""

    attempt: Attempt
    set_up: bool = False
    as_expected: bool = False
    complete: bool = False
    failure: str | None = None


STATE = pytest.StashKey[State]()


class Items:
    """Opens an attempt before a test, closes it behind it, and fails the test with what the gateway found."""

    def __init__(self, run: Run, owners: Owners) -> None:
        self.run = run
        self._owners = owners
        self._attempts = Attempts(run.control, run)
        # Of tests and fixtures that ended since the last report.
        self._verdicts: list[tuple[Name, Verdict]] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        attempt = self._attempts.of(name_of(item))
        item.stash[STATE] = State(attempt)
        refusal = _refusal_of(attempt)
        if refusal is not None:
            pytest.fail(refusal, pytrace=False)
        self._owners.enter(attempt)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        state = item.stash[STATE]
        torn_down = False
        try:
            result = yield
            torn_down = True
        finally:
            self._owners.leave(state.attempt)
            expected = torn_down and state.as_expected
            problems = self._close(
                state.attempt, expected, complete=torn_down and state.complete, failure=state.failure
            )
            if problems and not expected:
                # It has failed, and its failure is shown: this says why.
                item.add_report_section("teardown", "e2e", "\n\n".join(problems))
        if problems and expected:
            pytest.fail("\n\n".join(problems), pytrace=False)
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        state = item.stash.get(STATE, None)
        if state is not None:
            _note(state, report)
        if call.when == "teardown":
            # pytest-xdist hands it on from its workers.
            report.e2e = [_told(name, verdict) for name, verdict in self._verdicts]  # type: ignore[attr-defined]
            self._verdicts.clear()
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        """A fixture of one test is part of that test. What several share has a recording of its own."""
        if fixturedef.scope == "function":
            return (yield)
        attempt = self._attempts.of(name_of_fixture(fixturedef, request))
        state = State(attempt)
        # Finalizers run last to first: its own ones between these two.
        fixturedef.addfinalizer(lambda: self._end_fixture(state))
        try:
            with self._owners.owned_by(attempt):
                result = yield
            state.as_expected = state.complete = True
            return result
        finally:
            fixturedef.addfinalizer(lambda: self._owners.enter(attempt))

    def _end_fixture(self, state: State) -> None:
        self._owners.leave(state.attempt)
        problems = self._close(state.attempt, state.as_expected, complete=state.complete)
        if problems:
            pytest.fail("\n\n".join(problems), pytrace=False)

    def _close(self, attempt: Attempt, as_expected: bool, *, complete: bool, failure: str | None = None) -> list[str]:
        try:
            verdict = self._attempts.close(attempt, as_expected=as_expected, complete=complete, failure=failure)
        except (Fault, Refused) as error:
            return [str(error)]
        self._verdicts.append((attempt.name, verdict))
        return verdict.problems


def _refusal_of(attempt: Attempt) -> str | None:
    try:
        attempt.open()
    except (Fault, Refused) as error:
        return str(error)
    return None


def name_of(item: pytest.Item) -> Name:
    classes = [node.name for node in item.listchain() if isinstance(node, pytest.Class)]
    return Name(node=item.nodeid, file=item.nodeid.partition("::")[0], titles=(*classes, item.name))


def name_of_fixture(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> Name:
    # What is set up anew for each module is told apart by that; what is there once, by where it is defined.
    base = fixturedef.baseid if fixturedef.scope == "session" else request.node.nodeid
    return fixture_name(base, fixturedef.argname, _parameter(request))


def _parameter(request: pytest.FixtureRequest) -> str | None:
    value = getattr(request, "param", None)
    if value is None or isinstance(value, (str, int, float)):
        return None if value is None else str(value)
    return str(getattr(request, "param_index", 0))


def _note(state: State, report: pytest.TestReport) -> None:
    expected_failure = report.skipped and hasattr(report, "wasxfail")
    if report.failed:
        state.failure = str(report.longrepr)[-2000:]
    if report.when == "setup":
        state.set_up = report.passed
    if report.when == "call":
        state.as_expected = state.set_up and (report.passed or expected_failure)
        state.complete = state.set_up and report.passed


def _told(name: Name, verdict: Verdict) -> dict[str, Any]:
    return {"node": name.node, "calls": verdict.calls, "written": verdict.written, "drift": verdict.drift}
