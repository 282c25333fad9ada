"""What a WebSocket costs with uvicorn and Starlette and nothing else, for comparison of memory."""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket


async def echo(websocket: WebSocket) -> None:
    """Answer each text with itself."""
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


async def health(request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


if __name__ == "__main__":
    # The settings of api/server.py, as far as they concern a connection.
    uvicorn.run(
        Starlette(routes=[WebSocketRoute("/ws", echo), Route("/health", health)]),
        port=int(sys.argv[1]),
        loop="uvloop",
        ws="websockets-sansio",
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="warning",
        access_log=False,
        backlog=2048,
    )
