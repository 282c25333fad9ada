"""The peer: a room as a set of sockets, one `await send` for each recipient, nothing on disk."""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

room: set[WebSocket] = set()


async def health(request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def talk(websocket: WebSocket) -> None:
    """Hand every text to everybody in the room."""
    await websocket.accept()
    room.add(websocket)
    try:
        while True:
            text = await websocket.receive_text()
            for member in tuple(room):
                await member.send_text(text)
    except WebSocketDisconnect:
        room.discard(websocket)


app = Starlette(routes=[Route("/health", health), WebSocketRoute("/ws", talk)])

if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        log_level="error",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
    )
