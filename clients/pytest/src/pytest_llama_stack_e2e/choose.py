"""Which of the kept stacks a run uses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .fault import Fault
from .kept import Access
from .settings import Settings


def chosen(settings: Settings, kept: Sequence[Access]) -> Access | None:
    """
    The kept stack of the run's project that its pointer names, or its only one. None: one is to be started.

    Raises `Fault` where several would do.
    """
    stacks = [
        access for access in kept if settings.project is None or Path(access.project).resolve() == settings.project
    ]
    if settings.stack is not None:
        stacks = [access for access in stacks if _names(settings.stack, access)]
    if len(stacks) > 1:
        listed = "; ".join(f"{access.version} of {access.project} (process {access.pid})" for access in stacks)
        raise Fault(
            "Several stacks are kept.",
            f"They are {listed}.",
            "Say which: --e2e-stack=<distribution>, or --e2e-project=<folder>.",
        )
    return stacks[0] if stacks else None


def _names(pointer: str, access: Access) -> bool:
    if pointer.startswith(("http://", "https://")):
        return pointer.rstrip("/").removesuffix("/v1") == access.stack_url.rstrip("/")
    name = pointer.removeprefix("server:").split(":")[0]
    return name in (access.base, access.line, access.version.replace(" ", "@"), access.line.rsplit("-", 1)[0])
