"""The stack of a run, and the run itself: `llama-stack-e2e serve` holds both for as long as this process lives."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .fault import Fault
from .run import Run
from .settings import Settings

# Node and the commands of a project lie there.
BIN = Path("node_modules/.bin")
STOP_SECONDS = 60


class Served:
    """A run that is held. It ends with this process, however that ends: its holder reads our end of a pipe."""

    def __init__(self, run: Run, process: subprocess.Popen[str]) -> None:
        self.run = run
        self._process = process
        self._errors: list[str] | None = None

    def end(self) -> list[str]:
        """Ends the run, and a stack that was started for it. Answers the errors that belong to none of its tests."""
        if self._errors is None:
            self._errors = self._end()
        return self._errors

    def _end(self) -> list[str]:
        try:
            output, _ = self._process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return [f"The run did not end within {STOP_SECONDS} s. Its stack was stuck, and may still run."]
        told = _json(output)
        if told is not None:
            return [str(error) for error in told.get("errors", [])]
        code = self._process.returncode
        return [f"The process that held the stack ended by itself, with exit code {code}; what it said stands above."]


def serve(settings: Settings, environment: Mapping[str, str] = os.environ) -> Served:
    """
    Finds the stack that is kept for the project, or starts one, and opens a run. Progress goes to stderr.

    Raises `Fault` where there is no project, or no stack.
    """
    command = command_of(settings)
    project = settings.project or Path.cwd()
    pointer = {} if settings.stack is None else {"STACK_CONFIG": settings.stack}
    path = os.pathsep.join([str(project / BIN), environment.get("PATH", "")])
    try:
        process = subprocess.Popen(
            command,
            cwd=project,
            env={**environment, **pointer, "PATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C is ours: the stack is needed until the last test is torn down.
            start_new_session=True,
        )
    except OSError as error:
        raise Fault(
            f"{command[0]} cannot be run.", f"{error}.", "Install Node, and run npm ci in the project."
        ) from None
    line = process.stdout.readline() if process.stdout is not None else ""
    ready = _json(line)
    if ready is not None:
        return Served(Run.ready(ready, settings), process)
    code = process.wait()
    raise Fault(
        "There is no stack to run the tests against.",
        f"{' '.join(command)} ended with exit code {code}; what it said stands above.",
        "Do what that says, or keep a stack in another terminal (npm run stack), and run pytest again.",
    )


def command_of(settings: Settings) -> list[str]:
    """The command that serves a run of the project. Raises `Fault` where there is none."""
    project = settings.project
    if project is None:
        raise Fault(
            "There is no llama-stack-e2e project.",
            "No playwright.config is in this folder or above, and none was named.",
            "Name the folder: --e2e-project=<folder>, e2e_project in the settings of pytest, or E2E_PROJECT_FOLDER.",
        )
    installed, own = project / BIN / "llama-stack-e2e", project / "cli" / "main.ts"
    if installed.is_file():
        entry = [str(installed)]
    elif own.is_file():
        entry = ["node", str(own)]
    else:
        raise Fault(
            f"{project} cannot serve a stack.",
            "llama-stack-e2e is not installed there.",
            "Run npm ci there, or name another folder: --e2e-project=<folder>.",
        )
    return [*entry, "serve", "--setup", settings.setup, "--mode", settings.mode]


def _json(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
