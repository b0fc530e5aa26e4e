"""httpx and httpx2: their transports, so that redirects, cookies and authentication see the stack's own address."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .patches import Patches
from .route import Led, Route


def lead(name: str, route: Route, patches: Patches) -> None:
    """@param name: of the module, `httpx` or `httpx2`"""
    module: Any = import_module(name)
    plain_sync = module.HTTPTransport.handle_request
    plain_async = module.AsyncHTTPTransport.handle_async_request

    def handle_request(self: Any, request: Any) -> Any:
        led = route.lead(request.method, str(request.url))
        if led is None:
            return plain_sync(self, request)
        return _as_asked(plain_sync(self, _to(module, request, led)), led)

    async def handle_async_request(self: Any, request: Any) -> Any:
        led = route.lead(request.method, str(request.url))
        if led is None:
            return await plain_async(self, request)
        return _as_asked(await plain_async(self, _to(module, request, led)), led)

    patches.put(module.HTTPTransport, "handle_request", handle_request)
    patches.put(module.AsyncHTTPTransport, "handle_async_request", handle_async_request)


def _to(module: Any, request: Any, led: Led) -> Any:
    headers = request.headers.copy()
    headers["host"] = led.host
    return module.Request(
        request.method, led.url, headers=headers, stream=request.stream, extensions=request.extensions
    )


def _as_asked(response: Any, led: Led) -> Any:
    if "location" in response.headers:
        response.headers["location"] = led.seen_by_client(response.headers["location"])
    return response
