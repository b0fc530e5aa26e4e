"""The stacks that are kept: `npm run stack` leaves a file in the user's cache for each, with its address and token."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Access:
    """How to use a kept stack."""

    stack_url: str
    """Without `/v1`."""
    gateway_url: str
    token: str
    line: str
    version: str
    """`ogx 1.5.0`"""
    project: str
    pid: int
    """Of the process that keeps it."""
    base: str = ""
    """The distribution that it is made of."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def cache_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The cache folder of llama-stack-e2e, by its own rule."""
    own = environment.get("E2E_CACHE")
    if own:
        return Path(own).resolve()
    home = Path(environment.get("HOME") or Path.home())
    base = environment.get("XDG_CACHE_HOME") or home / ("Library/Caches" if platform == "darwin" else ".cache")
    return Path(base, "llama-stack-e2e").resolve()


def kept_stacks(cache: Path) -> list[Access]:
    """Those that live, in the order of their files' names."""
    found = [_read(file) for file in sorted((cache / "running").glob("*.json"))]
    return [access for access in found if access is not None and _lives(access.pid)]


def _read(file: Path) -> Access | None:
    try:
        entry = json.loads(file.read_text())
        kept = entry["kept"]
        access = kept["access"]
        if access.get("direct"):
            return None
        return Access(
            stack_url=access["stackUrl"],
            gateway_url=access["gatewayUrl"],
            token=access["token"],
            line=access["line"],
            version=access["version"],
            project=kept["project"],
            pid=entry["supervisor"]["pid"],
            base=kept["target"]["base"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        # Removed meanwhile, of a run and not kept, or written by another version.
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
