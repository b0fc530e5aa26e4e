"""An API that lives outside of the stack: when the tide is high, as a provider of it says."""

from .api import Tides, available_providers, create_router

__all__ = ["Tides", "available_providers", "create_router"]
