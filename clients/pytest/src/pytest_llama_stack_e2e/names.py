"""What an attempt is called: a spec path and titles, and the command that records it again."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from .run import Run

LONGEST_TITLE = 1000
# What the gateway does not take as a folder: a dot in front, separators of any system, control characters.
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

    def attempt(self, run: Run) -> dict[str, Any]:
        """What the gateway is told of it when an attempt opens."""
        folders = (UNFIT.sub("_", part) for part in PurePosixPath(self.file).parts)
        spec = "/".join(["external", run.suite, *folders])
        titles = [title[:LONGEST_TITLE] for title in self.titles]
        command = f"pytest {shlex.quote(self.node)} {run.command}"
        told = {
            **run.attempt,
            "spec": spec,
            "titlePath": titles,
            "external": {"name": self.node, "command": command, "madeBy": "pytest"},
            "unrecorded": "miss",
        }
        if "placeholders" in told:
            # As the setup's file names a test.
            title = " \u203a ".join([spec, *titles])
            told["placeholders"] = [rule for rule in told["placeholders"] if title.startswith(rule.get("test", ""))]
        return told


def fixture_name(base: str, fixture: str, parameter: str | None) -> Name:
    """
    A fixture that several tests share.

    @param base: the file or folder in which it is known, empty for a plugin's
    """
    title = f"fixture {fixture}" if parameter is None else f"fixture {fixture}[{parameter}]"
    file, _, inside = base.partition("::")
    return Name(node=base or ".", file=file, titles=(*filter(None, inside.split("::")), title))
