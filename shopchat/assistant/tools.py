"""What the model may do: four tools over one chatbot's knowledge, with typed arguments and nothing beyond it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shopchat.accounts.models import User
from shopchat.assistant.cards import facts_of, lowest_price
from shopchat.assistant.grounding_evidence import PRODUCT, Evidence, Item
from shopchat.assistant.prompts import Json, search_result
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import unit_of_work
from shopchat.integrations.llm import ToolCall
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.catalogue import BrowseOrder
from shopchat.knowledge.filters import ProductFilters
from shopchat.knowledge.models import SOURCE_TYPES
from shopchat.knowledge.search import SearchQuery
from shopchat.knowledge.service import Found

TO_SORT = 100  # of the products that fit the words, the cheapest is looked for among so many
MOST_CARDS = 5


class SearchProducts(BaseModel):
    """Finds products of the shop. Every limit is applied exactly."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(default="", max_length=200, description="What kind of thing; empty for anything")
    price_min: float | None = Field(default=None, ge=0, le=1e9, description="At least this price")
    price_max: float | None = Field(default=None, ge=0, le=1e9, description="At most this price")
    in_stock: bool = Field(default=False, description="Only what is in stock")
    on_sale: bool = Field(default=False, description="Only what is reduced")
    sort: Literal["best_match", "price_low", "price_high"] = "best_match"
    limit: int = Field(default=5, ge=1, le=8)


class SearchPolicies(BaseModel):
    """Finds the shop's pages, rules, questions and answers: shipping, returns, payment, sizes, care, contact."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=1, max_length=200)


class ShowProducts(BaseModel):
    """Shows product cards below the answer, in this order. Only products that a search has returned."""

    model_config = ConfigDict(extra="forbid")

    entry_ids: list[str] = Field(min_length=1, max_length=MOST_CARDS)


class HandOff(BaseModel):
    """Offers the shopper to leave a message for a person of the shop."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=200)


ARGUMENTS: Mapping[str, type[BaseModel]] = {
    "search_products": SearchProducts,
    "search_policies": SearchPolicies,
    "show_products": ShowProducts,
    "hand_off": HandOff,
}


@cache
def definitions() -> list[Json]:
    """The tools as the Messages API takes them; the same in every request, so that they can be cached."""
    return [
        {"name": name, "description": arguments.__doc__, "input_schema": arguments.model_json_schema()}
        for name, arguments in ARGUMENTS.items()
    ]


@dataclass
class Toolbox:
    """Runs the model's calls for one turn. What is found goes into `evidence`, and from there into the checks."""

    owner: User
    chatbot: Chatbot
    evidence: Evidence
    shown: list[Item] = field(default_factory=list)
    offers_person: bool = False
    _asked: set[str] = field(default_factory=set)

    async def run(self, call: ToolCall) -> Json:
        """The `tool_result` for a call. A wrong call is answered with what is wrong, and raises nothing."""
        arguments = ARGUMENTS.get(call.name)
        if arguments is None:
            return _result(call, f"There is no tool {call.name!r}. There are {', '.join(ARGUMENTS)}.", wrong=True)
        if (asked := f"{call.name} {sorted(call.arguments.items(), key=str)}") in self._asked:
            return _result(call, "You have asked exactly that before. Answer with what you have.", wrong=True)
        self._asked.add(asked)
        try:
            return _result(call, await self._run(arguments.model_validate(call.arguments)))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            return _result(call, f"{'.'.join(map(str, first['loc']))}: {first['msg']}", wrong=True)

    async def _run(self, arguments: BaseModel) -> str | list[Json]:
        match arguments:
            case SearchProducts():
                return self._taken_in(await self._products(arguments))
            case SearchPolicies():
                return self._taken_in(
                    await self._find(arguments.query, limit=4, types=_types(lambda it: it != PRODUCT))
                )
            case ShowProducts():
                return self._show(arguments.entry_ids)
            case _:
                self.offers_person = True
                return "A button for writing to a person is shown below your answer."

    async def _products(self, wish: SearchProducts) -> Sequence[Found]:
        # The shopper's own limits hold whatever the model asks for.
        filters = replace(
            self.evidence.limits,
            price_min=_tightest(max, wish.price_min, self.evidence.limits.price_min),
            price_max=_tightest(min, wish.price_max, self.evidence.limits.price_max),
            in_stock=wish.in_stock or self.evidence.limits.in_stock,
            on_sale=wish.on_sale or self.evidence.limits.on_sale,
        )
        dearest = wish.sort == "price_high"
        if not wish.query.strip():
            order = BrowseOrder.DEAREST if dearest else BrowseOrder.CHEAPEST
            async with unit_of_work(acting=self.owner.id) as session:
                return await knowledge.browse(
                    session, self.owner, chatbot_id=self.chatbot.id, filters=filters, order=order, limit=wish.limit
                )
        limit = wish.limit if wish.sort == "best_match" else TO_SORT
        found = await self._find(wish.query, limit=limit, types=_types(lambda it: it == PRODUCT), filters=filters)
        if wish.sort != "best_match":
            found = sorted(found, key=lambda hit: _price(hit) * (-1 if dearest else 1))
        return found[: wish.limit]

    async def _find(
        self, query: str, *, limit: int, types: frozenset[str], filters: ProductFilters | None = None
    ) -> Sequence[Found]:
        search = SearchQuery(query, language=self.chatbot.language, limit=limit, source_types=types, filters=filters)
        async with unit_of_work(acting=self.owner.id) as session:
            return await knowledge.find(session, self.owner, chatbot_id=self.chatbot.id, query=search)

    def _taken_in(self, found: Sequence[Found]) -> str | list[Json]:
        items = [self.evidence.add(hit.entry, hit.passage, hit.score) for hit in found]
        return [search_result(item) for item in items] or "Nothing in this shop fits."

    def _show(self, entry_ids: Sequence[str]) -> str:
        known = {item.id: item for item in self.evidence.products}
        chosen = [known[entry_id] for entry_id in dict.fromkeys(entry_ids) if entry_id in known]
        self.shown = [*self.shown, *(item for item in chosen if item not in self.shown)][:MOST_CARDS]
        missing = len(set(entry_ids)) - len(chosen)
        return "Shown." if not missing else f"{len(chosen)} shown; {missing} are not products that a search returned."


def _types(wanted: Callable[[str], bool]) -> frozenset[str]:
    return frozenset(filter(wanted, SOURCE_TYPES))


def _tightest(choose: Any, wished: float | None, limit: Decimal | None) -> Decimal | None:
    known = [Decimal(str(wished))] if wished is not None else []
    return choose([*known, *([limit] if limit is not None else [])], default=None)  # type: ignore[no-any-return]


def _price(hit: Found) -> Decimal:
    return lowest_price(facts_of(hit.entry)) or Decimal(0)


def _result(call: ToolCall, content: str | list[Json], *, wrong: bool = False) -> Json:
    return {"type": "tool_result", "tool_use_id": call.id, "content": content, "is_error": wrong}
