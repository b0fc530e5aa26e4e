"""What a run is told: options of the command line, then settings of the suite, then the environment."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .arguments import of_the_suite
from .fault import Fault

if TYPE_CHECKING:
    import pytest

MODES = ("replay", "record", "record-if-missing", "live")
SETUP = re.compile(r"[a-z][a-z0-9-]{0,63}")
SUITE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True)
class Option:
    """A setting, with the names that it has in its three places."""

    name: str
    help: str
    variable: str | None = None

    @property
    def flag(self) -> str:
        return f"--e2e-{self.name}"

    @property
    def ini(self) -> str:
        return f"e2e_{self.name}"


OPTIONS = (
    Option("setup", "the provider setup whose answers are used (ollama, gpt, …); without it the plugin does nothing"),
    Option("mode", f"{', '.join(MODES)}; default: replay", "INFERENCE_MODE"),
    Option("stack", "which stack: a distribution, a release (ogx@1.4.1), or a run config", "STACK_CONFIG"),
    Option("suite", "the folder of the recordings, below external/; default: pytest"),
    Option("project", "the llama-stack-e2e project, whose recordings and stack are used", "E2E_PROJECT_FOLDER"),
)


@dataclass(frozen=True)
class Settings:
    """The settings of a run. There are none where no setup is named: then the plugin stays out of the way."""

    setup: str
    mode: str
    suite: str
    stack: str | None
    project: Path | None
    """The folder of the project, absolute; None where none was named and none is above the suite."""
    others: tuple[str, ...] = ()
    """Options of the suite itself."""

    def record_options(self) -> str:
        """What a command of pytest says besides a test, to record it again."""
        suite = [] if self.suite == "pytest" else [f"--e2e-suite={self.suite}"]
        stack = [] if self.stack is None else [f"--e2e-stack={self.stack}"]
        return shlex.join([*self.others, f"--e2e-setup={self.setup}", *suite, *stack, "--e2e-mode=record"])


def settings_of(config: pytest.Config, environment: Mapping[str, str] = os.environ) -> Settings | None:
    """Raises `Fault` where something that was set cannot be meant."""
    given = {option.name: _value(option, config, environment) for option in OPTIONS}
    setup, mode, suite = given["setup"], given["mode"] or "replay", given["suite"] or "pytest"
    if setup is None:
        if getattr(config.known_args_namespace, "e2e_mode", None) is not None:
            raise Fault(
                "--e2e-mode was given without a setup.",
                "Recordings belong to a provider setup.",
                "Name one, as --e2e-setup=ollama, or e2e_setup = ollama in the settings of pytest.",
            )
        return None
    _demand(mode in MODES, "mode", mode, f"The modes are {', '.join(MODES)}.")
    _demand(
        SETUP.fullmatch(setup), "setup", setup, "It is a name of small letters, digits and '-', as that of its file."
    )
    _demand(SUITE.fullmatch(suite), "suite", suite, "A folder is named so: letters, digits, '.', '_' and '-'.")
    project = given["project"]
    folder = _project_above(config.rootpath) if project is None else Path(config.rootpath, project).resolve()
    if folder is not None and not folder.is_dir():
        raise Fault(f"There is no folder {folder}.", "The project was named.", "Correct --e2e-project.")
    others = tuple(of_the_suite(config.invocation_params.args))
    return Settings(setup=setup, mode=mode, suite=suite, stack=given["stack"], project=folder, others=others)


def _value(option: Option, config: pytest.Config, environment: Mapping[str, str]) -> str | None:
    given: str | None = getattr(config.known_args_namespace, f"e2e_{option.name}", None)
    if given is None:
        given = str(config.getini(option.ini) or "") or None
    if given is None and option.variable is not None:
        given = environment.get(option.variable) or None
    return given


def _demand(right: object, name: str, value: str, rule: str) -> None:
    if not right:
        raise Fault(
            f"--e2e-{name} cannot be {value!r}.", rule, "Correct it on the command line or in the settings of pytest."
        )


def _project_above(folder: Path) -> Path | None:
    """The nearest folder with a Playwright config, as the command line of the project looks for it."""
    for each in (folder, *folder.parents):
        if any((each / f"playwright.config.{ending}").is_file() for ending in ("mts", "ts", "mjs", "js")):
            return each.resolve()
    return None
