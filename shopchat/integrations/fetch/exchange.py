"""One request and its answer over a connection, with every length bounded. h11 speaks HTTP, nothing is guessed."""

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import h11

from shopchat.integrations.fetch.address import Address
from shopchat.integrations.fetch.errors import TooLarge, Unreachable
from shopchat.integrations.fetch.network import Stream

MAX_HEADERS = 32 * 1024  # bytes
READ = 16 * 1024
ENCODINGS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


@dataclass(frozen=True)
class Request:
    """What to ask: `headers` come after `Host`, which the address says."""

    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True)
class Head:
    """An answer before its body. Header names are in lower case; of a repeated one the first counts."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case, or an empty string."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Exchange:
    """A request under way. Reading past a bound raises; closing is the caller's, with `async with`."""

    def __init__(self, stream: Stream, address: Address) -> None:
        self._stream = stream
        self._address = address
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEADERS)

    async def __aenter__(self) -> "Exchange":
        return self

    async def __aexit__(self, *_: object) -> None:
        # Not `close`: with TLS that waits for the other side's goodbye, as long as it likes.
        self._stream.writer.transport.abort()

    async def send(self, request: Request) -> Head:
        """Sends the request and gives the answer's head. Raises `Unreachable` for what is not HTTP."""
        headers = [("Host", self._address.authority), *request.headers, ("Connection", "close")]
        if request.body or request.method == "POST":
            headers.append(("Content-Length", str(len(request.body))))
        events: list[h11.Event] = [h11.Request(method=request.method, target=self._address.target, headers=headers)]
        if request.body:
            events.append(h11.Data(data=request.body))
        events.append(h11.EndOfMessage())
        try:
            self._stream.writer.write(b"".join(self._http.send(event) or b"" for event in events))
            await self._stream.writer.drain()
            while not isinstance(event := await self._next(), h11.Response):
                pass  # 1xx
        except (OSError, h11.ProtocolError) as error:
            raise self._broken() from error
        found: dict[str, str] = {}
        for name, value in event.headers:
            found.setdefault(name.decode("ascii"), value.decode("latin-1"))
        return Head(event.status_code, found)

    async def body(self, head: Head, limit: int) -> bytes:
        """The whole body, unpacked. Raises `TooLarge` once it is over `limit` bytes, packed or not."""
        parts = bytearray()
        async for part in self._unpacked(head, limit):
            parts += part
            if len(parts) > limit:
                raise TooLarge(f"{self._address} is larger than {limit:,} bytes, which is more than is read.")
        return bytes(parts)

    async def beginning(self, length: int) -> bytes:
        """The first `length` bytes of the body as they came; the rest is never read."""
        parts = bytearray()
        async for part in self._packed():
            parts += part
            if len(parts) >= length:
                break
        return bytes(parts[:length])

    async def _unpacked(self, head: Head, limit: int) -> AsyncIterator[bytes]:
        encoding = head.headers.get("content-encoding", "identity").strip().lower()
        if encoding in ("identity", ""):
            async for part in self._packed():
                yield part
            return
        if encoding not in ENCODINGS:
            raise Unreachable(f"{self._address} is packed as {encoding!r}, which was not asked for.")
        inflate = zlib.decompressobj(ENCODINGS[encoding])
        async for part in self._packed():
            try:
                # One byte more than the bound tells that it is passed; a bomb never unfolds further.
                yield inflate.decompress(part, limit + 1)
            except zlib.error as error:
                raise self._broken() from error

    async def _packed(self) -> AsyncIterator[bytes]:
        try:
            while not isinstance(event := await self._next(), h11.EndOfMessage):
                if isinstance(event, h11.Data):
                    yield bytes(event.data)
        except (OSError, h11.ProtocolError) as error:
            raise self._broken() from error

    async def _next(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self._stream.reader.read(READ))
        return event

    def _broken(self) -> Unreachable:
        return Unreachable(f"{self._address.origin} broke off or answered with something that is not HTTP.")
