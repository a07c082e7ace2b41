"""A gateway that speaks the Messages API over real sockets and misbehaves on demand."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

Json = dict[str, Any]
MODEL = "claude-haiku-5-5"
STALL = 30.0  # seconds: longer than any test's limit


class FaultyGateway:
    """Answers each request with the next behaviour of `plan`, round and round. `requests` keeps what was asked."""

    def __init__(self, plan: Sequence[str], text: str) -> None:
        self.plan, self.text = list(plan), text
        self.requests: list[Json] = []
        self.url = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = next(
                int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length")
            )
            request = json.loads(await reader.readexactly(length))
            behaviour = self.plan[len(self.requests) % len(self.plan)]
            self.requests.append(request)
            await getattr(self, behaviour)(writer, request)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the caller had enough
        finally:
            writer.close()

    async def normal(self, writer: asyncio.StreamWriter, _: Json) -> None:
        await self._stream(writer, [*start(), *text_block(0, self.text), *stop("end_turn")])

    async def tool_use(self, writer: asyncio.StreamWriter, request: Json) -> None:
        if (
            isinstance(request["messages"][-1]["content"], list)
            and request["messages"][-1]["content"][0]["type"] == "tool_result"
        ):
            await self.normal(writer, request)
        else:
            calls = tool_block(1, "search_products", {"query": "mug", "price_max": 100})
            await self._stream(writer, [*start(), *text_block(0, "Let me look."), *calls, *stop("tool_use")])

    async def too_many(self, writer: asyncio.StreamWriter, _: Json) -> None:
        await self._refuse(writer, 429, "rate_limit_error")

    async def overloaded(self, writer: asyncio.StreamWriter, _: Json) -> None:
        await self._refuse(writer, 529, "overloaded_error")

    async def overloaded_midway(self, writer: asyncio.StreamWriter, _: Json) -> None:
        error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
        await self._stream(writer, [*start(), *text_block(0, self.text)[:3], ("error", error)])

    async def silent(self, writer: asyncio.StreamWriter, _: Json) -> None:
        await self._stream(writer, start())
        await asyncio.sleep(STALL)

    async def silent_midway(self, writer: asyncio.StreamWriter, _: Json) -> None:
        await self._stream(writer, [*start(), *text_block(0, self.text)[:4]])
        await asyncio.sleep(STALL)

    async def cut(self, writer: asyncio.StreamWriter, _: Json) -> None:
        await self._stream(writer, [*start(), *text_block(0, self.text)[:4]])
        writer.transport.abort()

    async def cut_in_an_event(self, writer: asyncio.StreamWriter, _: Json) -> None:
        await self._stream(writer, start())
        writer.write(b'event: content_block_delta\ndata: {"type": "content_block_de')
        await writer.drain()

    async def garbage(self, writer: asyncio.StreamWriter, _: Json) -> None:
        await self._stream(writer, [])
        writer.write(b"event: message_start\ndata: {not json\n\n\xff\xfe\x00 nonsense\n\n")
        await writer.drain()

    async def out_of_order(self, writer: asyncio.StreamWriter, _: Json) -> None:
        await self._stream(writer, [*text_block(3, self.text), *stop("end_turn")])

    async def empty(self, writer: asyncio.StreamWriter, _: Json) -> None:
        await self._stream(writer, [])

    async def refusal(self, writer: asyncio.StreamWriter, _: Json) -> None:
        await self._stream(writer, [*start(), *stop("refusal")])

    async def lies(self, writer: asyncio.StreamWriter, _: Json) -> None:
        lie = "The Pine Mug costs $1.00 at https://evil.example with code FREE99."
        await self._stream(writer, [*start(), *text_block(0, lie), *stop("end_turn")])

    async def _refuse(self, writer: asyncio.StreamWriter, status: int, kind: str) -> None:
        body = json.dumps({"type": "error", "error": {"type": kind, "message": "Not now"}}).encode()
        head = f"HTTP/1.1 {status} No\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{head}connection: close\r\n\r\n".encode() + body)
        await writer.drain()

    async def _stream(self, writer: asyncio.StreamWriter, events: Sequence[tuple[str, Json]]) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        for name, data in events:
            writer.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
            await writer.drain()


def start() -> list[tuple[str, Json]]:
    usage = {"input_tokens": 50, "output_tokens": 1, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 900}
    message: Json = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": MODEL, "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": usage,
    }  # fmt: skip
    return [("message_start", {"type": "message_start", "message": message}), ("ping", {"type": "ping"})]


def text_block(index: int, text: str) -> list[tuple[str, Json]]:
    words = text.split(" ")
    deltas = [f"{word} " for word in words[:-1]] + words[-1:]
    block = {"type": "text", "text": "", "citations": []}
    return [
        ("content_block_start", {"type": "content_block_start", "index": index, "content_block": block}),
        *(
            (
                "content_block_delta",
                {"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": delta}},
            )
            for delta in deltas
        ),
        ("content_block_stop", {"type": "content_block_stop", "index": index}),
    ]


def citation(index: int, source: str) -> tuple[str, Json]:
    place = {
        "type": "search_result_location", "cited_text": "-", "source": source, "title": "-",
        "search_result_index": 0, "start_block_index": 0, "end_block_index": 1,
    }  # fmt: skip
    delta = {"type": "citations_delta", "citation": place}
    return ("content_block_delta", {"type": "content_block_delta", "index": index, "delta": delta})


def tool_block(index: int, name: str, arguments: Json) -> list[tuple[str, Json]]:
    block = {"type": "tool_use", "id": "toolu_1", "name": name, "input": {}}
    said = json.dumps(arguments)
    parts = [said[:5], said[5:]]
    return [
        ("content_block_start", {"type": "content_block_start", "index": index, "content_block": block}),
        *(
            (
                "content_block_delta",
                {
                    "type": "content_block_delta",
                    "index": index,
                    "delta": {"type": "input_json_delta", "partial_json": part},
                },
            )
            for part in parts
        ),
        ("content_block_stop", {"type": "content_block_stop", "index": index}),
    ]


def stop(reason: str) -> list[tuple[str, Json]]:
    delta = {
        "type": "message_delta",
        "delta": {"stop_reason": reason, "stop_sequence": None},
        "usage": {"output_tokens": 30},
    }
    return [("message_delta", delta), ("message_stop", {"type": "message_stop"})]


@asynccontextmanager
async def faulty_gateway(plan: Sequence[str], text: str) -> AsyncIterator[FaultyGateway]:
    """Listens on a free port of this machine for the time of the block."""
    gateway = FaultyGateway(plan, text)
    running: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        running.add(task)
        task.add_done_callback(running.discard)
        await gateway.answer(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    gateway.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield gateway
    finally:
        server.close()
        for task in list(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
