"""A provider of the API: it asks a server."""

import httpx
from pydantic import BaseModel

from .api import HighTide


class AlmanacConfig(BaseModel):
    base_url: str


class Almanac:
    def __init__(self, config: AlmanacConfig) -> None:
        self.config = config

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def high_tide(self, harbour: str) -> HighTide:
        async with httpx.AsyncClient() as client:
            answer = await client.post(f"{self.config.base_url}/high", json={"harbour": harbour})
        answer.raise_for_status()
        return HighTide(harbour=harbour, high=answer.json()["high"])


async def get_adapter_impl(config: AlmanacConfig, _deps):
    almanac = Almanac(config)
    await almanac.initialize()
    return almanac
