"""Sketches: an embedding as bits, of which two may be compared in a quarter of the bytes and without reading the rows.

A bit is the sign of one of the embedding's numbers, or of the difference of two of them. The vectors of one shop lean
all to the same side, where the signs of the numbers alone say little; differences do not lean. Of the truly nearest ten
among 200,000 vectors as in `bench/shelves`, the 400 most alike hold .90 by the numbers' signs, .97 with one difference
a number, .98 with two and .99 with three; the bits cost less time than the candidates that they spare.
"""

EMBEDDING_DIMENSIONS = 384  # of all-MiniLM-L6-v2
# How far apart the two numbers of a difference stand. Any that are not multiples of each other will do.
APART = (7, 31, 97)
SKETCH_BITS = EMBEDDING_DIMENSIONS * (1 + len(APART))


def sketch(embedding: str) -> str:
    """SQL for the sketch of `embedding`, an expression of the type halfvec. Compared by `<~>`, the bits that differ."""
    parts = (embedding, *(f"{embedding} - {_turned(embedding, by)}" for by in APART))
    return f"({' || '.join(f'binary_quantize({part})' for part in parts)})::bit({SKETCH_BITS})"


def _turned(embedding: str, by: int) -> str:
    return f"(subvector({embedding}, {by + 1}, {EMBEDDING_DIMENSIONS - by}) || subvector({embedding}, 1, {by}))"
