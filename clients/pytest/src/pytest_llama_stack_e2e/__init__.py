"""A pytest plugin: every test's calls to a Llama Stack / OGX server are recorded and replayed by llama-stack-e2e."""
