"""The statement behind `search`: two halves propose passages, and each proposal is scored by both."""

from functools import lru_cache

from sqlalchemy import TextClause, text

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
# How rare a word is hardly depends on whether a shop holds this many passages or ten times more.
ENOUGH_TO_COUNT = 5_000

_OF_TYPE = "c.source_type = ANY(:source_types)"

# Read once and selected from: as a parameter it would be read anew for each passage once PostgreSQL keeps one plan.
_QUESTION = """question AS MATERIALIZED (
            SELECT vector, CAST(binary_quantize(vector) AS bit(384)) AS sketch
            FROM (SELECT CAST(:vector AS halfvec) AS vector) AS given
        ),"""


@lru_cache
def search_statement(limits: tuple[str, ...], *, of_types: bool, by_meaning: bool) -> TextClause:
    """Gives `id, entry_id, passage, words, cosine, score`, best first, each entry once.

    Takes `chatbot_id`, `terms`, `pairs`, `pair_worth`, `candidates`, `limit` and the parameters of `limits`, which are
    conditions on a product as `filters.conditions` writes them; with `of_types` also `source_types`, with `by_meaning`
    also `vector`, `model` and `sketches`.
    """
    words_limit, near_limit = _where_limits_bite(bool(limits), of_types=of_types)
    cosine = "CASE WHEN c.embedding_model = :model THEN -(c.embedding <#> (SELECT vector FROM question)) END"
    return text(
        f"""
        WITH {_QUESTION if by_meaning else ""} {_allowed(limits, of_types=of_types)} hits AS MATERIALIZED (
            SELECT chunk_id, term,
                tf / (tf + {SATURATION * (1 - LENGTH_PENALTY)} + {SATURATION * LENGTH_PENALTY / USUAL_LENGTH} * length)
                    AS fullness
            FROM knowledge_postings
            WHERE chatbot_id = :chatbot_id AND term = ANY(:terms)
        ), counted AS (
            SELECT term, CAST(count(*) AS float8) AS passages FROM hits GROUP BY term
        ), shop AS (
            SELECT CAST(count(*) AS float8) AS passages
            FROM (SELECT FROM knowledge_chunks WHERE chatbot_id = :chatbot_id LIMIT {ENOUGH_TO_COUNT}) AS counted
        ), rarity AS (
            SELECT wanted.term, wanted.pair,
                ln(1 + greatest(shop.passages - found.passages + 0.5, 0) / (found.passages + 0.5)) AS idf
            FROM unnest(CAST(:terms AS text[]), CAST(:pairs AS bool[])) AS wanted (term, pair)
            LEFT JOIN counted USING (term)
            CROSS JOIN LATERAL (SELECT coalesce(counted.passages, 0) AS passages) AS found
            CROSS JOIN shop
        ), worth AS (
            SELECT term, pair,
                CASE WHEN pair THEN :pair_worth ELSE idf / nullif(sum(idf) FILTER (WHERE NOT pair) OVER (), 0) END
                    AS share
            FROM rarity
        ), words AS (
            SELECT chunk_id AS id, sum(CASE WHEN pair THEN share ELSE share * fullness END) AS score
            FROM hits JOIN worth USING (term)
            GROUP BY chunk_id
        ), proposed AS (
            (SELECT w.id FROM words w {words_limit} ORDER BY w.score DESC, w.id LIMIT :candidates)
            {f"UNION {_near(near_limit)}" if by_meaning else ""}
        ), measured AS (
            SELECT c.id, c.entry_id, c.passage, coalesce(words.score, 0) AS words,
                {cosine if by_meaning else "CAST(NULL AS float8)"} AS cosine,
                CASE c.source_type WHEN 'product_catalog' THEN {PRODUCT_LEXICAL_SHARE} ELSE {OTHER_LEXICAL_SHARE} END
                    AS share
            FROM proposed JOIN knowledge_chunks c USING (id) LEFT JOIN words USING (id)
        ), scored AS (
            SELECT id, entry_id, passage, words, cosine,
                share * words + (1 - share) * coalesce(cosine, {ASSUMED_COSINE} * least(words, 1)) AS score
            FROM measured
        ), best AS (
            SELECT DISTINCT ON (entry_id) * FROM scored ORDER BY entry_id, score DESC, id
        )
        SELECT id, entry_id, passage, words, cosine, score FROM best ORDER BY score DESC, id LIMIT :limit
        """  # noqa: S608 - pieced together from the constants of this module
    )


def _where_limits_bite(limited: bool, *, of_types: bool) -> tuple[str, str]:
    """What the half by words, and the half by meaning, add so that they propose only passages within the limits."""
    if limited:
        return "WHERE w.id IN (SELECT id FROM allowed)", "AND c.id IN (SELECT id FROM allowed)"
    if of_types:
        # Most searches: the sketches' index holds the type, so that no list of all passages of a type is needed.
        return f"JOIN knowledge_chunks c ON c.id = w.id WHERE {_OF_TYPE}", f"AND {_OF_TYPE}"
    return "", ""


def _near(limit: str) -> str:
    """The passages whose signs of the embedding's numbers differ least; 80 bytes a passage are read, not 800.

    Reads the whole shop, which is right up to about 20,000 passages; a larger shop wants an index of its own here.
    """
    return f"""(
                SELECT c.id FROM knowledge_chunks c
                WHERE c.chatbot_id = :chatbot_id AND c.embedding_model = :model {limit}
                ORDER BY c.sketch <~> (SELECT sketch FROM question) LIMIT :sketches
            )"""  # noqa: S608 - as above


def _allowed(limits: tuple[str, ...], *, of_types: bool) -> str:
    """The passages of the products of which one variant meets every limit."""
    if not limits:
        return ""
    return f"""allowed AS MATERIALIZED (
            SELECT c.id FROM knowledge_chunks c
            WHERE c.chatbot_id = :chatbot_id {f"AND {_OF_TYPE}" if of_types else ""} AND c.entry_id IN (
                SELECT v.entry_id
                FROM knowledge_variants v JOIN knowledge_products p USING (entry_id)
                    JOIN knowledge_base e ON e.id = v.entry_id
                WHERE v.chatbot_id = :chatbot_id AND {" AND ".join(limits)}
            )
        ),"""  # noqa: S608 - as above
