"""A generic CSV: a header row, then one product, question or text a row."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from shopchat.knowledge.importing import columns
from shopchat.knowledge.importing.drafts import KEY_LENGTH, Draft, RowError
from shopchat.knowledge.importing.table import header_of, records
from shopchat.knowledge.importing.values import availability, listed, money

FACT_FIELDS = (
    "price", "compare_at_price", "currency", "url", "image_url", "availability", "sku", "brand", "category",
)  # fmt: skip
PRODUCT_FIELDS = ("price", "compare_at_price", "sku", "image_url", "availability", "brand")
SAMPLE = 500  # rows that tell what a file without product columns is
ASKING = 0.25  # share of their titles that end in a question mark
OPTION_FIELDS = ("color", "size", "material")


def read(text: str, _filename: str, chosen: Mapping[str, str]) -> Iterator[Draft | RowError]:
    """Each row as a draft, or as the reason why it cannot be one. Raises `Invalid` as `columns.settled` does."""
    header = header_of(text)
    mapping = columns.settled(header, chosen)
    kind = _kind(text, header, mapping)
    for record in records(text, header):
        if isinstance(record, RowError):
            yield record
            continue
        number, cells = record
        yield _draft(number, {field: cells.get(column, "") for field, column in mapping.items()}, kind)


def _kind(text: str, header: list[str], mapping: Mapping[str, str]) -> str:
    """What the rows are when they do not say: questions if many titles ask and no column tells of a product."""
    if any(field in mapping for field in PRODUCT_FIELDS) or "title" not in mapping:
        return "product_catalog"
    rows = islice(records(text, header), SAMPLE)
    titles = [row[1].get(mapping["title"], "") for row in rows if not isinstance(row, RowError)]
    asking = sum(title.endswith("?") for title in titles)
    return "faq" if titles and asking >= ASKING * len(titles) else "product_catalog"


def _draft(number: int, row: Mapping[str, str], kind: str) -> Draft | RowError:
    title = row.get("title") or row.get("question") or ""
    if not title:
        return RowError(number, "The row has no title.")
    is_faq = bool(row.get("question")) and bool(row.get("answer"))
    content = row.get("answer") if is_faq else row.get("content")
    source_type = row.get("source_type") or ("faq" if is_faq else kind)
    metadata = _metadata(row)
    key = row.get("sku") or row.get("id") or row.get("url") or title.casefold()
    return Draft(number, source_type, title, content or title, metadata or None, key[:KEY_LENGTH])


def _metadata(row: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {field: row[field] for field in FACT_FIELDS if row.get(field)}
    for field in ("price", "compare_at_price"):
        if field in facts:
            facts[field], sign = money(facts[field])
            if sign and "currency" not in facts:
                facts["currency"] = sign
    if "availability" in facts:
        facts["availability"] = availability(facts["availability"])
    options = {field: listed(row[field]) for field in OPTION_FIELDS if row.get(field)}
    return {**facts, **({"options": options} if options else {})}
