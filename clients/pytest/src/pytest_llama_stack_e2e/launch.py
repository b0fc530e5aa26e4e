"""Starting a stack for one run, through the project's own command line, and ending it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from .fault import Fault
from .settings import Settings

# Node, npm and the commands of a project lie there.
BIN = Path("node_modules/.bin")
STOP_SECONDS = 30


class StartedStack:
    """A stack that this process started. It ends with this process, however that ends: it reads our end of a pipe."""

    def __init__(self, process: subprocess.Popen[str], gateway_url: str) -> None:
        self._process = process
        self.gateway_url = gateway_url

    def stop(self) -> None:
        """Ends it, and waits for that."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> StartedStack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(settings: Settings, tell: Callable[[str], None], environment: Mapping[str, str] = os.environ) -> StartedStack:
    """
    Starts a stack that has the providers of the run's setup. Its progress goes to stderr.

    Raises `Fault` where there is no project, or the stack does not start.
    """
    command = command_of(settings)
    tell(f"e2e: starting a stack: {' '.join(command[1:])}")
    project = settings.project or Path.cwd()
    path = os.pathsep.join([str(project / BIN), environment.get("PATH", "")])
    process = subprocess.Popen(
        command,
        cwd=project,
        env={**environment, "PATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C is ours: the stack is needed until the last test is torn down.
        start_new_session=True,
    )
    line = process.stdout.readline() if process.stdout is not None else ""
    try:
        return StartedStack(process, str(json.loads(line)["gatewayUrl"]))
    except (ValueError, KeyError):
        code = process.wait()
        raise Fault(
            "The stack did not start.",
            f"{' '.join(command)} ended with exit code {code}; what it said stands above.",
            "Mend that, or start it yourself in another terminal (npm run stack), and run pytest again.",
        ) from None


def command_of(settings: Settings) -> list[str]:
    """The command that keeps a stack of the project. Raises `Fault` where there is none."""
    project = settings.project
    if project is None:
        raise Fault(
            "There is no stack to run the tests against.",
            "None is kept, and no playwright.config is in this folder or above, so no project could start one.",
            "Start one (npm run stack, in the project), or name the project: --e2e-project=<folder>.",
        )
    if settings.stack is not None and settings.stack.startswith(("http://", "https://")):
        raise Fault(
            f"No kept stack is at {settings.stack}.",
            "Recordings need the gateway before the stack's providers, and only a kept stack says where that is.",
            "Start one with npm run stack, or name a distribution in place of an address.",
        )
    installed, own = project / BIN / "llama-stack-e2e", project / "cli" / "main.ts"
    if installed.is_file():
        entry = [str(installed)]
    elif own.is_file():
        entry = ["node", str(own)]
    else:
        raise Fault(
            f"{project} cannot start a stack.",
            "llama-stack-e2e is not installed there.",
            "Run npm ci there, or name another folder: --e2e-project=<folder>.",
        )
    pointer = [] if settings.stack is None else [settings.stack]
    return [*entry, "stack", *pointer, f"--project={settings.setup}", "--json", "--stdin"]
