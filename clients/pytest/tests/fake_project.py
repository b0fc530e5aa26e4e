"""A project whose command line is a script: what the plugin starts, and what that says."""

from __future__ import annotations

import json
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fake_gateway import TOKEN, FakeGateway

# Says that it is ready, waits for its input to close, and says the errors of the run, if there are any.
HOLDER = """
import json, os, pathlib, sys
here = pathlib.Path(__file__).parents[2]
keys = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "STACK_CONFIG")
told = {"arguments": sys.argv[1:], "environment": {key: os.environ.get(key) for key in keys}}
with (here / "calls.jsonl").open("a") as calls:
    print(json.dumps(told), file=calls)
ready = json.loads((here / "ready.json").read_text())
ready["attempt"].update(setup=sys.argv[3], mode=sys.argv[5])
print(json.dumps(ready), flush=True)
sys.stdin.read()
(here / "ended").write_text("")
print((here / "last.json").read_text(), flush=True)
"""


@dataclass
class FakeProject:
    """A folder with the command that serves a run."""

    folder: Path

    def install(self, holder: str = HOLDER) -> None:
        command = self.folder / "node_modules" / ".bin" / "llama-stack-e2e"
        command.parent.mkdir(parents=True, exist_ok=True)
        command.write_text(f"#!{sys.executable}\n{holder}")
        command.chmod(command.stat().st_mode | stat.S_IXUSR)

    def is_ready_with(self, gateway: FakeGateway, **attempt: object) -> None:
        told = {
            "stackUrl": gateway.stack_url,
            "gatewayUrl": gateway.url,
            "token": TOKEN,
            "line": "ogx-1.5",
            "version": "ogx 1.5.0",
            "run": "run",
            "attempt": {"answers": "recorded", "providers": ["ollama"], **attempt},
        }
        (self.folder / "ready.json").write_text(json.dumps(told))
        self.ends_with()

    def ends_with(self, *errors: str) -> None:
        (self.folder / "last.json").write_text(json.dumps({"errors": errors}))

    def calls(self) -> list[dict[str, Any]]:
        """The arguments and the environment of each run that was served."""
        file = self.folder / "calls.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    @property
    def has_ended(self) -> bool:
        return (self.folder / "ended").exists()
