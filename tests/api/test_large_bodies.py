"""Who may not come in is told so before the luggage is read."""

from collections.abc import AsyncIterator

import httpx
import pytest

from shopchat.api.app import LARGER_BODIES
from tests.doors import Owner

TYPES = {
    "/bulk": "application/json",
    "/imports": "multipart/form-data; boundary=x",
    "/preview": "multipart/form-data; boundary=x",
}
CHUNK = b" " * 65536


class Endless:
    """A body of any size, and how much of it was taken."""

    def __init__(self) -> None:
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.taken += len(CHUNK)
            yield CHUNK


@pytest.mark.parametrize("path", LARGER_BODIES)
async def test_a_large_body_of_a_stranger_is_not_read(path: str, client: httpx.AsyncClient) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"X-API-Key": "sc_nonsense"}):
        body = Endless()
        kind = next(kind for ending, kind in TYPES.items() if path.endswith(ending))
        answer = await client.post(path, content=body, headers={"Content-Type": kind, **headers})
        assert answer.status_code == 401
        assert body.taken <= len(CHUNK)


@pytest.mark.parametrize("path", LARGER_BODIES)
async def test_a_body_over_the_bound_is_not_read_to_its_end(path: str, owner: Owner) -> None:
    body = Endless()
    kind = next(kind for ending, kind in TYPES.items() if path.endswith(ending))
    answer = await owner.http.post(path, content=body, headers={"Content-Type": kind})
    assert answer.status_code in (400, 413)
    assert body.taken <= LARGER_BODIES[path] + 2 * len(CHUNK)
