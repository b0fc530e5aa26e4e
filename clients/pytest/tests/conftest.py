"""Suites of pytest that are run by pytest, against a fake gateway."""

from __future__ import annotations

from collections.abc import Callable, Iterator

# Loaded here, they need not be loaded anew in each run inside of a test.
import aiohttp  # noqa: F401
import httpx  # noqa: F401
import openai  # noqa: F401
import pytest
import requests  # noqa: F401
from fake_gateway import FakeGateway
from fake_project import FakeProject

OF_THE_CALLER = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "INFERENCE_MODE", "STACK_CONFIG", "PYTEST_ADDOPTS")


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> FakeProject:
    """The project of the run: a folder in which nothing is installed. The environment says nothing else."""
    project = FakeProject(tmp_path_factory.mktemp("project"))
    for name in (*OF_THE_CALLER, "PYTEST_XDIST_WORKER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("E2E_PROJECT_FOLDER", str(project.folder))
    return project


@pytest.fixture
def gateway(project: FakeProject) -> Iterator[FakeGateway]:
    """The gateway that the project serves."""
    gateway = FakeGateway()
    gateway.start()
    project.install()
    project.is_ready_with(gateway)
    yield gateway
    gateway.stop()


@pytest.fixture
def run(pytester: pytest.Pytester, gateway: FakeGateway) -> Callable[..., pytest.RunResult]:
    """Runs a suite that is written here."""

    def run(suite: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(test_chat=suite)
        return pytester.runpytest_inprocess("--e2e-setup=ollama", "-p", "no:cacheprovider", *options)

    return run
