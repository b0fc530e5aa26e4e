"""aiohttp: its session, WebSockets included. Redirects are followed inside of it, through the attempt's base URL."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .patches import Patches
from .route import Route


def lead(name: str, route: Route, patches: Patches) -> None:
    """@param name: of the module"""
    session: Any = import_module(name).ClientSession
    url_of: Any = import_module("yarl").URL
    plain = session._request

    async def _request(self: Any, method: str, str_or_url: Any, **options: Any) -> Any:
        led = route.lead(method, str(self._build_url(str_or_url)))
        if led is None:
            return await plain(self, method, str_or_url, **options)
        options.pop("proxy", None)
        return await plain(self, method, url_of(led.url, encoded=True), **options)

    patches.put(session, "_request", _request)
