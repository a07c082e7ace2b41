"""Long and uncommon is good enough; nothing else is asked for."""

import pytest

from shopchat.core import passwords
from shopchat.core.errors import Invalid


@pytest.mark.parametrize(
    "common",
    ["password", "Password123", "QWERTYUIOP", "12345678", "iloveyou", "aaaaaaaaaaaa", "        x", " password "],
)
def test_common_passwords_are_refused(common: str) -> None:
    with pytest.raises(Invalid, match="common"):
        passwords.check(common)


def test_seven_characters_are_too_few_and_257_too_many() -> None:
    with pytest.raises(Invalid, match="8 characters or more"):
        passwords.check("tgvbn4k")
    with pytest.raises(Invalid, match="256 characters or fewer"):
        passwords.check("tgvbn4kx" * 33)


def test_the_refusal_names_the_field() -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.check("short", loc=("body", "new_password"))
    assert refusal.value.loc == ("body", "new_password")


@pytest.mark.parametrize("good", ["tgvbn4kx", "correct horse battery staple", "пароль-подлиннее", "Zürich8!" * 32])
def test_anything_else_will_do(good: str) -> None:
    passwords.check(good)
