from ogx_api import Api, RemoteProviderSpec


def get_provider_spec() -> RemoteProviderSpec:
    """What the stack looks for in a `module` that its run config names."""
    return RemoteProviderSpec(
        api=Api.inference,
        adapter_type="greeter",
        provider_type="remote::greeter",
        pip_packages=[],
        module="greeter_provider",
        config_class="greeter_provider.config.GreeterConfig",
    )
