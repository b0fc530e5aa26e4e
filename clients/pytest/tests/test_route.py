"""Which requests are calls to the stack."""

from __future__ import annotations

import pytest

from pytest_llama_stack_e2e.owner import Owners
from pytest_llama_stack_e2e.seams.route import Route


class Fixed:
    def claim(self) -> str:
        return "run.1"


@pytest.mark.parametrize(
    ("url", "led"),
    [
        ("http://127.0.0.1:8321/v1/models", "/v1/models"),
        ("http://localhost:8321/v1/a%20b?c=d%26e", "/v1/a%20b?c=d%26e"),
        ("HTTP://LOCALHOST:8321/v1", "/v1"),
        ("http://[::1]:8321", "/"),
        ("http://localhost:8321?a=b", "/?a=b"),
        ("ws://localhost:8321/v1/realtime", "/v1/realtime"),
        ("http://localhost:8322/v1", None),
        ("https://api.openai.com/v1", None),
        ("/v1/models", None),
    ],
)
def test_calls_to_the_stack_are_led_and_no_others(url: str, led: str | None) -> None:
    owners = Owners()
    owners.enter(Fixed())
    found = Route("http://127.0.0.1:8321", "http://127.0.0.1:9/", owners).lead("GET", url)
    assert (found and found.url) == (led and f"http://127.0.0.1:9/@run.1{led}")


def test_a_call_that_nobody_owns_goes_its_own_way_and_is_noted() -> None:
    owners = Owners()
    assert Route("http://127.0.0.1:8321", "http://127.0.0.1:9", owners).lead("GET", "http://127.0.0.1:8321/v1") is None
    assert owners.ownerless == ["GET http://127.0.0.1:8321/v1"]


@pytest.mark.parametrize(
    ("location", "seen"),
    [("/@run.1/v1/x", "/v1/x"), ("http://127.0.0.1:9/@run.1/v1/x", "/v1/x"), ("https://other/x", "https://other/x")],
)
def test_a_redirect_is_as_the_stack_sent_it(location: str, seen: str) -> None:
    owners = Owners()
    owners.enter(Fixed())
    led = Route("http://127.0.0.1:8321", "http://127.0.0.1:9", owners).lead("GET", "http://127.0.0.1:8321/v1")
    assert led is not None
    assert led.seen_by_client(location) == seen


def test_owners_may_end_out_of_order() -> None:
    owners, first, second = Owners(), Fixed(), Fixed()
    owners.enter(first)
    owners.enter(second)
    owners.leave(first)
    owners.leave(first)
    assert owners.claim("x") == "run.1"
    owners.leave(second)
    assert owners.claim("x") is None
