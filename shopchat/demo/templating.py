"""How the demo shop's templates are filled: escaped by default, and an unknown name is an error."""

from decimal import Decimal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from shopchat.demo import catalog, files
from shopchat.demo.catalog import Category

SALE = Category(
    slug="sale", name="Sale", line="Last of a season or end of a color. The same warranty, the same returns."
)

_STOCK_WORDS = {"in_stock": "In stock", "out_of_stock": "Sold out", "preorder": "Preorder", "backorder": "On backorder"}


def render(template: str, **context: object) -> str:
    """The page's HTML from the file `template` in `templates/`."""
    return _environment.get_template(template).render(context)


def _money(amount: Decimal) -> str:
    return f"${amount:.2f}".removesuffix(".00")


def _html(markdown: str) -> Markup:
    return Markup(_markdown.render(markdown))  # noqa: S704 - the renderer escapes HTML in its input


_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
_environment = Environment(
    loader=FileSystemLoader(files.ROOM / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(money=_money, markdown=_html)
_environment.globals.update(
    shop=catalog.shop(),
    policies=catalog.policies(),
    sale=SALE,
    static_url=files.static_url,
    stock_words=_STOCK_WORDS,
)
