"""The seam itself: off without settings, and then free of charge."""

import subprocess
import sys

import pytest

from shopchat.core.config import get_settings
from shopchat.integrations import llm


@pytest.mark.parametrize("given", [{}, {"LLM_GATEWAY_URL": "http://127.0.0.1:9"}, {"LLM_API_KEY": "a-key"}])
async def test_without_address_and_key_there_is_no_model(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    for name in ("LLM_GATEWAY_URL", "LLM_API_KEY"):
        monkeypatch.setenv(name, given.get(name, ""))
    get_settings.cache_clear()
    assert not llm.is_configured()
    assert await llm.language_model() is None
    monkeypatch.undo()
    get_settings.cache_clear()


def test_the_doors_start_without_the_sdk() -> None:
    """It takes a second and 70 MB."""
    code = "import sys, shopchat.doors, shopchat.worker; sys.exit('anthropic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
