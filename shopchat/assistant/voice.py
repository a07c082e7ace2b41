"""The built-in composer's sentences, by language and personality. Facts come from elsewhere; these hold none."""

from dataclasses import dataclass

DEFAULT_VOICE = "friendly"


@dataclass(frozen=True)
class Voice:
    """The sentences of one personality in one language. `{name}` is the chatbot's, `{lowest}` an amount of money."""

    greeting: str
    thanks: str
    goodbye: str
    person: str
    one: str
    several: str
    detail: str
    quote: str
    unknown: str
    nothing_fits: str
    nearest: str


@dataclass(frozen=True)
class Words:
    """What every personality of a language says alike."""

    in_stock: str
    out_of_stock: str
    preorder: str
    backorder: str
    was: str
    cheaper: str
    more: str
    person: str
    variants: str


WORDS = {
    "en": Words("in stock", "out of stock", "available for preorder", "on backorder", "was {price}",
                "Show cheaper ones", "Show more", "Talk to a person", "Available in"),
    "de": Words("auf Lager", "nicht auf Lager", "vorbestellbar", "nachbestellt", "vorher {price}",
                "Günstigere zeigen", "Mehr zeigen", "Mit einem Menschen sprechen", "Erhältlich in"),
    "fr": Words("en stock", "en rupture de stock", "en précommande", "en réapprovisionnement", "au lieu de {price}",
                "Voir moins cher", "Voir plus", "Parler à une personne", "Disponible en"),
    "es": Words("en stock", "agotado", "en preventa", "en reposición", "antes {price}",
                "Ver más baratos", "Ver más", "Hablar con una persona", "Disponible en"),
}  # fmt: skip

VOICES: dict[str, dict[str, Voice]] = {
    "en": {
        "friendly": Voice(
            "Hi! I'm {name}. Tell me what you're looking for, or ask me about orders and delivery.",
            "You're welcome! Is there anything else I can help with?",
            "Bye for now! Come back any time.",
            "Of course. Leave your email and someone from our team will get back to you.",
            "This one should fit:",
            "Here's what I found for you:",
            "Here's more about it:",
            "Here's what I know about that:",
            "I'm sorry, I don't have anything on that. I'd rather not guess. Would you like to talk to a person?",
            "I couldn't find anything that fits all of that.",
            "The closest by price:",
        ),
        "professional": Voice(
            "Hello, I am {name}. How may I help you today?",
            "You are welcome. Please let me know if there is anything else.",
            "Goodbye, and thank you for your visit.",
            "Certainly. Please leave your email address and a member of our team will contact you.",
            "This product matches your request:",
            "These products match your request:",
            "Here are the details:",
            "Our information states:",
            "I do not have information on that and would not want to guess. Would you like to speak with a person?",
            "No product meets all of these conditions.",
            "The closest by price:",
        ),
        "playful": Voice(
            "Hey hey! {name} here. What are we hunting for today?",
            "Any time! Anything else on your mind?",
            "See you around!",
            "Sure thing! Drop your email and a real human will be in touch.",
            "Found a good one:",
            "Look what I dug up:",
            "The full story:",
            "Straight from the shop's notes:",
            "You've stumped me: I have nothing on that, and I won't make it up. Want to talk to a person?",
            "Nothing ticks all of those boxes.",
            "Closest by price:",
        ),
        "concise": Voice(
            "Hello. What are you looking for?",
            "You're welcome.",
            "Goodbye.",
            "Leave your email; our team will reply.",
            "One match:",
            "Matches:",
            "Details:",
            "From our information:",
            "I have no information on that. Talk to a person?",
            "Nothing matches.",
            "Closest by price:",
        ),
    },
    "de": {
        "friendly": Voice(
            "Hallo! Ich bin {name}. Wonach suchst du? Ich helfe auch bei Fragen zu Bestellung und Versand.",
            "Gern geschehen! Kann ich sonst noch helfen?",
            "Bis bald!",
            "Natürlich. Hinterlass deine E-Mail-Adresse, dann meldet sich jemand aus unserem Team.",
            "Das hier sollte passen:",
            "Das habe ich für dich gefunden:",
            "Mehr dazu:",
            "Das weiß ich dazu:",
            "Dazu habe ich leider nichts, und raten möchte ich nicht. Möchtest du mit einem Menschen sprechen?",
            "Ich habe nichts gefunden, auf das alles zutrifft.",
            "Am nächsten kommt vom Preis:",
        ),
        "professional": Voice(
            "Guten Tag, ich bin {name}. Wie kann ich Ihnen helfen?",
            "Gern geschehen. Haben Sie noch eine Frage?",
            "Auf Wiedersehen und vielen Dank für Ihren Besuch.",
            "Gerne. Bitte hinterlassen Sie Ihre E-Mail-Adresse, unser Team meldet sich bei Ihnen.",
            "Dieses Produkt entspricht Ihrer Anfrage:",
            "Diese Produkte entsprechen Ihrer Anfrage:",
            "Die Einzelheiten:",
            "Dazu steht in unseren Informationen:",
            "Dazu liegen mir keine Informationen vor. Möchten Sie mit einer Person sprechen?",
            "Kein Produkt erfüllt alle Bedingungen.",
            "Am nächsten kommt vom Preis:",
        ),
    },
    "fr": {
        "friendly": Voice(
            "Bonjour ! Je suis {name}. Que cherchez-vous ? Je réponds aussi aux questions sur les commandes.",
            "Avec plaisir ! Puis-je vous aider pour autre chose ?",
            "À bientôt !",
            "Bien sûr. Laissez votre e-mail et quelqu'un de notre équipe vous répondra.",
            "Celui-ci devrait convenir :",
            "Voici ce que j'ai trouvé :",
            "En savoir plus :",
            "Voici ce que je sais à ce sujet :",
            "Je n'ai rien à ce sujet et je préfère ne pas deviner. Voulez-vous parler à une personne ?",
            "Je n'ai rien trouvé qui réponde à tout cela.",
            "Le plus proche en prix :",
        ),
    },
    "es": {
        "friendly": Voice(
            "¡Hola! Soy {name}. ¿Qué buscas? También respondo preguntas sobre pedidos y envíos.",
            "¡De nada! ¿Puedo ayudarte en algo más?",
            "¡Hasta pronto!",
            "Claro. Deja tu correo y alguien de nuestro equipo te responderá.",
            "Este debería encajar:",
            "Esto es lo que encontré:",
            "Más detalles:",
            "Esto es lo que sé al respecto:",
            "No tengo información sobre eso y prefiero no adivinar. ¿Quieres hablar con una persona?",
            "No encontré nada que cumpla todo eso.",
            "Lo más cercano en precio:",
        ),
    },
}


def voice(language: str, personality: str) -> Voice:
    """The personality's sentences; where a language lacks the personality, its friendly ones."""
    voices = VOICES[language]
    return voices.get(personality, voices[DEFAULT_VOICE])
