"""Terms: every spelling of a thing meets every other, and small talk is not what a shopper is after."""

import threading

import pytest

from shopchat.knowledge.terms import MAX_TERM_LENGTH, body_terms, gist, index_terms, phrases, query_terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("running shoes", "Running Shoe"),
        ("batteries", "battery"),
        ("café crème", "CAFE CREME"),
        ("Ｗｉ－Ｆｉ", "wi-fi"),
        ("women’s", "women's"),
        ("ﬁne", "fine"),
        ("Straße", "STRASSE"),
        ("e\u0301clair", "\u00e9clair"),
    ],
)
def test_spellings_of_one_thing_give_the_same_terms(one: str, other: str) -> None:
    assert index_terms(one) == index_terms(other)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("wifi", "Wi-Fi speaker"),
        ("wi fi", "Wi-Fi speaker"),
        ("16 gb", "16GB memory card"),
        ("16gb", "16-GB memory card"),
        ("tshirt", "T-shirt"),
        ("t shirt", "T-shirt"),
        ("AB1234", "Spare part AB-1234"),
        ("ab-1234", "Spare part AB1234"),
        ("3.5mm", "plug of 3.5 mm"),
        ("イヤホン", "無線イヤホン"),
    ],
)
def test_a_query_shares_a_term_with_every_spelling(query: str, text: str) -> None:
    assert set(query_terms(query)) & set(index_terms(text))


def test_numbers_stay_whole() -> None:
    assert index_terms("1/2 inch, 3.5 mm, model 90210") == ["1", "2", "12", "inch", "3.5", "mm", "model", "90210"]


def test_only_known_languages_are_stemmed() -> None:
    assert index_terms("running", "en") == ["run"]
    assert index_terms("Schuhe", "de") == index_terms("Schuh", "de-AT")
    assert index_terms("running", "ja") == ["running"]


@pytest.mark.parametrize("text", ["", "   ", "!?…", "🎸", "\0", "\ud800", "--- / ---", "'", "_"])
def test_a_text_without_words_has_no_terms(text: str) -> None:
    assert index_terms(text) == []
    assert query_terms(text) == []
    assert phrases(text) == []


def test_no_term_outgrows_its_column() -> None:
    assert max(map(len, index_terms("a" * 500 + " " + "b" * 100 + "-" + "c" * 100))) == MAX_TERM_LENGTH
    assert max(map(len, phrases("a" * 60 + " " + "b" * 60))) == MAX_TERM_LENGTH


def test_a_text_keeps_its_repetitions_and_a_query_does_not() -> None:
    assert index_terms("lamp lamp") == ["lamp", "lamp"]
    assert query_terms("lamp lamp") == ["lamp"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Hi, can you recommend a desk lamp for my sister?",
        "do you have any desk lamps",
        "I am looking for a desk lamp, please",
        "Hello there! We'd like to buy desk lamps. Thanks!",
        "could you please show me your desk lamps",
        "What desk lamps do you sell?",
        "I was wondering if there are any desk lamps in your shop",
        "any recommendations for desk lamps?",
        "help me find a desk lamp as a birthday present for my older brother",
        "where can I get a desk lamp",
    ],
)
def test_small_talk_is_left_out(sentence: str) -> None:
    assert query_terms(sentence) == ["desk", "lamp"]


@pytest.mark.parametrize(
    ("sentence", "language", "terms"),
    [
        ("Guten Tag, könnten Sie mir bitte eine Lampe empfehlen?", "de", {"lamp"}),
        ("Bonjour, je cherche une lampe pour ma sœur", "fr", {"lamp"}),
        ("Hola, ¿tienen lámparas para mi hermana?", "es", {"lamp"}),
    ],
)
def test_small_talk_is_known_in_the_languages_we_speak(sentence: str, language: str, terms: set[str]) -> None:
    assert {term[:4] for term in query_terms(sentence, language)} >= terms
    assert len(query_terms(sentence, language)) <= 2


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("the who", ["who"]),
        ("the the", ["the"]),
        ("it", ["it"]),
        ("dr who lanyard", ["dr", "who", "lanyard"]),
        ("can opener", ["can", "open"]),
        ("yoga mat", ["yoga", "mat"]),
        ("my little pony", ["littl", "poni"]),
        ("hey jude record", ["jude", "record"]),
    ],
)
def test_words_of_talk_that_name_a_thing_are_kept(name: str, terms: list[str]) -> None:
    assert query_terms(name) == terms


@pytest.mark.parametrize("question", ["How do I cancel my order?", "can I change the delivery address"])
def test_a_question_keeps_what_it_is_about(question: str) -> None:
    assert len(set(query_terms(question)) & {"cancel", "order", "chang", "deliveri", "address"}) >= 2


def test_a_body_leaves_out_what_stands_everywhere_and_a_title_does_not() -> None:
    assert body_terms("The lamp of the desk") == ["lamp", "desk"]
    assert index_terms("The Who") == ["the", "who"]


def test_phrases_pair_neighbours() -> None:
    assert phrases("Memory card for the camera") == ["memori card", "card camera"]
    assert phrases(gist("do you have memory cards?")) == ["memori card"]


def test_many_threads_stem_alike() -> None:
    words = "running shoes batteries dresses sweaters knitted " * 200
    expected, found = index_terms(words), []
    threads = [threading.Thread(target=lambda: found.append(index_terms(words))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8
