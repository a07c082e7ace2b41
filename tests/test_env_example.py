"""`.env.example` is the list of settings, so it has to be complete."""

import re
from pathlib import Path

import pytest

from shopchat.core.config import Settings

EXAMPLE = Path(__file__).parents[1] / ".env.example"


def test_each_setting_is_listed_once_and_nothing_else() -> None:
    listed = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE)
    known = [str(field.validation_alias) for field in Settings.model_fields.values()]
    assert sorted(listed) == sorted(known)


def test_the_example_itself_can_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    for line in EXAMPLE.read_text().splitlines():
        if not line.startswith("#") and line:
            monkeypatch.setenv(*line.split("=", 1))
    Settings()
