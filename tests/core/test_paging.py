"""A page at a time, and never a number that the database cannot take."""

import uuid

import pytest
from pydantic import ValidationError
from sqlmodel import col, select

from shopchat.core import db
from shopchat.core.jobs import Job
from shopchat.core.paging import MAX_PAGE, Page, PageParams, paginate

BIGINT = 2**63 - 1


@pytest.mark.parametrize(
    "bad", [{"page": 0}, {"page": -1}, {"page_size": 0}, {"page_size": 101}, {"page": MAX_PAGE + 1}, {"page": 2**63}]
)
def test_pages_outside_the_bounds_are_refused(bad: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        PageParams(**bad)


def test_the_last_page_that_is_allowed_has_an_offset_that_fits() -> None:
    assert PageParams(page=MAX_PAGE, page_size=100).offset < BIGINT


@pytest.mark.usefixtures("clean_database")
async def test_pages_follow_each_other_and_know_the_total() -> None:
    name = f"test.paging_{uuid.uuid4().hex[:8]}"
    rows = select(Job).where(col(Job.name) == name).order_by(col(Job.done))
    async with db.unit_of_work() as session:
        session.add_all([Job(name=name, max_attempts=1, done=number, status="done") for number in range(5)])
        await session.flush()
        pages = [await paginate(session, rows, PageParams(page=page, page_size=2)) for page in (1, 2, 3, 4)]
        assert [([job.done for job in items], total) for items, total in pages] == [
            ([0, 1], 5),
            ([2, 3], 5),
            ([4], 5),
            ([], 5),
        ]
        assert (await paginate(session, rows, PageParams(page=MAX_PAGE)))[0] == []
        await session.rollback()


def test_a_page_is_typed() -> None:
    assert Page[int](items=[1], total=1, page=1, page_size=20).model_dump() == {
        "items": [1],
        "total": 1,
        "page": 1,
        "page_size": 20,
    }
    with pytest.raises(ValidationError):
        Page[int].model_validate({"items": ["x"], "total": 1, "page": 1, "page_size": 20})
