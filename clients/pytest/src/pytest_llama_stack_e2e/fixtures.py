"""What a test can ask the plugin for."""

from __future__ import annotations

import pytest

from .settings import settings_of


@pytest.fixture(scope="session")
def e2e_setup(pytestconfig: pytest.Config) -> str:
    """The provider setup of the run: `ollama`, `gpt`, …"""
    settings = settings_of(pytestconfig)
    if settings is None:
        pytest.skip("runs with --e2e-setup alone")
    return settings.setup


@pytest.fixture(scope="session")
def e2e_stack_url(e2e_setup: str, pytestconfig: pytest.Config) -> str:
    """The address of the stack, without `/v1`. `OPENAI_BASE_URL` is set to it with `/v1`."""
    items = pytestconfig.pluginmanager.getplugin("e2e-items")
    url: str = items.run.stack_url
    return url
