"""Each expectation fails for the answer that breaks it, says why, and passes for the one that keeps it."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from shopchat.assistant.answer import Answer, Source
from shopchat.assistant.turns import PastTurn
from shopchat.evaluation.drafts import Expectations
from shopchat.evaluation.judging import judge
from shopchat.knowledge.models import Entry

LAMP = Entry(
    id=uuid.uuid4(),
    source_type="product_catalog",
    title="Red Lamp",
    content="",
    meta={"price": "49.00", "currency": "USD", "sku": "L-1", "availability": "in_stock"},
)
RETURNS = Entry(id=uuid.uuid4(), source_type="policy_page", title="Returns", content="45 days")
ANSWER = Answer(
    text="Here is one:\n\n- **Red Lamp**: $49.00, in  stock",
    intent="products",
    turn=PastTurn("", "en"),
    products=(LAMP,),
    sources=(Source(RETURNS, "45 days", 1.0),),
)


@pytest.mark.parametrize(
    ("kept", "broken", "reason"),
    [
        ({"contains": "red lamp: $49.00, IN STOCK"}, {"contains": "sold out"}, "does not say 'sold out'"),
        ({"cites": "returns"}, {"cites": "Shipping"}, "does not cite 'Shipping' but 'Returns'"),
        ({"shows": "red lamp"}, {"shows": "Blue Lamp"}, "does not show 'Blue Lamp' but 'Red Lamp'"),
        ({"shows": "l-1"}, {"shows": "L-2"}, "does not show 'L-2' but 'Red Lamp'"),
        ({"price_below": "49.01"}, {"price_below": "49"}, "shows 'Red Lamp' at 49.00, not below 49"),
        ({"must_not_say": "free"}, {"must_not_say": "Lamp: $49"}, "says 'Lamp: $49'"),
    ],
)
def test_an_expectation(kept: dict[str, Any], broken: dict[str, Any], reason: str) -> None:
    assert judge(Expectations(**kept), ANSWER) == []
    assert judge(Expectations(**broken), ANSWER) == [reason]
    assert judge(Expectations(**{**broken, "must_not_say": ("lamp", "49.00")}), ANSWER) != [reason]


def test_no_price_is_not_a_price_below_and_each_reason_is_told() -> None:
    bare = Answer(text="Nothing.", intent="question", turn=PastTurn("", "en"))
    assert judge(Expectations(price_below=Decimal(5)), bare) == ["shows no price, so none below 5"]
    reasons = judge(Expectations(contains=("a lamp", "b"), cites=("Returns",), shows=("Lamp",)), bare)
    assert reasons == [
        "does not say 'a lamp'", "does not say 'b'", "does not cite 'Returns' but nothing",
        "does not show 'Lamp' but nothing",
    ]  # fmt: skip
