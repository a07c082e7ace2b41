"""The written API reference says what the code says."""

from pathlib import Path

from shopchat.api_reference import reference
from shopchat.doors import make_api

PAGE = Path(__file__).parents[1] / "docs" / "api.md"


def test_the_reference_is_up_to_date() -> None:
    assert PAGE.read_text() == reference(make_api().openapi()), "run `make docs`"
