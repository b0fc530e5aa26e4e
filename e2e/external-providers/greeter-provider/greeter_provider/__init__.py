"""An inference provider that lives outside of the stack: it asks a server with an OpenAI-compatible API."""

from .config import GreeterConfig


async def get_adapter_impl(config: GreeterConfig, _deps):
    from .greeter import GreeterAdapter

    adapter = GreeterAdapter(config=config)
    await adapter.initialize()
    return adapter
