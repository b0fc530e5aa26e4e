from ogx.providers.utils.inference.openai_mixin import OpenAIMixin

from .config import GreeterConfig


class GreeterAdapter(OpenAIMixin):
    config: GreeterConfig

    def get_api_key(self) -> str:
        return "NO KEY REQUIRED"

    def get_base_url(self) -> str:
        return str(self.config.base_url)
