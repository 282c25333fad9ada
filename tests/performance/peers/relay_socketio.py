"""The peer: python-socketio under uvicorn; runs with libraries of its own, not the product's."""

import sys

import socketio  # type: ignore[import-not-found,unused-ignore]  # in the peer's own environment
import uvicorn

server = socketio.AsyncServer(async_mode="asgi", transports=["websocket"], http_compression=False)


@server.on("message")  # type: ignore[untyped-decorator,unused-ignore]  # as above
async def hand_on(_: str, message: object) -> None:
    """Hand a message to everybody."""
    await server.emit("message", message)


uvicorn.run(
    socketio.ASGIApp(server),
    port=int(sys.argv[1]),
    log_level="error",
    ws="websockets-sansio",
    ws_per_message_deflate=False,
)
