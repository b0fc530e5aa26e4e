"""What of a command line belongs to the command that records one test again: what the suite itself is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

# How much is run, and how it is shown, is another matter; so is what a manifest must not tell.
NOT_OF_THE_SUITE = (
    "e2e-",
    "capture",
    "color",
    "cov",
    "deselect",
    "dist",
    "durations",
    "exitfirst",
    "failed-first",
    "ff",
    "ignore",
    "junit",
    "last-failed",
    "lf",
    "log-",
    "maxfail",
    "numprocesses",
    "pdb",
    "rootdir",
    "show",
    "tb",
    "tx",
)
SECRET = ("key", "password", "secret", "token")


def of_the_suite(arguments: Sequence[str]) -> list[str]:
    """The long options of a command line that are neither pytest's own, as far as those are known here, nor secrets."""
    return [word for words in _options(arguments) if _belongs(words[0]) for word in words]


def _options(arguments: Sequence[str]) -> Iterator[list[str]]:
    """Options with their values, which stand behind `=` or in the next argument."""
    for at, argument in enumerate(arguments):
        if not argument.startswith("--") or argument == "--":
            continue
        following = arguments[at + 1] if at + 1 < len(arguments) else "-"
        alone = "=" in argument or following.startswith("-") or "::" in following or Path(following).exists()
        yield [argument] if alone else [argument, following]


def _belongs(option: str) -> bool:
    name = option.removeprefix("--").partition("=")[0].lower()
    return not name.startswith(NOT_OF_THE_SUITE) and not any(word in name for word in SECRET)
