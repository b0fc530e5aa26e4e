"""A run: the stack that it uses, and what its processes know of it."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .choose import chosen
from .control import Control
from .fault import Fault
from .kept import Access, cache_folder, kept_stacks
from .launch import StartedStack, start
from .settings import Settings

# Addresses and keys of providers, as the files of setups name them.
PROVIDER_VARIABLE = re.compile(r"[A-Z0-9_]+_(URL|HOST|API_BASE|API_KEY|TOKEN)")


@dataclass(frozen=True)
class Run:
    """What every process of a run knows: the controller of pytest-xdist, and its workers."""

    id: str
    access: Access
    settings: Settings

    def as_json(self) -> dict[str, Any]:
        project = self.settings.project
        settings = {**self.settings.__dict__, "project": None if project is None else str(project)}
        return {"id": self.id, "access": self.access.as_json(), "settings": settings}

    @staticmethod
    def from_json(value: dict[str, Any]) -> Run:
        settings = value["settings"]
        project = None if settings["project"] is None else Path(settings["project"])
        return Run(value["id"], Access(**value["access"]), Settings(**{**settings, "project": project}))

    @property
    def control(self) -> Control:
        return Control(self.access.gateway_url, self.access.token)


def open_run(
    settings: Settings, tell: Callable[[str], None], environment: Mapping[str, str] = os.environ
) -> tuple[Run, StartedStack | None]:
    """
    Finds a stack, or starts one, and opens a run at its gateway.

    Raises `Fault` or `Refused` where there is no stack, or its gateway refuses.
    """
    cache = cache_folder(environment)
    access, started = chosen(settings, kept_stacks(cache)), None
    if access is None:
        started = start(settings, tell, environment)
        access = _started(started, cache)
    try:
        run = Run(secrets.token_hex(8), access, settings)
        mine = {"id": run.id, "pid": os.getpid()}
        run.control.open_run({**mine, "environment": _of_providers(environment)} if settings.mode != "replay" else mine)
    except Exception:
        if started is not None:
            started.stop()
        raise
    return run, started


def client_environment(stack_url: str) -> dict[str, str]:
    """Where clients look for their server: OpenAI's SDK, that of Llama Stack, and the reference's own tests."""
    return {
        "OPENAI_BASE_URL": f"{stack_url}/v1",
        # Never the real key: the gateway adds that behind the stack.
        "OPENAI_API_KEY": "none",
        "LLAMA_STACK_CLIENT_BASE_URL": stack_url,
        "LLAMA_STACK_CONFIG": stack_url,
        "OGX_CLIENT_BASE_URL": stack_url,
        "OGX_CONFIG": stack_url,
    }


def _started(stack: StartedStack, cache: Path) -> Access:
    for access in kept_stacks(cache):
        if access.gateway_url == stack.gateway_url:
            return access
    stack.stop()
    raise Fault(
        "The stack that was started is not known.",
        f"{cache / 'running'} has no file of it.",
        "Let E2E_CACHE name the same folder for pytest and for the project.",
    )


def _of_providers(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if PROVIDER_VARIABLE.fullmatch(name) and value}
