"""What a shopper who asked for a person is mailed."""

from shopchat.accounts.letters import Letter, letter


def reply(said: str, *, chatbot: str, question: str | None) -> Letter:
    """A person's answer, below it what the shopper had asked."""
    asked = ["You asked:\n" + "\n".join(f"> {line}" for line in question.splitlines())] if question else []
    return letter(
        f"An answer to your question to {chatbot}"[:255],
        [said, *asked],
        None,
        "Answer this mail to write back. You get it because you left this address in a chat.",
        sender=chatbot,
    )
