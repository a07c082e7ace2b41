"""What `shopchat doctor` finds: settings, servers, and what is built."""

from collections.abc import Callable
from dataclasses import dataclass

from shopchat.core import embedded
from shopchat.core.config import Settings, get_settings
from shopchat.core.embedded_server import EmbeddedServerError
from shopchat.core.reachable import Unreachable, database_version, redis_version
from shopchat.integrations.embeddings.minilm import model_folder
from shopchat.web.server import PagesNotBuilt, built_pages
from widget_server.assets import dist_dir


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    text: str
    good: bool = True


def examine() -> list[Finding]:
    """Looks at everything; starts the embedded servers for the time when no address is set."""
    embeds = get_settings().env == "development"
    given = get_settings()
    findings = [Finding("environment", f"{given.env}, {given.site_url}")]
    try:
        with embedded.prepared():
            settings = get_settings()
            findings += [
                _server("PostgreSQL", database_version, settings, embeds and given.database_url is None),
                _server("Redis", redis_version, settings, embeds and given.redis_url is None),
            ]
    except EmbeddedServerError as error:
        findings.append(Finding("servers", str(error), good=False))
    return [*findings, *_built(given)]


def _server(name: str, version: Callable[[Settings], str], settings: Settings, is_embedded: bool) -> Finding:
    try:
        return Finding(name, f"{version(settings)}, {f'embedded in {settings.home}' if is_embedded else 'configured'}")
    except Unreachable as error:
        return Finding(name, str(error), good=False)


def _built(settings: Settings) -> list[Finding]:
    how = "not built: run `make build`"
    try:
        pages = Finding("pages", f"built, {built_pages(settings.build_dir).name}")
    except PagesNotBuilt:
        pages = Finding("pages", how, good=False)
    model = model_folder(settings.build_dir / "models")
    widget = dist_dir() / "widget.js"
    return [
        pages,
        Finding("widget", "built" if widget.exists() else how, good=widget.exists()),
        Finding("model", f"built, {model.name}" if model.exists() else how, good=model.exists()),
    ]
