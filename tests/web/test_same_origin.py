"""What makes one build serve every host. Whether a page then really works is for the journeys."""

from importlib.resources import files

import pytest

from shopchat.web.same_origin import OWN_BACKEND, own_backend, secure_cookies


def test_the_installed_reflex_has_the_place_that_is_changed() -> None:
    source = (files("reflex_base") / ".templates" / "web" / "utils" / "state.js").read_text()
    changed = own_backend(source)
    assert changed.count(OWN_BACKEND) == 1
    assert own_backend(changed) == changed, "a second build changes it again"


def test_a_changed_reflex_stops_the_build() -> None:
    with pytest.raises(RuntimeError, match="same_origin"):
        own_backend("const endpoint = somewhere();")


@pytest.mark.parametrize("built_with", ["true", "false", "null"])
def test_a_cookie_is_secure_where_the_page_is(built_with: str) -> None:
    changed = secure_cookies(f'{{"maxAge": 1, "secure": {built_with}, "sameSite": "strict"}}')
    assert '"secure": typeof window !== "undefined" && window.location.protocol === "https:",' in changed
    assert changed.endswith('"sameSite": "strict"}')
