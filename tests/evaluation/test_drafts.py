"""Saved questions as they are written down: what is read is what was meant, and what is wrong is told by its line."""

import json

import pytest

from shopchat.core.errors import Invalid
from shopchat.evaluation.drafts import MAX_QUESTIONS, QuestionDraft, read


def line(**fields: object) -> str:
    return json.dumps({"question": "Do you ship to Canada?", "expect": {"contains": ["Canada"]}, **fields})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "Line 2: Invalid JSON"),
        (line(question=" "), "Line 2: question"),
        (line(question="x\ud800"), "Line 2:"),
        (line(question="x\x00"), "Line 2: question"),
        (line(question="x" * 2001), "Line 2: question"),
        (line(expect={}), "needs something to expect"),
        (line(expect={"contains": []}), "needs something to expect"),
        (line(expect={"shows_product": "x"}), "Extra inputs"),
        (line(expect={"price_below": -1}), "price_below"),
        (line(expect={"price_below": "1e999"}), "price_below"),
        (line(expect={"contains": ["x"] * 21}), "contains"),
        (line(before=["x"] * 11), "before"),
        ("[]", "Line 2"),
    ],
)
def test_a_line_that_is_wrong_is_named(text: str, told: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read([line(question="A good one?"), text])
    assert told in refusal.value.detail
    assert "Line 2" in refusal.value.detail


def test_the_same_question_twice_is_refused_and_after_other_messages_it_is_another() -> None:
    assert len(read([line(), "", line(before=["Hello"])])) == 2
    with pytest.raises(Invalid, match="Line 2 asks what an earlier line asks"):
        read([line(), line(expect={"must_not_say": "no"})])


def test_there_is_an_end_to_it() -> None:
    with pytest.raises(Invalid, match=str(MAX_QUESTIONS)):
        read([line(question=f"Question {number}?") for number in range(MAX_QUESTIONS + 1)])


def test_what_is_written_is_what_is_read() -> None:
    expect = {"contains": ["a"], "cites": ["b"], "shows": ["c"], "price_below": "9.50", "must_not_say": ["d", "e"]}
    (draft,) = read([line(before=["Grüße"], expect=expect)])
    assert read([draft.line()]) == [draft]
    assert json.loads(draft.line()) == {
        "question": "Do you ship to Canada?", "before": ["Grüße"], "expect": expect,
    }  # fmt: skip
    assert read([line(expect={"contains": "a"})])[0].expect.contains == ("a",)
    assert isinstance(draft, QuestionDraft)
