"""`python -m bench.ablation DATA`: what each part of search is worth, in `docs/quality.md`.

Each folder of DATA has `docs.csv.gz`, `queries.tsv` and `labels.tsv`. The product's own import and search run with
parts switched off; the interval is a paired bootstrap over the questions, of the difference to the line above.
"""

import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench import ranking, servers
from bench.figures import table
from bench.sections import write_section
from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import unit_of_work
from shopchat.ingest import ingest
from shopchat.knowledge import rarity
from shopchat.knowledge import search as searching
from shopchat.knowledge import search_statement as statement
from shopchat.knowledge import service as knowledge

DOCUMENT = Path(__file__).parents[1] / "docs" / "quality.md"
RESAMPLED = 5_000
PHRASINGS = (
    "hi there, can you recommend {} for my sister?",
    "i'm looking for {} please, what have you got?",
    "do you guys have any {} in your shop",
    "hello! my dad needs {} for next week, any ideas? thanks",
    "could you maybe help me find {}",
    "what would you suggest if i want to buy {}?",
)


@dataclass(frozen=True)
class Part:
    """A way to search: `off` are constants of the search modules that are set aside for it."""

    name: str
    off: dict[str, Any] = field(default_factory=dict)
    phrasing: str = "{}"


async def _as_typed(_session: object, _chatbot_id: object, text: str, _language: str) -> str:
    return text


async def _no_vectors(_question: str, _language: str, _model: str) -> None:
    return None


_PLAIN = {"rarity.PAIR_BONUS": 0.0, "search.repaired": _as_typed}
PARTS = (
    Part("words alone", {**_PLAIN, "search.question_vectors": _no_vectors}),
    Part(
        "meaning alone",
        {**_PLAIN, "search_statement.PRODUCT_LEXICAL_SHARE": 0.0, "search_statement.OTHER_LEXICAL_SHARE": 0.0},
    ),
    Part("both", _PLAIN),
    Part("and neighbouring words in a title", {"search.repaired": _as_typed}),
    Part("and spelling: as it is", {}),
)
_MODULES = {"rarity": rarity, "search": searching, "search_statement": statement}


async def ablation(folder: Path) -> str:
    """The table of one set."""
    owner, chatbot, password = await _shop(folder)
    labels = ranking.read_labels(folder / "labels.tsv")
    questions = dict(line.split("\t", 1) for line in (folder / "queries.tsv").read_text(encoding="utf-8").splitlines())
    try:
        rows: list[list[object]] = []
        above: np.ndarray | None = None
        for part in PARTS:
            judged = await _scores(owner, chatbot, part, questions, labels)
            rows.append([part.name, f"{judged.mean():.3f}", _difference(judged, above)])
            above = judged
        assert above is not None
        for phrasing in PHRASINGS:
            judged = await _scores(owner, chatbot, Part(phrasing, {}, phrasing), questions, labels)
            rows.append([f"said as “{phrasing.format('…')}”", f"{judged.mean():.3f}", _difference(judged, above)])
    finally:
        async with unit_of_work() as session:
            await accounts.delete_account(session, owner, password=password)
    title = f"**{folder.name}**, {len(above)} questions; the phrasings are compared with the search as it is\n\n"
    return title + table(("search", "NDCG@10", "difference, 95 %"), rows)


async def _shop(folder: Path) -> tuple[User, Chatbot, str]:
    password = secrets.token_urlsafe(16)
    async with unit_of_work() as session:
        email = f"ablation-{secrets.token_hex(6)}@shopchat.example"
        owner = await accounts.ensure_account(session, email=email, password=password, role="owner", plan="enterprise")
        chatbot = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name=folder.name))
    await ingest(owner, chatbot.id, folder / "docs.csv.gz", lambda _: None)
    return owner, chatbot, password


async def _scores(
    owner: User, chatbot: Chatbot, part: Part, questions: dict[str, str], labels: dict[str, dict[str, int]]
) -> np.ndarray:
    """NDCG@10 of every labelled question, always in the same order."""
    run: dict[str, list[str]] = {}
    with _switched_off(part.off):
        for number, question in questions.items():
            async with unit_of_work() as session:
                found = await knowledge.search(
                    session, owner, chatbot_id=chatbot.id, query=part.phrasing.format(question), limit=ranking.DEPTH
                )
            run[number] = [str(hit.entry.external_key) for hit in found]
    judged = ranking.by_question(run, labels)
    return np.array([score.ndcg for _, score in sorted(judged.items()) if score.ndcg is not None])


def _difference(judged: np.ndarray, above: np.ndarray | None) -> str:
    if above is None:
        return ""
    differences = judged - above
    chance = np.random.default_rng(0)
    means = differences[chance.integers(len(differences), size=(RESAMPLED, len(differences)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return f"{differences.mean():+.3f} ({low:+.3f} to {high:+.3f})"


@contextmanager
def _switched_off(constants: dict[str, Any]) -> Iterator[None]:
    with ExitStack() as stack:
        for name, value in constants.items():
            module, _, attribute = name.partition(".")
            stack.callback(setattr, _MODULES[module], attribute, getattr(_MODULES[module], attribute))
            setattr(_MODULES[module], attribute, value)
        statement.search_statement.cache_clear()
        stack.callback(statement.search_statement.cache_clear)
        yield


def main(data: Path) -> None:
    """Measures every set in the folder and writes the section."""
    folders = sorted(folder for folder in data.iterdir() if (folder / "labels.tsv").is_file())

    async def work() -> None:
        tables = [await ablation(folder) for folder in folders]
        text = "\n\n".join(tables)
        print(text)
        write_section(DOCUMENT, "ablation", text)

    servers.run(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
