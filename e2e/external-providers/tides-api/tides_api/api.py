from typing import Protocol

from fastapi import APIRouter
from ogx_api import Api, ProviderSpec, RemoteProviderSpec
from pydantic import BaseModel, Field


class Question(BaseModel):
    harbour: str = Field(min_length=1)


class HighTide(BaseModel):
    harbour: str
    high: str


class Tides(Protocol):
    async def high_tide(self, harbour: str) -> HighTide: ...


def available_providers() -> list[ProviderSpec]:
    return [
        RemoteProviderSpec(
            api=Api("tides"),
            adapter_type="almanac",
            provider_type="remote::almanac",
            pip_packages=[],
            module="tides_api.almanac",
            config_class="tides_api.almanac.AlmanacConfig",
        )
    ]


def create_router(impl: Tides) -> APIRouter:
    router = APIRouter()

    @router.post("/v1/tides")
    async def high_tide(question: Question) -> HighTide:
        return await impl.high_tide(question.harbour)

    return router
