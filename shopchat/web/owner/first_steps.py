"""What a new owner does, in order; each step leads to where it is done."""

from dataclasses import dataclass

from shopchat.web import theme


@dataclass(frozen=True)
class Step:
    """`is_next` is true for the first step that is not done."""

    title: str
    text: str
    verb: str
    href: str
    is_done: bool
    is_next: bool


def first_steps(bot_id: str, *, has_knowledge: bool, has_talked: bool) -> list[Step]:
    """The four steps; `bot_id` is the newest chatbot's, empty when there is none."""
    bot = f"{theme.HOME}/chatbots/{bot_id}"
    todo = (
        ("Make a chatbot", "A name and a colour; a guide takes you from there to an answer.", "Start",
         theme.START, bool(bot_id)),
        ("Teach it", "Your shop's address or a file; policies and FAQs as text.", "Teach it", theme.START,
         has_knowledge),
        ("Try it", "Ask it what your shoppers ask.", "Open the playground", f"{bot}/playground", has_talked),
        ("Paste the tag", "One line of HTML, and it is in your shop.", "Get the tag", f"{bot}/embed", False),
    )  # fmt: skip
    next_at = next(at for at, (*_, is_done) in enumerate(todo) if not is_done)
    return [
        Step(title, text, verb, href if bot_id or at < 2 else "", is_done, at == next_at)
        for at, (title, text, verb, href, is_done) in enumerate(todo)
    ]
