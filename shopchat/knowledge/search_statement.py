"""The statement behind `search`: two halves propose passages, and each proposal is scored by both."""

from functools import lru_cache

from shopchat.core.db import DriverSql, driver_sql
from shopchat.knowledge.sketches import sketch

# What each kind of source wants of words, the rest of meaning. A product is often asked for by its very words, a policy
# hardly ever. The scores are flat around these: .25 to .40 and .10 to .30 measured the same.
PRODUCT_LEXICAL_SHARE = 0.30
OTHER_LEXICAL_SHARE = 0.20
# BM25: a word's second mention adds little, and a mention in a long text counts less. The usual length is fixed, which
# measured the same as each shop's own mean and spares reading the whole shop for it.
SATURATION = 0.8
LENGTH_PENALTY = 0.5
USUAL_LENGTH = 100
# The cosine that a passage without an embedding is taken to have where it says every word.
ASSUMED_COSINE = 0.6
# The cells of a shop that are looked into. Where vectors lie as evenly as in `bench/shelves` they hold 960 of 1,000 of
# the truly nearest ten of 10,000 passages, and 990 of those of 200,000.
PROBED = 72
# Passages, best first, of which entries are made: an entry's passages compete for its one place.
RANKED = 3
# What a pin is worth, and how much everyone's opinion can be worth at most, on a scale on which good hits differ by .1.
PIN_BONUS = 0.05
OPINION_BONUS = 0.04
# With fewer voices than this the opinion is mostly doubted.
DOUBT = 4

_OF_TYPE = "source_type = ANY(:source_types)"

# Read once and selected from: as a parameter it would be read anew for each passage once PostgreSQL keeps one plan.
_QUESTION = f"""question AS MATERIALIZED (
            SELECT vector, wish, {sketch("wish")} AS sketch
            FROM (
                SELECT CAST(CAST(:vector AS real[]) AS halfvec) AS vector,
                    CAST(CAST(:wish AS real[]) AS halfvec) AS wish
            ) AS given
        ),"""  # noqa: S608 - a constant


@lru_cache
def search_statement(limits: tuple[str, ...], *, of_types: bool, by_meaning: bool, with_common: bool) -> DriverSql:
    """Gives `id, entry_id, passage, words, cosine, bonus, score`, best first, each entry once.

    Takes `chatbot_id`; `terms`, `shares` and `pairs`, the words that propose passages; `candidates`, `first` (how many
    are compared by what people think of them), `limit` and the parameters of `limits`, which are conditions on a
    product as `filters.conditions` writes them. With `with_common` also `common_terms`, `common_shares` and
    `common_pairs`, words that add to what is proposed; with `of_types` `source_types`; with `by_meaning` `vector` (what
    texts are compared with), `wish` (what products are compared with), `model` and `sketches`.
    """
    return driver_sql(
        f"""
        WITH {_QUESTION if by_meaning else ""} {_allowed(limits, of_types=of_types)} words AS MATERIALIZED (
            SELECT p.chunk_id AS id, sum({_worth()}) AS score
            FROM {_asked("terms", "shares", "pairs")}
            JOIN knowledge_postings p ON p.chatbot_id = :chatbot_id AND p.term = asked.term
            GROUP BY p.chunk_id
        ), proposed AS MATERIALIZED (
            (SELECT w.id FROM words w {_words_limit(limits, of_types=of_types)}
                ORDER BY w.score DESC, w.id LIMIT :candidates)
            {f"UNION {_near(limited=bool(limits), of_types=of_types)}" if by_meaning else ""}
            {f"UNION {_pending(limited=bool(limits), of_types=of_types)}" if by_meaning and with_common else ""}
        ), ranked AS (
            SELECT id, words, cosine, share, {_score("words")} AS score
            FROM ({_measured(by_meaning=by_meaning)}) AS measured
            ORDER BY score DESC, id LIMIT {RANKED} * :first
        ), best AS (
            SELECT DISTINCT ON (c.entry_id) c.entry_id, heard.*
            FROM ({_heard() if with_common else "SELECT id, words, cosine, score FROM ranked"}) AS heard
                JOIN knowledge_chunks c USING (id)
            ORDER BY c.entry_id, heard.score DESC, heard.id
        ), first AS (
            SELECT best.*, coalesce(standing.bonus, 0) AS bonus
            FROM (SELECT * FROM best ORDER BY score DESC, id LIMIT :first) AS best
            LEFT JOIN LATERAL ({_standing()}) AS standing ON true
            ORDER BY best.score + coalesce(standing.bonus, 0) DESC, id LIMIT :limit
        )
        SELECT first.id, first.entry_id, c.passage, words, cosine, bonus, score + bonus AS score
        FROM first JOIN knowledge_chunks c ON c.id = first.id
        ORDER BY score + bonus DESC, first.id
        """  # noqa: S608 - pieced together from the constants of this module
    )


def _asked(terms: str, shares: str, pairs: str) -> str:
    return (
        f"unnest(CAST(:{terms} AS text[]), CAST(:{shares} AS float8[]), CAST(:{pairs} AS bool[]))"
        " AS asked (term, share, pair)"
    )


def _worth() -> str:
    """What a posting adds to its passage's score: BM25 divided by what endless mention would give."""
    fullness = (
        f"p.tf / (p.tf + {SATURATION * (1 - LENGTH_PENALTY)} + {SATURATION * LENGTH_PENALTY / USUAL_LENGTH} * p.length)"
    )
    return f"CASE WHEN asked.pair THEN asked.share ELSE asked.share * {fullness} END"


def _score(words: str) -> str:
    return f"share * {words} + (1 - share) * coalesce(cosine, {ASSUMED_COSINE} * least({words}, 1))"


def _heard() -> str:
    """The ranked passages with what the common words add to them: a few looks at the index each, not a whole list."""
    return f"""
                SELECT id, told.words, cosine, {_score("told.words")} AS score
                FROM ranked CROSS JOIN LATERAL (
                    SELECT ranked.words + coalesce(sum({_worth()}), 0) AS words
                    FROM knowledge_postings p
                    JOIN {_asked("common_terms", "common_shares", "common_pairs")} USING (term)
                    WHERE p.chunk_id = ranked.id AND p.term = ANY(:common_terms)
                ) AS told
            """  # noqa: S608 - as above


def _words_limit(limits: tuple[str, ...], *, of_types: bool) -> str:
    """What the half by words adds so that it proposes only passages within the limits."""
    if limits:
        return "WHERE w.id IN (SELECT id FROM allowed)"
    return f"JOIN knowledge_chunks c ON c.id = w.id WHERE c.{_OF_TYPE}" if of_types else ""


def _pending(*, limited: bool, of_types: bool) -> str:
    """Some passages with a common word that are not embedded yet, which the meaning cannot propose."""
    return f"""(
                SELECT c.id FROM knowledge_base e JOIN knowledge_chunks c ON c.entry_id = e.id
                WHERE e.chatbot_id = :chatbot_id AND e.embedding_status = 'pending'
                    {"AND c.id IN (SELECT id FROM allowed)" if limited else ""}
                    {f"AND c.{_OF_TYPE}" if of_types else ""}
                    AND EXISTS (
                        SELECT FROM knowledge_postings p WHERE p.chunk_id = c.id AND p.term = ANY(:common_terms)
                    )
                LIMIT :candidates
            )"""  # noqa: S608 - as above


def _near(*, limited: bool, of_types: bool) -> str:
    """The passages whose sketches differ least; 230 bytes a passage are read, not 800.

    Of a shop whose vectors lie in cells the nearest cells are read, and always cell 0, where the newest are. Limits may
    leave few passages in cells far away, so within limits all cells are read.
    """
    cells = f"""AND v.cell = ANY(ARRAY(
                    SELECT 0 UNION ALL {_probed(products=True)} UNION ALL {_probed(products=False)}
                ))"""
    return f"""(
                SELECT v.chunk_id AS id FROM knowledge_vectors v
                WHERE v.chatbot_id = :chatbot_id AND v.model = :model
                    {"AND v.chunk_id IN (SELECT id FROM allowed)" if limited else cells}
                    {f"AND v.{_OF_TYPE}" if of_types and not limited else ""}
                ORDER BY v.sketch <~> (SELECT sketch FROM question) LIMIT :sketches
            )"""  # noqa: S608 - as above


def _probed(*, products: bool) -> str:
    return f"""(
                        SELECT k.cell FROM knowledge_cells k
                        WHERE k.chatbot_id = :chatbot_id AND k.model = :model
                            AND {"" if products else "NOT "}k.of_products
                        ORDER BY k.centroid <-> (SELECT {"wish" if products else "vector"} FROM question)
                        LIMIT {PROBED}
                    )"""  # noqa: S608 - as above


def _measured(*, by_meaning: bool) -> str:
    share = f"CASE source_type WHEN 'product_catalog' THEN {PRODUCT_LEXICAL_SHARE} ELSE {OTHER_LEXICAL_SHARE} END"
    if not by_meaning:
        return f"""
                SELECT id, coalesce(words.score, 0) AS words, CAST(NULL AS float8) AS cosine,
                    CAST({share} AS float8) AS share
                FROM proposed JOIN knowledge_chunks c USING (id) LEFT JOIN words USING (id)
            """  # noqa: S608 - as above
    # The row of the vector knows its passage's type; only a passage that has none yet is looked up for it.
    return f"""
                SELECT id, words, CAST({share} AS float8) AS share,
                    -(embedding <#> CASE source_type WHEN 'product_catalog' THEN (SELECT wish FROM question)
                        ELSE (SELECT vector FROM question) END) AS cosine
                FROM (
                    SELECT proposed.id, coalesce(words.score, 0) AS words, v.embedding,
                        coalesce(v.source_type, (
                            SELECT c.source_type FROM knowledge_chunks c WHERE c.id = proposed.id
                        )) AS source_type
                    FROM proposed LEFT JOIN words USING (id)
                    LEFT JOIN knowledge_vectors v ON v.chunk_id = proposed.id AND v.model = :model
                ) AS told
            """  # noqa: S608 - as above


def _standing() -> str:
    """The owner's pin, and shoppers' thumbs as a share of all, drawn towards a half while they are few."""
    return f"""
                SELECT CAST(CASE WHEN s.is_pinned THEN {PIN_BONUS} ELSE 0 END
                    + {2 * OPINION_BONUS} * ((s.helpful + {DOUBT / 2}) / (s.helpful + s.unhelpful + {DOUBT}) - 0.5)
                    AS float8) AS bonus
                FROM knowledge_standings s WHERE s.entry_id = best.entry_id
            """  # noqa: S608 - as above


def _allowed(limits: tuple[str, ...], *, of_types: bool) -> str:
    """The passages of the products of which one variant meets every limit."""
    if not limits:
        return ""
    return f"""allowed AS MATERIALIZED (
            SELECT c.id FROM knowledge_chunks c
            WHERE c.chatbot_id = :chatbot_id {f"AND c.{_OF_TYPE}" if of_types else ""} AND c.entry_id IN (
                SELECT v.entry_id
                FROM knowledge_variants v JOIN knowledge_products p USING (entry_id)
                    JOIN knowledge_base e ON e.id = v.entry_id
                WHERE v.chatbot_id = :chatbot_id AND {" AND ".join(limits)}
            )
        ),"""  # noqa: S608 - as above
