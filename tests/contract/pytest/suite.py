"""A suite that knows nothing of llama-stack-e2e: its clients find their server in the environment, as everywhere."""

import asyncio
import os

import aiohttp
import httpx
import pytest
import requests
from openai import OpenAI

URL = f"{os.environ['OPENAI_BASE_URL']}/chat/completions"
ORDER = os.environ.get("ORDER", "order-123e4567-e89b-12d3-a456-426614174000")
WORD = os.environ.get("WORD", "hello")
LESS = "LESS" in os.environ


def body(text):
    return {"model": "ollama/smollm2:135m", "messages": [{"role": "user", "content": text}]}


def said(answer):
    return answer["choices"][0]["message"]["content"]


@pytest.fixture(scope="session")
def client():
    return OpenAI()


@pytest.fixture(scope="session")
def greeting(client):
    return client.chat.completions.create(**body("for all")).choices[0].message.content


def test_openai(client, greeting):
    assert greeting == "You said: for all"
    assert client.chat.completions.create(**body(WORD)).choices[0].message.content == f"You said: {WORD}"


def test_httpx():
    assert said(httpx.post(URL, json=body("httpx")).json()) == "You said: httpx"


def test_requests(greeting):
    assert said(requests.post(URL, json=body("requests")).json()) == "You said: requests"


def test_aiohttp():
    async def ask(text):
        async with aiohttp.ClientSession() as session, session.post(URL, json=body(text)) as answer:
            return said(await answer.json())

    assert asyncio.run(ask("aiohttp")) == "You said: aiohttp"
    if not LESS:
        assert asyncio.run(ask("again")) == "You said: again"


def test_an_id_of_its_own():
    # What becomes of the answer is nobody's business here: a miss cannot be swallowed.
    requests.post(URL, json=body(f"Where is {ORDER}?"))


def test_an_id_of_the_stack(client):
    file = client.files.create(file=("a.txt", b"a text"), purpose="assistants")
    assert client.chat.completions.create(**body(f"What is {file.id}?")).choices[0].message.content


def test_no_provider(client):
    assert client.models.list().data


def test_no_call():
    assert True
