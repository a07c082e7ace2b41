"""schema.org data of the demo shop's pages, for search engines and for ShopChat's own page import."""

from collections.abc import Iterable
from typing import Any

from shopchat.demo.catalog import Faq, Product, Variant

_AVAILABILITY = {
    "in_stock": "https://schema.org/InStock",
    "out_of_stock": "https://schema.org/OutOfStock",
    "preorder": "https://schema.org/PreOrder",
    "backorder": "https://schema.org/BackOrder",
}


def product_data(product: Product, *, origin: str, currency: str) -> dict[str, Any]:
    """A schema.org Product with one Offer a variant; `origin` is scheme and host, without a trailing slash."""
    single = Variant(sku=product.sku, price=product.price, availability=product.availability, options={})
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "description": product.description,
        "sku": product.sku,
        "category": product.category,
        "brand": {"@type": "Brand", "name": product.brand},
        "image": origin + product.image_url,
        "url": origin + product.url,
        "offers": [
            _offer(product, variant, origin=origin, currency=currency) for variant in product.variants or (single,)
        ],
    }


def faq_data(faqs: Iterable[Faq]) -> dict[str, Any]:
    """A schema.org FAQPage."""
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": faq.question, "acceptedAnswer": {"@type": "Answer", "text": faq.answer}}
            for faq in faqs
        ],
    }


def _offer(product: Product, variant: Variant, *, origin: str, currency: str) -> dict[str, Any]:
    offer: dict[str, Any] = {
        "@type": "Offer",
        "sku": variant.sku,
        "price": str(variant.price),
        "priceCurrency": currency,
        "availability": _AVAILABILITY[variant.availability],
        "itemCondition": "https://schema.org/NewCondition",
        "url": f"{origin}{product.url}?sku={variant.sku}" if variant.options else origin + product.url,
    }
    if variant.options:
        offer["name"] = " / ".join(variant.options.values())
    if product.compare_at_price is not None:
        offer["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "priceType": "https://schema.org/StrikethroughPrice",
            "price": str(product.compare_at_price),
            "priceCurrency": currency,
        }
    return offer
