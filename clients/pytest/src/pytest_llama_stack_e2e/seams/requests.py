"""requests: its adapter, behind sessions, redirects and authentication."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .patches import Patches
from .route import Route


def lead(name: str, route: Route, patches: Patches) -> None:
    """@param name: of the module"""
    adapter: Any = import_module(f"{name}.adapters").HTTPAdapter
    plain = adapter.send

    def send(
        self: Any,
        request: Any,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> Any:
        led = route.lead(request.method, request.url)
        if led is None:
            return plain(self, request, stream, timeout, verify, cert, proxies)
        there = request.copy()
        there.url = led.url
        there.headers.pop("Host", None)
        # The gateway is on loopback, whatever proxy the environment names.
        response = plain(self, there, stream, timeout, verify, cert, None)
        response.request, response.url = request, request.url
        if "location" in response.headers:
            response.headers["location"] = led.seen_by_client(response.headers["location"])
        return response

    patches.put(adapter, "send", send)
