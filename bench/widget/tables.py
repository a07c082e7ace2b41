"""The rounds as two Markdown tables. What does not hang on the device is shown as the largest of them."""

from collections.abc import Callable

from bench.figures import median, table
from bench.widget.candidates import BLANK, CANDIDATES, Candidate
from bench.widget.visit import Cost, Device

Rounds = dict[tuple[Candidate, Device], list[Cost]]
EMBEDS = [candidate for candidate in CANDIDATES if candidate is not BLANK]


def page_table(rounds: Rounds) -> str:
    """What a page view costs before anybody clicks, beyond what the blank page of the same round cost."""
    devices = _devices(rounds)
    header = ("before the click", "brotli, B", "requests", "elsewhere", "elements", "layout shift")

    def line(embed: Candidate) -> tuple[object, ...]:
        counts = (_most(rounds, embed, lambda cost: cost.sent), _most(rounds, embed, lambda cost: cost.requests))
        return (
            embed.label,
            *counts,
            _most(rounds, embed, lambda cost: cost.elsewhere),
            _most(rounds, embed, lambda cost: cost.elements),
            f"{max(_beyond(rounds, embed, it, lambda cost: cost.shift) for it in devices):.3f}",
            *(round(_beyond(rounds, embed, it, lambda cost: cost.long_tasks)) for it in devices),
            *(_beyond(rounds, embed, it, lambda cost: cost.script) for it in devices),
        )

    labels = [f"{what}: {it.label}" for what in ("long tasks", "script, ms") for it in devices]
    return table((*header, *labels), [line(embed) for embed in EMBEDS])


def click_table(rounds: Rounds) -> str:
    """From the click to an input that takes text. "-": there is no launcher, or no input within five seconds."""
    devices = _devices(rounds)
    header = ("with the open chat", "brotli in all, B", "requests in all")

    def line(embed: Candidate) -> tuple[object, ...]:
        opened = [[cost.usable for cost in rounds[embed, it] if cost.usable is not None] for it in devices]
        return (
            embed.label,
            _most(rounds, embed, lambda cost: cost.sent_in_all),
            _most(rounds, embed, lambda cost: cost.requests_in_all),
            *(median(times) if times else "-" for times in opened),
        )

    labels = [f"click to input, ms: {it.label}" for it in devices]
    return table((*header, *labels), [line(embed) for embed in EMBEDS])


def _devices(rounds: Rounds) -> list[Device]:
    return list(dict.fromkeys(device for _, device in rounds))


def _most(rounds: Rounds, embed: Candidate, of: Callable[[Cost], int]) -> int:
    return round(max(_beyond(rounds, embed, device, of) for device in _devices(rounds)))


def _beyond(rounds: Rounds, embed: Candidate, device: Device, of: Callable[[Cost], float]) -> float:
    """The median difference to the blank page; below nothing is the noise of the machine."""
    pairs = zip(rounds[embed, device], rounds[BLANK, device], strict=True)
    return max(median([of(cost) - of(blank) for cost, blank in pairs]), 0.0)
