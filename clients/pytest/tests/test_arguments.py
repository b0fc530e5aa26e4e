"""What of a command line belongs to the command that records a test again."""

from __future__ import annotations

import pytest

from pytest_llama_stack_e2e.arguments import of_the_suite


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["tests", "-q", "-k", "chat", "-n", "2"], []),
        (["--e2e-setup=gpt", "--tb=short", "--maxfail", "3", "--lf"], []),
        (
            ["--server=http://x", "--model", "m", "--slow", "tests/a.py::test_b"],
            ["--server=http://x", "--model", "m", "--slow"],
        ),
        (["--api-key=sk-1", "--auth-token", "t"], []),
    ],
)
def test_options_of_the_suite_are_kept(given: list[str], kept: list[str]) -> None:
    assert of_the_suite(given) == kept
