"""Where HTTP clients hand a request to the network: there, a call to the stack is led to its attempt."""

from __future__ import annotations

from importlib.util import find_spec

from . import aiohttp, httpx, requests
from .patches import Patches
from .route import Route

__all__ = ["Patches", "Route", "install"]


def install(route: Route) -> Patches:
    """Leads the calls of every client library that is installed, until that is undone."""
    # openai's SDK uses httpx, newer ones httpx2, which has the same classes.
    seams = {"httpx": httpx.lead, "httpx2": httpx.lead, "requests": requests.lead, "aiohttp": aiohttp.lead}
    patches = Patches()
    for name, lead in seams.items():
        if find_spec(name) is not None:
            lead(name, route, patches)
    return patches
