"""The metrics against values worked out by hand."""

from math import log2

import pytest

from bench.ranking import Scores, by_question, mean, scores

GRADES = {"a": 3, "b": 1, "c": 3, "d": 0}


def test_the_ideal_order_is_one_and_nothing_found_is_zero() -> None:
    assert scores(["a", "c", "b", "d"], GRADES) == Scores(1.0, 1.0, 1.0)
    assert scores([], GRADES) == Scores(0.0, 0.0, 0.0)
    assert scores(["d", "unknown"], GRADES) == Scores(0.0, 0.0, 0.0)


def test_gain_falls_with_the_rank() -> None:
    found = scores(["d", "b", "a"], GRADES)
    ideal = 7 + 7 / log2(3) + 1 / 2
    assert found.ndcg == pytest.approx((1 / log2(3) + 7 / 2) / ideal)
    assert found.recall == 0.5
    assert found.mrr == pytest.approx(1 / 3)


def test_only_the_first_ten_count_and_each_document_once() -> None:
    others = [f"x{number}" for number in range(9)]
    assert scores([*others, "b", "a"], GRADES).mrr == 0
    assert scores(["b", *others[:8], "b", "a"], GRADES).mrr == pytest.approx(1 / 10)


def test_a_question_without_labels_that_count_is_left_out_and_one_that_is_not_in_the_run_found_nothing() -> None:
    each = by_question({"1": ["a"]}, {"1": {"a": 3}, "2": {"a": 3}, "3": {"a": 0}, "4": {"a": 1}})
    assert each["3"] == Scores(None, None, None)
    assert each["4"] == Scores(0.0, None, None)
    assert mean(each).ndcg == pytest.approx(1 / 3)
    assert (mean(each).recall, mean(each).mrr) == (0.5, 0.5)
    assert mean({}) == Scores(None, None, None)
