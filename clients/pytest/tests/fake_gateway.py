"""A gateway, and the stack behind it, as far as the plugin speaks with them. What it finds is said by a test."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "fake-token"


@dataclass
class FakeGateway:
    """Notes what it is told, and answers every call of a client with whose it was."""

    opened: dict[str, dict[str, Any]] = field(default_factory=dict)
    closed: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str | None, str]] = field(default_factory=list)
    """The title of the attempt that a call came for, None for one that came without, and its method and path."""
    problems: dict[str, list[str]] = field(default_factory=dict)
    """By title: what closing its attempt answers."""
    verdicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)
    """By title: why its attempt does not open."""
    url: str = ""
    stack_url: str = ""

    def start(self) -> None:
        self._servers = [_server(self, in_front=in_front) for in_front in (True, False)]
        self.url, self.stack_url = (f"http://127.0.0.1:{each.server_port}" for each in self._servers)
        for each in self._servers:
            threading.Thread(target=each.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        for each in self._servers:
            each.shutdown()
            each.server_close()

    def title(self, attempt: str) -> str:
        return " ".join(self.opened[attempt]["titlePath"])

    def attempts(self) -> dict[str, dict[str, Any]]:
        """How attempts were closed, by title."""
        return {self.title(attempt): end for attempt, end in self.closed.items()}

    def calls_of(self, title: str | None) -> list[str]:
        return [call for owner, call in self.calls if owner == title]

    def control(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path == "/-/attempts":
            refusal = self.refusals.get(" ".join(body["titlePath"]))
            if refusal is not None:
                return 409, {"error": refusal}
            self.opened[body["id"]] = body
            return 200, {}
        attempt = path.split("/")[3]
        self.closed[attempt] = body
        title = self.title(attempt)
        problems = [{"kind": "miss", "text": text} for text in self.problems.get(title, [])]
        return 200, {"problems": problems, "journal": [], "written": [], **self.verdicts.get(title, {})}


def _server(gateway: FakeGateway, *, in_front: bool) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if in_front and self.path.startswith("/-/"):
                if self.headers["x-e2e-token"] != TOKEN:
                    return self.reply(401, {"error": "no token"})
                return self.reply(*gateway.control(self.path, json.loads(body)))
            base, attempt, path = _owned(self.path) if in_front else ("", None, self.path)
            owner = None if attempt is None else gateway.title(attempt)
            gateway.calls.append((owner, f"{self.command} {path}"))
            if path == "/v1/moved":
                return self.reply(307, {}, {"location": f"{base}/v1/chat/completions"})
            return self.reply(200, {"owner": owner, "echo": body.decode(), "choices": []})

        do_GET = do_POST = answer  # noqa: N815

        def reply(self, status: int, value: dict[str, Any], headers: dict[str, str] | None = None) -> None:
            text = json.dumps(value).encode()
            self.send_response(status)
            for name, told in {"content-type": "application/json", **(headers or {})}.items():
                self.send_header(name, told)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def _owned(path: str) -> tuple[str, str | None, str]:
    found = re.fullmatch(r"(/@([\w.-]+))(/.*)", path)
    return ("", None, path) if found is None else (found[1], found[2], found[3])
