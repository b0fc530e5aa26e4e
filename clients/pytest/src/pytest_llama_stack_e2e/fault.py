"""Errors that say what happened, why, and what to do."""


class Fault(Exception):
    """What a person is told: one line each for what happened, why, and what to do about it."""

    def __init__(self, what: str, why: str, fix: str) -> None:
        super().__init__(f"{what}\nWhy: {why}\n{fix}")


class Refused(Exception):
    """The gateway refused something. Its own words, which are complete."""
