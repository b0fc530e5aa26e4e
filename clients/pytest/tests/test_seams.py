"""Calls of each client library reach the attempt of the test that makes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fake_gateway import FakeGateway

Run = Callable[..., pytest.RunResult]

CLIENTS = {
    "httpx": "r = httpx.get(BASE + '/moved', follow_redirects=True); return r.json(), str(r.url)",
    "httpx, asynchronous": """
        async def go():
            async with httpx.AsyncClient(follow_redirects=True) as client:
                r = await client.get(BASE + '/moved')
                return r.json(), str(r.url)
        return asyncio.run(go())""",
    "requests": "r = requests.get(BASE + '/moved'); return r.json(), r.url",
    "aiohttp": """
        async def go():
            async with aiohttp.ClientSession(BASE + '/') as session, session.get('moved') as r:
                return await r.json(), BASE + '/chat/completions'
        return asyncio.run(go())""",
    "openai": """
        client = openai.OpenAI(max_retries=0)
        r = client.chat.completions.with_raw_response.create(model='m', messages=[])
        return json.loads(r.text), str(r.http_request.url)""",
    "openai, asynchronous": """
        client = openai.AsyncOpenAI(max_retries=0)
        r = asyncio.run(client.chat.completions.with_raw_response.create(model='m', messages=[]))
        return json.loads(r.text), str(r.http_request.url)""",
}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_call_belongs_to_its_test_and_the_client_sees_the_stack(client: str, run: Run, gateway: FakeGateway) -> None:
    suite = f"""
import aiohttp, asyncio, httpx, json, openai, os, requests
BASE = os.environ['OPENAI_BASE_URL']
def call(): {CLIENTS[client]}

def test_a():
    answer, url = call()
    assert answer['owner'] == 'test_a'
    assert url == BASE + '/chat/completions'
"""
    run(suite).assert_outcomes(passed=1)
    assert gateway.calls_of(None) == []


def test_what_is_sent_arrives(run: Run, gateway: FakeGateway) -> None:
    suite = """
import httpx, os, pytest, requests
@pytest.mark.parametrize('post', [httpx.post, requests.post], ids=['httpx', 'requests'])
def test_a(post):
    base = os.environ['OPENAI_BASE_URL']
    assert post(base + '/b?c=%20d', data={'k': 'v'}).json()['echo'] == 'k=v'
    assert 'some bytes' in post(base + '/b', files={'f': b'some bytes'}).json()['echo']
"""
    run(suite).assert_outcomes(passed=2)
    for client in ("httpx", "requests"):
        assert gateway.calls_of(f"test_a[{client}]") == ["POST /v1/b?c=%20d", "POST /v1/b"]


def test_libraries_are_as_before_when_the_run_has_ended(run: Run) -> None:
    import httpx

    plain = httpx.HTTPTransport.handle_request
    suite = f"import httpx\ndef test_a(): assert id(httpx.HTTPTransport.handle_request) != {id(plain)}"
    run(suite).assert_outcomes(passed=1)
    assert httpx.HTTPTransport.handle_request is plain
