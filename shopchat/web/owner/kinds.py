"""The kinds of knowledge as an owner meets them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`label` names one entry of the kind, `icon` is a Lucide icon."""

    label: str
    icon: str


KINDS = {
    "product_catalog": Kind("Product", "shopping_bag"),
    "policy_page": Kind("Policy", "scroll_text"),
    "faq": Kind("FAQ", "circle_help"),
    "custom_text": Kind("Text", "file_text"),
    "url": Kind("Web page", "globe"),
}
KIND_OPTIONS = tuple((name, kind.label) for name, kind in KINDS.items())
