"""A generic CSV: a header row, then one product, question or text a row."""

import csv
import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from shopchat.core.errors import Invalid
from shopchat.knowledge.importing import columns
from shopchat.knowledge.importing.drafts import Draft, RowError

# A catalogue of 200,000 products with long descriptions stays below; beyond, a compressed file would be a bomb.
MAX_UNPACKED = 256 * 1024 * 1024
GZIP_MAGIC = b"\x1f\x8b"
FACT_FIELDS = (
    "price", "compare_at_price", "currency", "url", "image_url", "availability", "sku", "brand", "category",
)  # fmt: skip
PRODUCT_FIELDS = ("price", "compare_at_price", "sku", "image_url", "availability", "brand")
SAMPLE = 500  # rows that tell what a file without product columns is
ASKING = 0.25  # share of their titles that end in a question mark
OPTION_FIELDS = ("color", "size", "material")

_CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_IN_STOCK = {"in stock", "instock", "in_stock", "yes", "true", "available", "1", "y"}
_OUT_OF_STOCK = {"out of stock", "outofstock", "out_of_stock", "no", "false", "sold out", "unavailable", "0", "n"}

csv.field_size_limit(16 * 1024 * 1024)


def opened(data: bytes) -> str:
    """The file's text: unpacked if it is gzip, read as UTF-8 or, failing that, as Windows-1252. Raises `Invalid`."""
    if data.startswith(GZIP_MAGIC):
        data = _unpacked(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Invalid("This file is not text: save the table as CSV in UTF-8.", ("body", "file"))
    return text


def header_of(text: str) -> list[str]:
    """The column names. Raises `Invalid` for a file without any."""
    header = next(_rows(text), None)
    if not header or not any(cell.strip() for cell in header):
        raise Invalid("The file is empty: its first row must name the columns.", ("body", "file"))
    return [cell.strip() for cell in header]


def read(text: str, chosen: Mapping[str, str]) -> Iterator[Draft | RowError]:
    """Each row as a draft, or as the reason why it cannot be one. Raises `Invalid` as `columns.settled` does."""
    header = header_of(text)
    mapping = columns.settled(header, chosen)
    kind = _kind(text, header, mapping)
    rows = _rows(text)
    next(rows)
    for number, cells in enumerate(rows, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            yield RowError(number, f"The row has {len(cells)} cells, the header {len(header)}.")
            continue
        record = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        yield _draft(number, {field: record.get(column, "") for field, column in mapping.items()}, kind)


def _kind(text: str, header: Sequence[str], mapping: Mapping[str, str]) -> str:
    """What the rows are when they do not say: questions if many titles ask and no column tells of a product."""
    if any(field in mapping for field in PRODUCT_FIELDS) or "title" not in mapping:
        return "product_catalog"
    place = header.index(mapping["title"])
    titles = [cells[place].strip() for cells in islice(_rows(text), 1, SAMPLE) if len(cells) > place]
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
    return Draft(number, source_type, title, content or title, metadata or None, key[:500])


def _metadata(row: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {field: row[field] for field in FACT_FIELDS if row.get(field)}
    for field in ("price", "compare_at_price"):
        if field in facts:
            facts[field], sign = _money(facts[field])
            if sign and "currency" not in facts:
                facts["currency"] = sign
    if "availability" in facts:
        facts["availability"] = _availability(facts["availability"])
    options = {field: _listed(row[field]) for field in OPTION_FIELDS if row.get(field)}
    return {**facts, **({"options": options} if options else {})}


def _money(text: str) -> tuple[str, str | None]:
    """The amount with a decimal point, and the currency if a sign or code stands beside it: "1.299,00 €"."""
    code = re.search(r"\b([A-Z]{3})\b", text)
    sign = next((name for mark, name in _CURRENCY_SIGNS.items() if mark in text), code.group(1) if code else None)
    amount = re.sub(r"[^\d.,-]", "", text)
    decimal_comma = re.search(r",\d{1,2}$", amount) or ("." in amount and amount.rfind(",") > amount.rfind("."))
    amount = amount.replace(".", "").replace(",", ".") if decimal_comma else amount.replace(",", "")
    return amount or text, sign


def _availability(text: str) -> str:
    word = text.casefold().strip()
    if word in _IN_STOCK or (word.isdigit() and int(word) > 0):
        return "in_stock"
    return "out_of_stock" if word in _OUT_OF_STOCK else word.replace(" ", "_").replace("-", "_")


def _listed(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[|;,/]", text) if part.strip()]


def _rows(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True)
    try:
        yield from reader
    except csv.Error as error:
        raise Invalid(
            f"Line {reader.line_num} of the file cannot be read as CSV: {error}.", ("body", "file")
        ) from error


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    candidates: Sequence[str] = (",", ";", "\t")
    return max(candidates, key=head.count)


def _unpacked(data: bytes) -> bytes:
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = inflate.decompress(data, MAX_UNPACKED)
    except zlib.error as error:
        raise Invalid(
            "The compressed file is damaged. Compress it again, or send it as it is.", ("body", "file")
        ) from error
    if inflate.unconsumed_tail:
        raise Invalid(f"The file unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB. Split it.", ("body", "file"))
    if not inflate.eof:
        raise Invalid("The compressed file ends too early. Send it again.", ("body", "file"))
    return unpacked
