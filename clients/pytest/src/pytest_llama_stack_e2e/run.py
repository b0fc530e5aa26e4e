"""What every process of a run knows: the controller of pytest-xdist, and its workers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from .control import Control
from .settings import Settings


@dataclass(frozen=True)
class Run:
    """A run, as `llama-stack-e2e serve` tells it."""

    id: str
    stack_url: str
    """Without `/v1`."""
    gateway_url: str
    token: str
    version: str
    """`ogx 1.5.0`"""
    attempt: dict[str, Any]
    """What each attempt is opened with: mode, setup, providers."""
    suite: str
    command: str
    """What a command that records a test again ends with."""

    @staticmethod
    def ready(told: dict[str, Any], settings: Settings) -> Run:
        """@param told: the line that the holder of the stack prints"""
        return Run(
            id=told["run"],
            stack_url=told["stackUrl"],
            gateway_url=told["gatewayUrl"],
            token=told["token"],
            version=told["version"],
            attempt=told["attempt"],
            suite=settings.suite,
            command=settings.record_options(),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def mode(self) -> str:
        return str(self.attempt["mode"])

    @property
    def setup(self) -> str:
        return str(self.attempt["setup"])

    @property
    def writes(self) -> bool:
        """Whether recordings may be written."""
        return self.mode in ("record", "record-if-missing")

    @property
    def control(self) -> Control:
        return Control(self.gateway_url, self.token)


def client_environment(stack_url: str) -> dict[str, str]:
    """Where clients look for their server, and keys that they do not start without. The same as `exec` sets."""
    return {
        "OPENAI_BASE_URL": f"{stack_url}/v1",
        "OPENAI_API_BASE": f"{stack_url}/v1",
        # Never the real key: the gateway adds that behind the stack.
        "OPENAI_API_KEY": "none",
        "ANTHROPIC_BASE_URL": stack_url,
        "ANTHROPIC_API_KEY": "none",
        "OGX_BASE_URL": stack_url,
        "OGX_CONFIG": stack_url,
        "LLAMA_STACK_BASE_URL": stack_url,
        "LLAMA_STACK_CONFIG": stack_url,
    }
