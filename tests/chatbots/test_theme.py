"""A theme: changes over what is there over the defaults, and nothing that is not known."""

import pytest
from pydantic import ValidationError

from shopchat.chatbots.theme import PERSONALITIES, ThemeConfig, merged

DEFAULTS = ThemeConfig().model_dump()


def test_nothing_said_is_every_default() -> None:
    assert merged({}, {}) == DEFAULTS


def test_changes_lie_over_what_is_there() -> None:
    assert merged({"radius": 4, "mode": "dark"}, {"radius": 8}) == {**DEFAULTS, "radius": 8, "mode": "dark"}


def test_what_an_older_version_stored_is_forgotten_and_what_a_caller_invents_refused() -> None:
    assert merged({"shadow": "big"}, {}) == DEFAULTS
    with pytest.raises(ValidationError):
        merged({}, {"shadow": "big"})


@pytest.mark.parametrize("colour", ["#abc", "#ABCDEF"])
def test_a_colour_is_kept_in_lower_case(colour: str) -> None:
    assert merged({}, {"primary_color": colour})["primary_color"] == colour.lower()


@pytest.mark.parametrize(
    "colour", ["", "red", "#12", "#12345", "abcdef", "#abcdeg", "#abc;}", "url(x)", "#ａｂｃ", "#abc\n"]
)
def test_what_is_no_colour(colour: str) -> None:
    with pytest.raises(ValidationError):
        merged({}, {"primary_color": colour})


@pytest.mark.parametrize(
    "address", ["https://cdn.example/a.png", "http://cdn.example/a.png?x=1", "/images/a.png", None]
)
def test_an_avatar(address: str | None) -> None:
    assert merged({}, {"avatar_url": address})["avatar_url"] == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "data:image/svg+xml,x",
        "//evil.example/a.png",
        "/\\evil.example",
        'https://x/" onload="',
        "https://x/a b",
    ],
)
def test_what_is_no_avatar(address: str) -> None:
    with pytest.raises(ValidationError):
        merged({}, {"avatar_url": address})


def test_the_personalities_are_the_four() -> None:
    assert PERSONALITIES == ("friendly", "professional", "playful", "concise")
