from ogx.providers.utils.inference.model_registry import RemoteInferenceProviderConfig
from pydantic import Field, HttpUrl


class GreeterConfig(RemoteInferenceProviderConfig):
    base_url: HttpUrl | None = Field(default=None, description="The address of the server, with /v1")
