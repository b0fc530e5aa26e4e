"""Suites of pytest that are run by pytest, against a fake gateway."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_gateway import FakeGateway

PROVIDERS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OLLAMA_URL", "INFERENCE_MODE", "STACK_CONFIG", "E2E_PROJECT")


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of the run, and an environment that says nothing else."""
    cache = tmp_path_factory.mktemp("cache")
    for name in (*PROVIDERS, "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("E2E_CACHE", str(cache))
    return cache


@pytest.fixture
def idle_gateway(cache: Path) -> Iterator[FakeGateway]:
    """A gateway that nobody keeps yet."""
    gateway = FakeGateway()
    gateway.start()
    yield gateway
    gateway.stop()


@pytest.fixture
def gateway(cache: Path, idle_gateway: FakeGateway) -> FakeGateway:
    """The gateway of a kept stack, of the project `/project`."""
    idle_gateway.keep(cache, Path("/project"))
    return idle_gateway


@pytest.fixture
def run(pytester: pytest.Pytester, gateway: FakeGateway) -> Callable[..., pytest.RunResult]:
    """Runs a suite that is written here."""

    def run(suite: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(test_chat=suite)
        return pytester.runpytest_inprocess("--e2e-setup=ollama", "-p", "no:cacheprovider", *options)

    return run
