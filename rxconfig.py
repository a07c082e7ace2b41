"""What Reflex builds and serves. Values come from `shopchat.core.config`; nothing that is built depends on them."""

import reflex as rx
from reflex.plugins import SitemapPlugin, TailwindV4Plugin

from shopchat.core.config import get_settings
from shopchat.web.public_icons import PublicIconsPlugin
from shopchat.web.same_origin import SameOriginPlugin

_settings = get_settings()

config = rx.Config(
    app_name="shopchat",
    plugins=[TailwindV4Plugin(), SameOriginPlugin(), PublicIconsPlugin()],
    # It writes absolute addresses into the build, and the build works on any host.
    disable_plugins=[SitemapPlugin],
    frontend_compression_formats=["brotli", "gzip"],
    cors_allowed_origins=[_settings.site_url],
    trusted_proxy_hops=_settings.trusted_proxy_hops,
    redis_url=_settings.redis_url,
    telemetry_enabled=False,
    show_built_with_reflex=False,
)
