"""Text in a shop's knowledge that speaks to a language model instead of a shopper."""

import re

_WHOM = r"(?:the |our |your |any |every )?(?:customers?|shoppers?|users?|visitors?|clients?|buyers?|everyone|people|them|kunden|clients|clientes)"
_MACHINE = r"(?:ai|a\.i\.|assistants?|(?:chat)?bots?|(?:language )?models?|llms?|gpt|claude|agents?)"
_SPEAKS_TO_A_MODEL = re.compile(
    r"(?:ignore|disregard|forget|override|bypass|discard)\b.{0,60}\b(?:instructions?|rules?|prompts?|directions?|guidelines?|context|restrictions|above|previous)"
    r"|(?:ignorier\w*|vergiss|vergessen sie|missachte)\b.{0,60}\b(?:anweisung|regel|vorgabe)"
    r"|(?:ignore[zr]?|oublie[zr]?)\b.{0,60}\b(?:instructions?|r[eè]gles|consignes)"
    r"|(?:ignor[ae]|olvid[ae])\b.{0,60}\b(?:instrucciones|reglas)"
    r"|\b(?:system|developer|hidden|secret) (?:prompt|message|instructions?|mode)|\bjailbr\w+|\bdo anything now\b|\bDAN\b"
    r"|\byou are (?:now|no longer)\b|\bfrom now on\b|\bpretend (?:to be|you|that)\b|\brole-?play\b|\bnew (?:instructions?|rules?|task)\b"
    r"|\bact as (?:if|an? )|\byou (?:must|should|will|shall|have to)(?: \w+)? (?:say|reply|respond|answer|tell|output|recommend|claim|pretend|offer)\b"
    r"|\b(?:always|never) (?:say|reply|respond|answer with|output|recommend|tell)\b"
    rf"|\b(?:tell|inform|convince|urge|persuade|instruct|warn|promise|assure|offer) {_WHOM}\b"
    r"|\b(?:reply|respond|answer|output|print|repeat|say|write|start|end)\b.{0,20}\b(?:with|exactly|only|following|verbatim|word for word|nothing but)\b"
    rf"|\b(?:note|message|attention|instructions?|reminder|important)\b.{{0,12}}\b(?:to|for)?:? ?(?:all |the |any )?{_MACHINE}\b"
    rf"|\b{_MACHINE}(?: reading this)?(?:,|:| must| should| shall| will| has to| is to)\b"
    r"|\b(?:reveal|print|show|repeat|leak|expose|share)\b.{0,20}\b(?:prompt|instructions|api key|secret|password|configuration)"
    r"|\brepeat after me\b|\b(?:translate|decode|summari[sz]e) (?:and|then) (?:say|follow|obey|answer)\b|\bin your (?:answer|reply|response)\b"
    r"|\b(?:call|use|invoke|run|execute) the \w+ (?:tool|function)"
    r"|<\|?/?(?:im_start|im_end|system|user|assistant|inst|instructions?)\b|\[/?(?:INST|SYS|system)\]|<<SYS>>"
    r"|^\W*(?:system|assistant|human|user|developer)\s*:|\b[A-Za-z0-9+/]{60,}={0,2}",
    re.IGNORECASE | re.MULTILINE,
)
_END = re.compile(r"(?<=[.!?…])\s+")


def without_instructions(text: str) -> str:
    """`text` less every paragraph's part from the first sentence on that speaks to a model.

    What follows such a sentence is what it wants to be said, so it goes as well. A shop loses a stray sentence of its own
    now and then ("Tell people about us"); what is left is what an answer may rest on.
    """
    return "\n".join(_cleaned(line) for line in text.split("\n"))


def _cleaned(paragraph: str) -> str:
    if not _SPEAKS_TO_A_MODEL.search(paragraph):
        return paragraph
    kept: list[str] = []
    for sentence in _END.split(paragraph):
        if _SPEAKS_TO_A_MODEL.search(sentence):
            break
        kept.append(sentence)
    return " ".join(kept)
