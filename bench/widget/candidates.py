"""Who is measured: a blank page, our widget, and the npm bundles of others with the embed their documentation shows.

`API` is where an embed's own server would be. In this bench nobody is there: every address below it answers 503.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from widget_server.assets import build, dist_dir

API = "/gone"


@dataclass(frozen=True)
class Candidate:
    """An embed: `html` ends the page, `launcher` is what a shopper clicks ("" when the chat stands open)."""

    name: str
    html: str
    launcher: str = ""
    package: str = ""
    sha512: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} {self.package.rpartition('@')[2]}".strip()


BLANK = Candidate("blank page", "")
OURS = Candidate("ShopChat", '<script src="/widget.js" data-widget-key="wk_bench" async></script>', "[part=launcher]")
PEERS = (
    Candidate(
        "deep-chat",
        f'<script type="module" src="/deep-chat/dist/deepChat.bundle.js"></script>'
        f'<deep-chat connect=\'{{"url": "{API}/chat"}}\'></deep-chat>',
        package="deep-chat@2.4.2",
        sha512="wQNd6Z6HDoH7OMeoQKpmxDm9XdWrRjMkBJ2yl5tsYND9Dz2UCv/BdGVM8vK2V0mhO1u+OniHYPWDGvjlNxjCeQ==",
    ),
    Candidate(
        "DocsGPT",
        '<div id="app"></div><script type="module" src="/docsgpt/dist/modern/browser.js"></script>'
        '<script type="module">'
        f"renderDocsGPTWidget('app', {{apiHost: location.origin + '{API}', apiKey: ''}})</script>",
        "#app [type=button], #app button, #app svg, #app img",
        package="docsgpt@0.5.1",
        sha512="LtcULlmmhmMhOP1USCXgSe+8boLutsRkrGxXFycH/yU7oBcN2guuUSJcXZi0gn5SBNoJJxYfTXGfocgN5Mq1dA==",
    ),
    Candidate(
        "Typebot",
        "<script type=\"module\">import Typebot from '/typebot/dist/web.js';"
        f"Typebot.initBubble({{typebot: 'shop', apiHost: location.origin + '{API}'}})</script>",
        "button[part=button], button",
        package="@typebot.io/js@0.10.7",
        sha512="c5GKjgJlfSjOIhTm8kqohWE/daJeBWlnqK6Xi3AYlFu/3W0NkqsD+T6G+ehu2sDGv8po+FuMB/K6g12/zQVN2Q==",
    ),
    Candidate(
        "Flowise",
        "<script type=\"module\">import Chatbot from '/flowise/dist/web.js';"
        f"Chatbot.init({{chatflowid: 'shop', apiHost: location.origin + '{API}'}})</script>",
        "button[part=button], button",
        package="flowise-embed@3.1.6",
        sha512="xSrvBDiEvIIzRFsPBgmzG3SdfBeG4wBzdchdMurft5PQcdYO0HfB8cwGhn00fE5JOsdhVZXfJ3Fq6e/DgrW4ag==",
    ),
    Candidate(
        "n8n",
        '<link href="/n8n/dist/style.css" rel="stylesheet">'
        "<script type=\"module\">import { createChat } from '/n8n/dist/chat.bundle.es.js';"
        f"createChat({{webhookUrl: location.origin + '{API}'}})</script>",
        ".chat-window-toggle",
        package="@n8n/chat@1.37.0",
        sha512="V1EQxDp/+rW6o/5OZgbwDfgPJXG8Jrn3TIdq7Z/26QTP90Uo3g2gv8CMnaQcphdTQVR+K06X34DOCRHXa8Tqnw==",
    ),
)
CANDIDATES = (BLANK, OURS, *PEERS)


def installed(folder: Path) -> dict[str, Path]:
    """Where each candidate's files lie, by the first part of their address; downloads the packages into `folder`.

    The bundles stand alone, so no dependency is installed and nothing of a package is run. Raises `ValueError` for one
    whose bytes are not those that were measured before.
    """
    build()
    found = {"widget": dist_dir()}
    for peer in PEERS:
        archive = _downloaded(peer, folder)
        target = folder / peer.name
        with tarfile.open(archive) as packed:
            packed.extractall(target, filter="data")
        found[peer.name.lower()] = target / "package"
    return found


def _downloaded(peer: Candidate, folder: Path) -> Path:
    beside = Path(sys.executable).parent
    npm = shutil.which("npm", path=f"{beside}") or "npm"
    command = [npm, "pack", "--json", "--loglevel=error", peer.package]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    archive = folder / str(json.loads(done.stdout)[0]["filename"])
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != peer.sha512:
        raise ValueError(f"{peer.package} is not the package this bench knows. Check it, then write {digest} here.")
    return archive
