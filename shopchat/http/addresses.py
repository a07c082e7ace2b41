"""Who calls, by network address."""

from fastapi import Request


def client_address(request: Request) -> str:
    """The peer's address; behind a proxy, the server has put the caller's there."""
    return request.client.host if request.client else "unknown"
