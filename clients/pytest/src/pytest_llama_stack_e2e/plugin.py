"""The entry of the plugin: its options, and when a run begins and ends. Without a setup it does nothing."""

from __future__ import annotations

import os
from typing import Any

import pytest

from .fault import Fault, Refused
from .fixtures import e2e_setup, e2e_stack_url
from .items import Items
from .owner import Owners
from .reporter import Reporter
from .run import Run, client_environment
from .seams import Route, install
from .serve import Served, serve
from .settings import OPTIONS, settings_of

__all__ = ["e2e_setup", "e2e_stack_url"]

SERVED = pytest.StashKey[Served]()
# What a worker of pytest-xdist is handed.
WORKER_INPUT = "e2e"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("e2e", "llama-stack-e2e: a real stack on recorded model answers")
    for option in OPTIONS:
        group.addoption(option.flag, dest=option.ini, metavar=option.name.upper(), help=option.help)
        parser.addini(option.ini, f"as {option.flag}: {option.help}", default="")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before the suite's own code: what a conftest.py makes of the environment is to be the stack of this run."""
    options = early_config.known_args_namespace
    if "PYTEST_XDIST_WORKER" in os.environ or options.help or options.version or options.collectonly:
        return
    capture = early_config.pluginmanager.getplugin("capturemanager")
    try:
        settings = settings_of(early_config)
        if settings is None:
            return
        with capture.global_and_fixture_disabled():
            served = serve(settings)
    except (Fault, Refused) as error:
        raise pytest.UsageError(str(error)) from None
    early_config.add_cleanup(lambda: _end(served))
    early_config.stash[SERVED] = served
    _lead_clients(early_config, served.run)


def pytest_configure(config: pytest.Config) -> None:
    handed: dict[str, Any] | None = getattr(config, "workerinput", {}).get(WORKER_INPUT)
    served = config.stash.get(SERVED, None)
    if served is None and handed is None:
        return
    run = served.run if served is not None else Run(**(handed or {}))
    owners = Owners()
    config.add_cleanup(install(Route(run.stack_url, run.gateway_url, owners)).undo)
    config.pluginmanager.register(Items(run, owners), "e2e-items")
    config.pluginmanager.register(Reporter(run, owners, served), "e2e-reporter")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Of pytest-xdist: every worker is of this run, so that its errors are told once."""
    served = node.config.stash.get(SERVED, None)
    if served is not None:
        node.workerinput[WORKER_INPUT] = served.run.as_json()


def _end(served: Served) -> None:
    served.end()


def _lead_clients(config: pytest.Config, run: Run) -> None:
    """Clients find the stack in the environment from then on, until the run ends."""
    before = dict(os.environ)
    mine = client_environment(run.stack_url)

    def restore() -> None:
        for name in mine:
            os.environ.pop(name, None)
            if name in before:
                os.environ[name] = before[name]

    os.environ.update(mine)
    config.add_cleanup(restore)
