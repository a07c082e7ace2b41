"""A small composition like the product's, for `test_serving`: a FastAPI app in front, Reflex mounted below it."""

import asyncio
from collections.abc import AsyncIterator

import reflex as rx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

from shopchat.web.serving import accept_own_pages, serve_pages

api = FastAPI()


@api.get("/api/v1/thing")
async def thing() -> dict[str, str]:
    return {"from": "the API"}


@api.post("/api/v1/open")
async def open_to_all(request: Request) -> JSONResponse:
    body = await request.body()
    return JSONResponse({"got": body.decode()}, headers={"Access-Control-Allow-Origin": "*"})


@api.post("/api/v1/stream")
async def stream() -> StreamingResponse:
    async def events() -> AsyncIterator[str]:
        yield "event: first\n\n"
        await asyncio.sleep(60)  # what is sent must arrive although the answer does not end

    return StreamingResponse(events(), media_type="text/event-stream", headers={"Access-Control-Allow-Origin": "*"})


app = rx.App(api_transformer=[api, serve_pages])
accept_own_pages(app)
