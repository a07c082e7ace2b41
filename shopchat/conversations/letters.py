"""What is mailed when a shopper asks for a person: to the owner, and to the shopper."""

from shopchat.accounts.letters import Letter, letter


def wanted(who: str, *, chatbot: str, question: str | None, thread: str) -> Letter:
    """To the owner: somebody waits. `thread` is the address of the conversation."""
    asked = [f"“{question}”"] if question else []
    return letter(
        f"{who} asked {chatbot} for a person"[:255],
        [f"{who} would like to hear from a person of your shop.", *asked],
        ("Read and reply", thread),
        "Your settings say whether you get such mails.",
    )


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
