"""What is mailed about the platform."""

from shopchat.accounts.letters import BRAND, Letter, letter


def store_connected(store: str, site: str) -> Letter:
    """A store was linked to the account: its products can come in."""
    return letter(
        # Without the name: a subject is one short line, and a store's name need not be.
        f"Your store is connected to {BRAND}",
        [f"{store} is linked to your account now. Import its products, and your assistant answers shoppers from them."],
        ("Import the products", f"{site}/dashboard/knowledge/imports"),
        "If you have imported them already, there is nothing to do.",
    )
