"""What is said to the gateway: its control protocol, as `docs/reference/control-protocol.md` has it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from .fault import Fault, Refused

TOKEN_HEADER = "x-e2e-token"
# Closing an attempt waits some seconds for calls that still run.
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Verdict:
    """What the gateway found when an attempt was closed."""

    problems: list[str] = field(default_factory=list)
    """Complete texts: misses, leftovers, what could not be recorded."""
    written: list[str] = field(default_factory=list)
    """Recording files, relative to the project."""
    calls: list[str] = field(default_factory=list)
    """What became of each provider call: `hit`, `recorded`, `miss`, …"""
    drift: str | None = None
    """What the stack answered otherwise than recorded, in one line."""


class Control:
    """Talks to one gateway. Raises `Refused` with its words where it refuses, and `Fault` where it does not answer."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self._token = token

    def open_attempt(self, attempt: dict[str, Any]) -> None:
        self._post("/-/attempts", attempt)

    def close_attempt(self, attempt: str, end: dict[str, Any]) -> Verdict:
        answer = self._post(f"/-/attempts/{attempt}/close", end)
        drift = answer.get("drift")
        return Verdict(
            problems=[str(problem["text"]) for problem in answer.get("problems", [])],
            written=[str(file) for file in answer.get("written", [])],
            calls=[str(entry["outcome"]) for entry in answer.get("journal", [])],
            drift=None if drift is None else str(drift["summary"]),
        )

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        at = urlsplit(self.url)
        # A connection for each: the gateway closes idle ones, and loopback costs nothing.
        connection = HTTPConnection(at.hostname or "127.0.0.1", at.port, timeout=TIMEOUT_SECONDS)
        try:
            headers = {"content-type": "application/json", TOKEN_HEADER: self._token}
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            status, text = answer.status, answer.read()
        except (OSError, HTTPException) as error:
            raise Fault(
                f"The gateway at {self.url} does not answer.",
                f"{type(error).__name__}: {error}.",
                "Its stack has ended, or is stuck: look at its log, and start it again.",
            ) from None
        finally:
            connection.close()
        value = _object(text)
        if status != 200:
            raise Refused(str(value.get("error", f"The gateway answered {status} to {path}.")))
        return value


def _object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
