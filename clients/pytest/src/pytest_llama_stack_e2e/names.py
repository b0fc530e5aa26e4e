"""What an attempt is called: a spec path and titles, and the command that records it again."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from .settings import Settings

LONGEST_TITLE = 1000
# What the gateway takes as a folder: no dot in front, no separators of any system, no control characters.
UNFIT = re.compile(r"^\.|[\\:\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Name:
    """What is recorded, and under which name."""

    node: str
    """`tests/test_chat.py::TestChat::test_hello[a]`"""
    file: str
    """Relative to pytest's root folder, with `/`."""
    titles: tuple[str, ...]
    """Class names and test name, outermost first."""

    def attempt(self, settings: Settings) -> dict[str, Any]:
        """What the gateway is told of it when an attempt opens."""
        return {
            "mode": settings.mode,
            "setup": settings.setup,
            # Their keys are asked for at the first call to each.
            "providers": [],
            "spec": "/".join(["external", settings.suite, *(_folder(part) for part in PurePosixPath(self.file).parts)]),
            "titlePath": [title[:LONGEST_TITLE] for title in self.titles],
            "external": {"name": self.node, "command": self.command(settings), "madeBy": "pytest"},
            "unrecorded": "miss",
        }

    def command(self, settings: Settings) -> str:
        """The command that records it again."""
        suite = [] if settings.suite == "pytest" else [f"--e2e-suite={settings.suite}"]
        stack = [] if settings.stack is None else [f"--e2e-stack={settings.stack}"]
        options = [f"--e2e-setup={settings.setup}", *suite, *stack, "--e2e-mode=record"]
        return shlex.join(["pytest", self.node, *options])


def fixture_name(base: str, fixture: str, parameter: str | None) -> Name:
    """
    A fixture that several tests share.

    @param base: the file or folder in which it is known, empty for a plugin's
    """
    title = f"fixture {fixture}" if parameter is None else f"fixture {fixture}[{parameter}]"
    file, _, inside = base.partition("::")
    return Name(node=base or ".", file=file, titles=(*filter(None, inside.split("::")), title))


def _folder(part: str) -> str:
    return UNFIT.sub("_", part)
