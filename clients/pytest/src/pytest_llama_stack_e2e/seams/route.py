"""Which requests are calls to the stack, and where they go instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..owner import Owners

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Led:
    """Where a call goes: the base URL of its attempt, which is a reverse proxy before the stack."""

    url: str
    origin: str
    """Of the gateway: `http://127.0.0.1:4711`."""
    base: str
    """Path of the base URL: `/@run.attempt`."""

    @property
    def host(self) -> str:
        return urlsplit(self.origin).netloc

    def seen_by_client(self, location: str) -> str:
        """A `Location` of an answer as the client would have it from the stack itself."""
        if location.startswith(self.origin):
            location = location[len(self.origin) :]
        return location[len(self.base) :] if location.startswith(self.base) else location


class Route:
    """Leads calls to the stack through the gateway. All others stay as they are."""

    def __init__(self, stack_url: str, gateway_url: str, owners: Owners) -> None:
        self._stack = _address(stack_url)
        self._gateway = gateway_url.rstrip("/")
        self._owners = owners

    def lead(self, method: str, url: str) -> Led | None:
        """Where a request goes instead, or None where it goes its own way."""
        if _address(url) != self._stack:
            return None
        attempt = self._owners.claim(f"{method} {url}")
        if attempt is None:
            return None
        base = f"/@{attempt}"
        target = re.sub(r"^[a-z]+://[^/?#]*", "", url, flags=re.IGNORECASE)
        if not target.startswith("/"):
            target = f"/{target}"
        return Led(url=self._gateway + base + target, origin=self._gateway, base=base)


def _address(url: str) -> tuple[str, int] | None:
    at = urlsplit(url)
    scheme = {"ws": "http", "wss": "https"}.get(at.scheme, at.scheme)
    if at.hostname is None or scheme not in PORTS:
        return None
    host = "localhost" if at.hostname in LOOPBACK else at.hostname
    return host, at.port or PORTS[scheme]
