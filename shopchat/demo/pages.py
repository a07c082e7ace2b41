"""The demo shop's pages: a stranger's shop, as far as ShopChat is concerned, with one script tag at the end."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router, request_response

from shopchat.demo import catalog, files, structured
from shopchat.demo.catalog import Category, Product
from shopchat.demo.choice import choices, chosen_variant
from shopchat.demo.search import find
from shopchat.demo.templating import SALE, render

_QUERY_LIMIT = 100
_SORTS = {"price": "Price, low to high", "price-desc": "Price, high to low", "title": "Name"}


def routes(widget_key: Callable[[], Awaitable[str | None]]) -> list[BaseRoute]:
    """The whole shop under `/demo`. `widget_key` is asked once a page; None leaves the assistant's tag out."""
    pages = _Pages(widget_key)
    inside = [
        Route("/", _to_home),
        Route("/c/{slug}", pages.category),
        Route("/products/{slug}", pages.product),
        Route("/policies/{slug}", pages.policy),
        Route("/faq", pages.faq),
        Route("/search", pages.search),
        Mount("/images", files.CachedFiles(files.ROOM / "images", cache_control=files.A_DAY)),
        Mount("/static", files.CachedFiles(files.ROOM / "static", cache_control=files.FOR_EVER)),
    ]
    return [
        Route("/demo", pages.home),
        Mount("/demo", app=Router(inside, default=request_response(pages.not_found))),
    ]


async def _to_home(request: Request) -> Response:
    return RedirectResponse("/demo", status_code=308)


class _Pages:
    def __init__(self, widget_key: Callable[[], Awaitable[str | None]]) -> None:
        self._widget_key = widget_key

    async def home(self, request: Request) -> Response:
        by_slug = {product.slug: product for product in catalog.products()}
        counts = {category.slug: len(_in_category(category)) for category in catalog.shop().categories}
        return await self._page(
            "home.html",
            bestsellers=[by_slug[slug] for slug in catalog.shop().bestsellers],
            reduced=_one_of_each_category(_in_category(SALE))[:4],
            counts=counts,
            covers={category.slug: _in_category(category)[0] for category in catalog.shop().categories},
        )

    async def category(self, request: Request) -> Response:
        slug = request.path_params["slug"]
        category = next((each for each in (*catalog.shop().categories, SALE) if each.slug == slug), None)
        if category is None:
            return await self.not_found(request)
        sort = request.query_params.get("sort")
        products = _sorted(_in_category(category), sort)
        return await self._page("category.html", category=category, products=products, sort=sort, sorts=_SORTS)

    async def product(self, request: Request) -> Response:
        slug = request.path_params["slug"]
        product = next((each for each in catalog.products() if each.slug == slug), None)
        if product is None:
            return await self.not_found(request)
        category = next(each for each in catalog.shop().categories if each.name == product.category)
        chosen = chosen_variant(product, request.query_params.get("sku"))
        origin = f"{request.url.scheme}://{request.url.netloc}"
        return await self._page(
            "product.html",
            product=product,
            category=category,
            chosen=chosen,
            offer=chosen or product,
            choices=choices(product, chosen),
            related=_related(product),
            data=structured.product_data(product, origin=origin, currency=catalog.shop().currency),
        )

    async def policy(self, request: Request) -> Response:
        slug = request.path_params["slug"]
        policy = next((each for each in catalog.policies() if each.slug == slug), None)
        if policy is None:
            return await self.not_found(request)
        return await self._page("policy.html", policy=policy)

    async def faq(self, request: Request) -> Response:
        return await self._page("faq.html", faqs=catalog.faqs(), data=structured.faq_data(catalog.faqs()))

    async def search(self, request: Request) -> Response:
        query = request.query_params.get("q", "").strip()[:_QUERY_LIMIT]
        return await self._page("search.html", query=query, products=find(catalog.products(), query))

    async def not_found(self, request: Request) -> Response:
        return await self._page("not_found.html", status=404)

    async def _page(self, template: str, *, status: int = 200, **context: object) -> Response:
        html = render(template, **context, widget_key=await self._widget_key())
        # The key can be rotated at any time, so a kept page would carry a dead one.
        return HTMLResponse(html, status_code=status, headers={"cache-control": "no-cache"})


def _in_category(category: Category) -> list[Product]:
    if category is SALE:
        return [product for product in catalog.products() if product.compare_at_price is not None]
    return [product for product in catalog.products() if product.category == category.name]


def _one_of_each_category(products: Sequence[Product]) -> list[Product]:
    return list({product.category: product for product in reversed(products)}.values())[::-1]


def _sorted(products: Sequence[Product], sort: str | None) -> list[Product]:
    if sort == "title":
        return sorted(products, key=lambda product: product.title)
    if sort in _SORTS:
        return sorted(products, key=lambda product: product.price, reverse=sort == "price-desc")
    return list(products)


def _related(product: Product) -> list[Product]:
    """The four that follow it on its category's shelf, round the end."""
    shelf = [each for each in catalog.products() if each.category == product.category]
    at = shelf.index(product)
    return (shelf[at + 1 :] + shelf[:at])[:4]
