"""The pure parts of the people door."""

import pytest

from shopchat.chatbots.theme import PERSONALITIES, ThemeConfig
from shopchat.core.errors import NotFound
from shopchat.knowledge.models import SOURCE_TYPES
from shopchat.web import theme
from shopchat.web.listing import LONGEST, looked_for
from shopchat.web.owner.first_steps import first_steps
from shopchat.web.owner.kinds import KINDS
from shopchat.web.owner.look_preview import brand_pair
from shopchat.web.owner.thread import _pieces, _web_address
from shopchat.web.owner.voices import VOICES
from shopchat.web.routes import PAGES
from shopchat.web.session import parse_id, safe_next
from shopchat.web.ui.widget import playground_page, script_tag


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/knowledge", "/dashboard/conversations/1?tab=2"])
def test_a_way_back_into_the_dashboard_is_kept(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path", ["", "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/dashboards", "/"]
)
def test_a_way_back_to_anywhere_else_is_not(path: str) -> None:
    assert safe_next(path) == theme.HOME


@pytest.mark.parametrize("text", ["", "1", "nonsense", "00000000", None, 7])
def test_what_is_no_id_is_not_found(text: object) -> None:
    with pytest.raises(NotFound, match=r"Chatbot not found\."):
        parse_id(text, "Chatbot")  # type: ignore[arg-type]


def test_each_voice_and_each_kind_has_its_words() -> None:
    assert set(VOICES) == set(PERSONALITIES)
    assert set(KINDS) == set(SOURCE_TYPES)


def test_no_menu_leads_to_a_page_that_is_not_there() -> None:
    routes = {page.route for page in PAGES}
    for item in (*theme.DASHBOARD_NAVIGATION, *theme.ACCOUNT_NAVIGATION):
        assert item.href in routes


def test_what_cannot_be_stored_is_not_looked_for() -> None:
    assert looked_for("te\x00nt \ud800") == "tent "
    assert len(looked_for("x" * 1000)) == LONGEST


def test_each_page_has_a_title_of_its_own() -> None:
    titles = [page.title for page in PAGES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    ("colour", "pair"),
    [
        ("#000000", ("#000000", "#ffffff")),
        ("#0f766e", ("#0f766e", "#ffffff")),
        ("#6366f1", ("#6164ec", "#ffffff")),  # white on the colour itself is 4.46 to 1
        ("#f00", ("#eb0000", "#ffffff")),
        ("#fd0", ("#fd0", "#000000")),
        ("#ffffff", ("#ffffff", "#000000")),
        ("#zz", ("#zz", "#ffffff")),
    ],
)
def test_text_on_a_colour_can_be_read(colour: str, pair: tuple[str, str]) -> None:
    assert brand_pair(colour) == pair


def test_the_script_tag_names_only_what_is_not_the_default() -> None:
    plain = ThemeConfig().model_dump()
    assert script_tag("https://a.example", "wk_1", plain) == (
        '<script src="https://a.example/widget.js" data-widget-key="wk_1" async></script>'
    )
    own = script_tag("", "wk_1", {**plain, "primary_color": "#ffdd00", "position": "bottom-left"})
    assert 'data-color="#ffdd00" data-position="bottom-left"' in own
    assert 'data-open="true" async></script></body>' in playground_page(own)


def test_the_first_step_that_is_open_is_the_next_one() -> None:
    steps = first_steps("", has_knowledge=False, has_talked=False)
    assert [step.is_next for step in steps] == [True, False, False, False]
    assert [bool(step.href) for step in steps] == [True, True, False, False]
    steps = first_steps("1", has_knowledge=True, has_talked=True)
    assert [step.is_done for step in steps] == [True, True, True, False]
    assert [step.is_next for step in steps] == [False, False, False, True]


def test_bold_and_lists_of_an_answer_are_drawn() -> None:
    assert [(piece.text, piece.is_bold) for piece in _pieces("One:\n- **Jacket**: $5")] == [
        ("One:\n• ", False),
        ("Jacket", True),
        (": $5", False),
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", None, ""])
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    assert _web_address(url) == ""
