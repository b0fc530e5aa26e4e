"""Attempts: of a test, which opens before it; of a shared fixture, which opens with its first call."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from .control import Control, Verdict
from .names import Name
from .run import Run


class Attempt:
    """One run of one test, or of one shared fixture, at the gateway."""

    def __init__(self, identifier: str, name: Name, open_it: Callable[[Attempt], None]) -> None:
        self.id = identifier
        self.name = name
        self.calls = 0
        self._open_it = open_it
        self._is_open = False

    @property
    def is_open(self) -> bool:
        return self._is_open

    def open(self) -> None:
        """Raises `Refused` with the gateway's words where it cannot open."""
        if not self._is_open:
            self._open_it(self)
            self._is_open = True

    def claim(self) -> str:
        """Books a call, and answers the attempt's id."""
        self.open()
        self.calls += 1
        return self.id


class Attempts:
    """Opens and closes the attempts of one run."""

    def __init__(self, control: Control, run: Run) -> None:
        self._control = control
        self._run = run

    def of(self, name: Name) -> Attempt:
        """An attempt that is not open yet."""
        return Attempt(f"{self._run.id}.{secrets.token_hex(8)}", name, self._open)

    def close(self, attempt: Attempt, *, as_expected: bool, complete: bool, failure: str | None = None) -> Verdict:
        """
        Ends an attempt, and answers what the gateway found; nothing for one that was never open.

        @param as_expected: only then is anything written
        @param complete: it ran to its end, so that a recorded exchange that it did not use is a problem
        """
        if not attempt.is_open:
            return Verdict()
        end: dict[str, object] = {
            # A test without a call has nothing to record, and that is no fault of it.
            "asExpected": as_expected and (attempt.calls > 0 or not self._run.writes),
            "complete": complete,
        }
        if failure is not None:
            end["failure"] = failure
        return self._control.close_attempt(attempt.id, end)

    def _open(self, attempt: Attempt) -> None:
        opened = {"id": attempt.id, "run": self._run.id, **attempt.name.attempt(self._run)}
        self._control.open_attempt(opened)
