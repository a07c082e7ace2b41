"""Lists a page at a time."""

from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar, overload

from pydantic import BaseModel, Field
from sqlalchemy import Select, func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

MAX_PAGE_SIZE = 100
# The product with the largest page size stays far inside PostgreSQL's bigint, the type of OFFSET.
MAX_PAGE = 1_000_000_000


class PageParams(BaseModel):
    """Which page of a list: `page` from 1, `page_size` from 1 to 100."""

    page: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 1
    page_size: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)] = 20

    @property
    def offset(self) -> int:
        """How many rows lie before the page."""
        return (self.page - 1) * self.page_size


def ordering(sort: str, columns: Mapping[str, Any], last: Any) -> list[Any]:
    """The `ORDER BY` that `sort` asks for: a name of `columns`, with `-` for descending; empty ones come last.

    `last` makes the order whole: rows with equal values always come in the same order.
    """
    column = columns[sort.removeprefix("-")]
    return [column.desc().nulls_last() if sort.startswith("-") else column.asc().nulls_last(), last]


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """One page, and how many items there are in all."""

    items: list[T]
    total: int
    page: int
    page_size: int


@overload
async def paginate(session: AsyncSession, statement: SelectOfScalar[T], params: PageParams) -> tuple[list[T], int]: ...


@overload
async def paginate(session: AsyncSession, statement: Select[Any], params: PageParams) -> tuple[list[Any], int]: ...


async def paginate(session: AsyncSession, statement: Any, params: PageParams) -> tuple[list[Any], int]:
    """The page's rows of an ordered select, and the number of rows without paging."""
    total = (await session.exec(select(func.count()).select_from(statement.order_by(None).subquery()))).one()
    rows = await session.exec(statement.limit(params.page_size).offset(params.offset))
    return list(rows.all()), total
