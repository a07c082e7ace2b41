"""An import from an address: what a page, a sitemap or a product list becomes, and what a second reading changes."""

import gzip
import json

import pytest

from shopchat.core.db import unit_of_work
from shopchat.core.errors import Invalid
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.importing import service, site
from tests.knowledge.importing.conftest import NewShop, Shop

HOME = "https://shop.example"


def page(text: str, *things: object) -> str:
    """A shop's page with everything around the text, and JSON-LD."""
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(thing)}</script>' for thing in things)
    return f"""<!doctype html><html><head><title>Returns | Shop</title>{scripts}</head><body>
    <header>Shop of shops</header><nav><ul><li><a href=/>Home</a><li><a href=/b>Bags</a></ul></nav>
    <main>{text}</main><footer>All rights reserved</footer><script>var tracked = 1</script></body></html>"""


LAMP = {
    "@context": "https://schema.org",
    "@type": "Product",
    "name": "Desk lamp &amp; clamp",
    "sku": "LAMP-1",
    "description": "<p>Warm light.</p><ul><li>Dimmable</li></ul>",
    "brand": {"@type": "Brand", "name": "Lumen"},
    "image": ["/lamp.jpg", "/lamp-2.jpg"],
    "offers": {
        "@type": "Offer",
        "price": 49.9,
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
        "url": "/lamp",
    },
}


async def test_a_page_becomes_an_entry_with_its_main_text(shop: Shop) -> None:
    shop.network.put(f"{HOME}/returns", page("<h1>Returns</h1><p>You have <b>30</b> days.</p><ul><li>Unworn</ul>"))
    done = await shop.address(f"{HOME}/returns")
    assert (done.status, done.kind, done.created, done.total, done.done) == ("done", "page", 1, 1, 1)
    entry = (await shop.entries())["Returns"]
    assert entry.source_type == "url"
    assert entry.meta == {"url": f"{HOME}/returns"}
    assert entry.content == "# Returns\n\nYou have 30 days.\n\n- Unworn"


async def test_a_products_facts_are_read_from_json_ld(shop: Shop) -> None:
    shop.network.put(f"{HOME}/lamp", page("<h1>Lamp</h1>", {"@graph": [{"@type": "WebSite"}, LAMP]}))
    assert (await shop.address(f"{HOME}/lamp")).created == 1
    entry = (await shop.entries())["Desk lamp & clamp"]
    assert entry.source_type == "product_catalog"
    assert entry.content == "Warm light.\n\n- Dimmable"
    assert entry.meta == {
        "price": "49.90",
        "currency": "EUR",
        "availability": "in_stock",
        "sku": "LAMP-1",
        "brand": "Lumen",
        "url": f"{HOME}/lamp",
        "image_url": f"{HOME}/lamp.jpg",
    }


async def test_variants_and_lowest_prices_are_read(shop: Shop) -> None:
    def size(name: str, price: str, stock: str) -> dict[str, object]:
        offer = {"@type": "Offer", "price": price, "priceCurrency": "USD", "availability": f"http://schema.org/{stock}"}
        return {"@type": "Product", "sku": f"SHIRT-{name}", "name": f"Shirt {name}", "size": name, "offers": [offer]}

    group = {
        "@type": ["ProductGroup"],
        "name": "Shirt",
        "productGroupID": "SHIRT",
        "hasVariant": [size("M", "20", "OutOfStock"), size("L", "22.00", "InStock")],
    }
    bag = {
        "@type": "Product",
        "name": "Bag",
        "offers": {"@type": "AggregateOffer", "lowPrice": "80", "priceCurrency": "USD"},
    }
    shop.network.put(f"{HOME}/", page("", [group, bag]))
    assert (await shop.address(f"{HOME}/")).created == 2
    entries = await shop.entries()
    shirt = entries["Shirt"].meta or {}
    assert [variant["price"] for variant in shirt["variants"]] == ["20.00", "22.00"]
    assert shirt["options"] == {"size": ["M", "L"]}
    assert (entries["Bag"].meta or {})["price"] == "80.00"


async def test_a_price_that_is_a_word_is_left_out(shop: Shop) -> None:
    shop.network.put(f"{HOME}/x", page("", {**LAMP, "offers": {"price": "on request", "priceCurrency": "€"}}))
    assert (await shop.address(f"{HOME}/x")).created == 1
    [entry] = (await shop.entries()).values()
    assert not {"price", "currency"} & (entry.meta or {}).keys()


async def test_questions_of_an_faq_page_become_entries(shop: Shop) -> None:
    answer = {"@type": "Answer", "text": "Yes, to <b>Switzerland</b> too."}
    faq = {"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "Do you ship?", "acceptedAnswer": answer}]}
    shop.network.put(f"{HOME}/faq", page("<h1>FAQ</h1>", faq))
    await shop.address(f"{HOME}/faq")
    entry = (await shop.entries())["Do you ship?"]
    assert (entry.source_type, entry.content) == ("faq", "Yes, to Switzerland too.")


async def test_damaged_json_ld_leaves_the_text(shop: Shop) -> None:
    broken = page("<h1>Care</h1><p>Wash cold.</p>").replace(
        "</head>", '<script type="application/ld+json">{"@type": "Product",</script></head>'
    )
    shop.network.put(f"{HOME}/care", broken)
    assert (await shop.address(f"{HOME}/care")).created == 1
    assert "Care" in await shop.entries()


async def test_a_second_reading_updates_what_changed_and_embeds_nothing_else_again(shop: Shop) -> None:
    shop.network.put(f"{HOME}/lamp", page("", LAMP))
    await shop.address(f"{HOME}/lamp")
    [first] = (await shop.entries()).values()
    await shop.settle(first.id, embedding_status="ready")
    assert (await shop.address(f"{HOME}/lamp")).skipped == 1
    [same] = (await shop.entries()).values()
    assert (same.embedding_status, same.created_at) == ("ready", first.created_at)
    shop.network.put(f"{HOME}/lamp", page("", {**LAMP, "offers": {"price": "39.90", "priceCurrency": "EUR"}}))
    again = await shop.address(f"{HOME}/lamp")
    assert (again.created, again.updated, again.skipped) == (0, 1, 0)
    [changed] = (await shop.entries()).values()
    assert changed.id == first.id
    assert changed.embedding_status == "pending"
    assert (changed.meta or {})["price"] == "39.90"


async def test_a_page_that_is_gone_switches_its_entry_off_and_back_on(shop: Shop) -> None:
    shop.network.put(f"{HOME}/lamp", page("", LAMP))
    await shop.address(f"{HOME}/lamp")
    shop.network.put(f"{HOME}/lamp", status=410)
    gone = await shop.address(f"{HOME}/lamp")
    assert (gone.status, gone.updated) == ("done", 1)
    assert [entry.is_active for entry in (await shop.entries()).values()] == [False]
    shop.network.put(f"{HOME}/lamp", page("", LAMP))
    assert (await shop.address(f"{HOME}/lamp")).updated == 1
    assert [entry.is_active for entry in (await shop.entries()).values()] == [True]


async def test_a_site_that_is_down_switches_nothing_off(shop: Shop) -> None:
    shop.network.put(f"{HOME}/lamp", page("", LAMP))
    await shop.address(f"{HOME}/lamp")
    shop.network.put(f"{HOME}/lamp", status=503)
    assert (await shop.address(f"{HOME}/lamp")).status == "failed"
    assert [entry.is_active for entry in (await shop.entries()).values()] == [True]


def sitemap(*addresses: str) -> str:
    urls = "".join(
        f"<url><loc>{each}</loc><image:image><image:loc>{HOME}/x.jpg</image:loc></image:image></url>"
        for each in addresses
    )
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://i">{urls}</urlset>'


async def test_a_sitemap_is_read_page_by_page_and_what_left_it_is_switched_off(shop: Shop) -> None:
    xml = {"content_type": "application/xml"}
    index = f"<sitemapindex><sitemap><loc>{HOME}/pages.xml</loc></sitemap></sitemapindex>"
    shop.network.put(f"{HOME}/sitemap.xml", index, **xml)
    listed = [f"{HOME}/a", f"{HOME}/b", f"{HOME}/a", "https://elsewhere.example/c", f"{HOME}/missing"]
    shop.network.put(f"{HOME}/pages.xml", sitemap(*listed), **xml)
    for name in "ab":
        shop.network.put(f"{HOME}/{name}", page(f"<h1>Page {name}</h1><p>Text of {name}.</p>"))
    done = await shop.address(f"{HOME}/sitemap.xml")
    assert (done.kind, done.created, done.failed, done.total, done.done) == ("sitemap", 2, 1, 5, 5)
    assert "elsewhere.example" not in shop.network.resolved
    shop.network.put(f"{HOME}/pages.xml", sitemap(f"{HOME}/b"), **xml)
    again = await shop.address(f"{HOME}/sitemap.xml")
    assert (again.skipped, again.updated) == (1, 1)
    active = {title: entry.is_active for title, entry in (await shop.entries()).items()}
    assert active == {"Page a": False, "Page b": True}


async def test_a_packed_sitemap_is_unpacked(shop: Shop) -> None:
    packed = gzip.compress(sitemap(f"{HOME}/a").encode())
    shop.network.put(f"{HOME}/sitemap.xml.gz", packed, content_type="application/x-gzip")
    shop.network.put(f"{HOME}/a", page("<h1>Page a</h1><p>Text of a.</p>"))
    assert (await shop.address(f"{HOME}/sitemap.xml.gz")).created == 1
    shop.network.put(f"{HOME}/sitemap.xml.gz", packed[:-6], content_type="application/x-gzip")
    assert (await shop.address(f"{HOME}/sitemap.xml.gz")).status == "failed"


async def test_a_page_that_failed_this_time_is_not_taken_for_gone(shop: Shop) -> None:
    xml = {"content_type": "application/xml"}
    shop.network.put(f"{HOME}/sitemap.xml", sitemap(f"{HOME}/a", f"{HOME}/b"), **xml)
    for name in "ab":
        shop.network.put(f"{HOME}/{name}", page(f"<h1>Page {name}</h1><p>Text of {name}.</p>"))
    await shop.address(f"{HOME}/sitemap.xml")
    shop.network.put(f"{HOME}/a", status=500)
    assert (await shop.address(f"{HOME}/sitemap.xml")).failed == 1
    assert all(entry.is_active for entry in (await shop.entries()).values())


@pytest.mark.parametrize(
    "xml",
    [
        "not xml",
        "<feed><entry/></feed>",
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><urlset><url><loc>&a;</loc></url></urlset>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>',
    ],
)
async def test_other_xml_is_refused(shop: Shop, xml: str) -> None:
    shop.network.put(f"{HOME}/sitemap.xml", xml, content_type="text/xml")
    done = await shop.address(f"{HOME}/sitemap.xml")
    assert done.status == "failed"
    assert len(done.errors) == 1


def shopify(*products: dict[str, object]) -> str:
    return json.dumps({"products": products})


MUG = {
    "id": 1,
    "title": "Mug",
    "handle": "mug",
    "body_html": "<p>Holds <em>tea</em>.</p>",
    "vendor": "Kiln",
    "product_type": "Kitchen",
    "options": [{"name": "Color", "values": ["Red", "Blue"]}],
    "variants": [
        {"sku": "MUG-R", "price": "12.00", "compare_at_price": "15.00", "available": False, "option1": "Red"},
        {"sku": "MUG-B", "price": "13.00", "compare_at_price": None, "available": True, "option1": "Blue"},
    ],
    "images": [{"src": "https://cdn.shop.example/mug.jpg"}],
}


async def test_a_shopify_product_list_is_read_to_its_last_page(shop: Shop) -> None:
    json_type = {"content_type": "application/json; charset=utf-8"}
    shop.network.put(f"{HOME}/products.json", shopify(MUG), **json_type)
    shop.network.put(f"{HOME}/products.json?limit=250&page=2", shopify({"title": "Cap", "handle": "cap"}), **json_type)
    shop.network.put(f"{HOME}/products.json?limit=250&page=3", shopify(), **json_type)
    done = await shop.address(f"{HOME}/products.json")
    assert (done.kind, done.status, done.created, done.total) == ("shopify_products", "done", 2, 3)
    mug = (await shop.entries())["Mug"]
    assert mug.content == "Holds tea."
    assert (mug.meta or {})["url"] == f"{HOME}/products/mug"
    assert (mug.meta or {})["price"] == "12.00"
    assert (mug.meta or {})["compare_at_price"] == "15.00"
    assert (mug.meta or {})["availability"] == "in_stock"
    assert (mug.meta or {})["options"] == {"color": ["Red", "Blue"]}
    assert [variant["color"] for variant in (mug.meta or {})["variants"]] == ["Red", "Blue"]


async def test_a_page_matches_the_entry_that_stands_for_its_address(shop: Shop) -> None:
    async with unit_of_work() as session:
        fields = EntryChanges(title="Old", content="Old text", source_type="url", metadata={"url": f"{HOME}/returns"})
        entry = await knowledge.add_entry(session, shop.account, chatbot_id=shop.chatbot.id, fields=fields)
    shop.network.put(f"{HOME}/returns", page("<h1>Returns</h1><p>Now 60 days.</p>"))
    async with unit_of_work() as session:
        row = await service.refresh_entry(session, shop.account, entry_id=entry.id)
    assert (await shop.finished(row)).updated == 1
    [refreshed] = (await shop.entries()).values()
    assert (refreshed.id, refreshed.title) == (entry.id, "Returns")


async def test_an_entry_without_an_address_cannot_be_refreshed(shop: Shop) -> None:
    async with unit_of_work() as session:
        fields = EntryChanges(title="By hand", content="Text")
        entry = await knowledge.add_entry(session, shop.account, chatbot_id=shop.chatbot.id, fields=fields)
        with pytest.raises(Invalid, match="no web address"):
            await service.refresh_entry(session, shop.account, entry_id=entry.id)


async def test_the_plan_holds_what_fits(new_shop: NewShop) -> None:
    shop = await new_shop("free")
    names = [f"p{number}" for number in range(12)]
    shop.network.put(f"{HOME}/sitemap.xml", sitemap(*(f"{HOME}/{name}" for name in names)), content_type="text/xml")
    for name in names:
        shop.network.put(f"{HOME}/{name}", page(f"<h1>Page {name}</h1><p>Some text.</p>"))
    done = await shop.address(f"{HOME}/sitemap.xml")
    assert (done.created, done.failed) == (10, 2)
    assert "no room" in done.errors[0]["detail"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"status": 404}, "status 404"),
        ({"body": b"x", "content_type": "image/png"}, "image/png"),
        ({"body": b"<div id=app></div>"}, "Nothing to read"),
        ({"body": b"<div>" * 100_000}, "too deeply"),
        ({"status": 302, "headers": {"Location": "http://169.254.169.254/"}}, "private or reserved"),
    ],
)
async def test_an_address_that_gives_nothing_fails_with_a_sentence(
    shop: Shop, answer: dict[str, object], says: str
) -> None:
    shop.network.put(f"{HOME}/x", **answer)  # type: ignore[arg-type]
    done = await shop.address(f"{HOME}/x")
    assert done.status == "failed"
    assert [says in error["detail"] for error in done.errors] == [True]


async def test_an_import_goes_on_where_its_worker_died(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.network.put(f"{HOME}/sitemap.xml", sitemap(f"{HOME}/a", f"{HOME}/b"), content_type="text/xml")
    for name in "ab":
        shop.network.put(f"{HOME}/{name}", page(f"<h1>Page {name}</h1><p>Text of {name}.</p>"))
    read = site.read
    died: list[str] = []

    async def dies_once(url: str) -> object:
        if url.endswith("/b") and not died:
            died.append(url)
            raise RuntimeError("the worker's machine is gone")
        return await read(url)

    monkeypatch.setattr(site, "read", dies_once)
    async with unit_of_work() as session:
        row = await service.start_web_import(
            session, shop.account, chatbot_id=shop.chatbot.id, url=f"{HOME}/sitemap.xml"
        )
    with pytest.raises(AssertionError, match="is gone"):
        await shop.finished(row)
    await shop.make_due(row)
    done = await shop.finished(row)
    assert (done.created, done.failed) == (2, 0)
    assert [asked.target for asked in shop.network.asked].count("/a") == 1


SHIRT = {"title": "Shirt", "handle": "shirt", "variants": [{"price": "20.00", "available": True, "sku": "S-1"}]}


async def test_the_front_page_of_a_shopify_shop_leads_to_its_products_and_policies(shop: Shop) -> None:
    shop.network.put(f"{HOME}/", page("<h1>Welcome</h1><p>We sell shirts.</p>"))
    listed = {"content_type": "application/json"}
    for query, products in (("?limit=1", [SHIRT]), ("", [SHIRT]), ("?limit=250&page=2", [])):
        shop.network.put(f"{HOME}/products.json{query}", json.dumps({"products": products}), **listed)
    shop.network.put(f"{HOME}/policies/refund-policy", page("<h1>Refunds</h1><p>Within 30 days.</p>"))
    shop.network.put(f"{HOME}/sitemap.xml", "<urlset/>", content_type="application/xml")
    done = await shop.address(HOME)
    assert (done.status, done.created, done.failed, done.errors) == ("done", 3, 0, [])
    assert set(await shop.entries()) == {"Welcome", "Shirt", "Refunds"}


async def test_the_front_page_of_another_shop_leads_to_its_sitemap(shop: Shop) -> None:
    shop.network.put(f"{HOME}/", page("<h1>Welcome</h1><p>We sell lamps.</p>"))
    shop.network.put(f"{HOME}/products.json?limit=1", "<h1>Not found</h1>")
    listed = f"<urlset><url><loc>{HOME}/</loc></url><url><loc>{HOME}/lamp</loc></url></urlset>"
    shop.network.put(f"{HOME}/sitemap.xml", listed, content_type="text/xml")
    shop.network.put(f"{HOME}/lamp", page("<h1>Lamp</h1>", LAMP))
    done = await shop.address(f"{HOME}/")
    assert (done.status, done.created, done.failed) == ("done", 2, 0)
    assert "Desk lamp & clamp" in await shop.entries()


@pytest.mark.parametrize("home", [f"{HOME}/", f"{HOME}/?utm=1", f"{HOME}/about"])
async def test_a_page_that_leads_nowhere_is_one_page(shop: Shop, home: str) -> None:
    shop.network.put(home, page("<h1>Welcome</h1><p>We sell lamps.</p>"))
    done = await shop.address(home)
    assert (done.status, done.created, done.total, done.errors) == ("done", 1, 1, [])
