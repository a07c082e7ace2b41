"""How good a ranking is, by graded labels: NDCG@10, recall@10 and MRR@10 of each question, and their means."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

DEPTH = 10
RELEVANT = 3  # the grade from which a document counts as right for recall and MRR


@dataclass(frozen=True)
class Scores:
    """Of one question, or the mean of several; each lies between 0 and 1. `None` where nothing could be found."""

    ndcg: float | None
    recall: float | None
    mrr: float | None


def scores(ranked: Sequence[str], grades: Mapping[str, int]) -> Scores:
    """Of the documents `ranked`, best first. What has no grade counts as 0.

    Gain is 2^grade - 1 with a discount by log2 of the rank plus one; the ideal is made of all graded documents.
    """
    first = list(dict.fromkeys(ranked))[:DEPTH]
    ideal = _gain(sorted(grades.values(), reverse=True)[:DEPTH])
    right = {document for document, grade in grades.items() if grade >= RELEVANT}
    hits = [place for place, document in enumerate(first, start=1) if document in right]
    return Scores(
        ndcg=_gain([grades.get(document, 0) for document in first]) / ideal if ideal else None,
        recall=len(hits) / len(right) if right else None,
        mrr=(1 / hits[0] if hits else 0.0) if right else None,
    )


def by_question(run: Mapping[str, Sequence[str]], labels: Mapping[str, Mapping[str, int]]) -> dict[str, Scores]:
    """Of every question that has labels; one that is missing in the run found nothing."""
    return {question: scores(run.get(question, ()), grades) for question, grades in labels.items()}


def mean(all_of_them: Mapping[str, Scores]) -> Scores:
    """The means over the questions for which a score is defined."""

    def of(values: list[float | None]) -> float | None:
        defined = [value for value in values if value is not None]
        return fmean(defined) if defined else None

    each = list(all_of_them.values())
    return Scores(of([one.ndcg for one in each]), of([one.recall for one in each]), of([one.mrr for one in each]))


def read_labels(file: Path) -> dict[str, dict[str, int]]:
    """`question<TAB>document<TAB>grade` a line."""
    labels: dict[str, dict[str, int]] = defaultdict(dict)
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            question, document, grade = line.split("\t")[:3]
            labels[question][document] = int(grade)
    return labels


def read_run(file: Path) -> dict[str, list[str]]:
    """`question<TAB>rank<TAB>document` a line, as `shopchat search-run` writes it."""
    ranked: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            question, rank, document = line.split("\t")[:3]
            ranked[question].append((int(rank), document))
    return {question: [document for _, document in sorted(rows)] for question, rows in ranked.items()}


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))
