"""Whose call is it? A test, or a fixture that several tests share, owns the calls that are made while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Owner(Protocol):
    """What a call to the stack is booked on."""

    def claim(self) -> str:
        """Books a call, and answers the id of the attempt that it belongs to."""


class Owners:
    """
    The owner of each moment of this process, innermost last: a shared fixture is set up while a test is.

    Not a context variable: threads that a test starts make calls of that test.
    """

    def __init__(self) -> None:
        self._stack: list[Owner] = []
        self.ownerless: list[str] = []
        """Calls to the stack that nobody owned, such as those of a module that is imported."""

    def enter(self, owner: Owner) -> None:
        self._stack.append(owner)

    def leave(self, owner: Owner) -> None:
        """Ends what an owner owns. That it is not the innermost is no fault: fixtures may end out of order."""
        for at in range(len(self._stack) - 1, -1, -1):
            if self._stack[at] is owner:
                del self._stack[at]
                return

    @contextmanager
    def owned_by(self, owner: Owner) -> Iterator[None]:
        self.enter(owner)
        try:
            yield
        finally:
            self.leave(owner)

    def claim(self, call: str) -> str | None:
        """The attempt that a call belongs to, or None. @param call: `POST http://…`, for a person"""
        if not self._stack:
            self.ownerless.append(call)
            return None
        return self._stack[-1].claim()
