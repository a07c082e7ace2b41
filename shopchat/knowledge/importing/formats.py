"""The kinds of files that can be imported, and which one a file is. A new format is a module and a line here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from shopchat.knowledge.importing import columns, csv_file, documents, exported, shopify_csv, woocommerce_csv
from shopchat.knowledge.importing.drafts import Draft, RowError
from shopchat.knowledge.importing.table import header_of

# The file's text, its name, and the owner's column mapping, which only a table without a known form heeds.
Read = Callable[[str, str, Mapping[str, str]], Iterator[Draft | RowError]]


@dataclass(frozen=True)
class Format:
    """`kind` is stored with an import, `label` is for people."""

    kind: str
    label: str
    read: Read


FORMATS = {
    each.kind: each
    for each in (
        Format("csv", "CSV", csv_file.read),
        Format("shopchat_csv", "ShopChat export", exported.read),
        Format("shopify_csv", "Shopify product CSV", shopify_csv.read),
        Format("woocommerce_csv", "WooCommerce product CSV", woocommerce_csv.read),
        Format("markdown", "Markdown", documents.markdown),
        Format("html", "HTML page", documents.html),
        Format("text", "Text", documents.plain),
    )
}
_BY_ENDING = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".txt": "text"}


def recognised(filename: str, text: str, mapping: Mapping[str, str]) -> Format:
    """The file's format, by its ending, or for a table by its columns; a mapping makes it a plain table.

    Raises `Invalid` for a table that nothing can be made of.
    """
    if not mapping:
        name = filename.lower().removesuffix(".gz")
        if kind := _BY_ENDING.get(PurePath(name).suffix):
            return FORMATS[kind]
        header = header_of(text)
        if exported.recognises(header):
            return FORMATS["shopchat_csv"]
        if shopify_csv.recognises(header):
            return FORMATS["shopify_csv"]
        if woocommerce_csv.recognises(header):
            return FORMATS["woocommerce_csv"]
    columns.settled(header_of(text), mapping)
    return FORMATS["csv"]
