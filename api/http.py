"""The way in for HTTP: uvicorn's protocol, with an end to how long a request may be and take."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_LIMIT = 32 * 1024
"""Bytes of an address and its headers, and of anything between them and a body."""

FIELDS_LIMIT = 100
"""A request has fewer headers; browsers send about 20, and the WebSocket parser takes 128."""

CHECK_SECONDS = 10.0
LEAST = 5 * 1024
"""Bytes that have to come between two checks until a request is whole."""

UNREAD_CHECKS = 6
"""Checks in a row at which a peer has taken nothing of its answer. The system takes up to 4 MiB
for it, so that a slow reader who goes on reading is not seen at each."""

DROPPED_LIMIT = 8 << 20
"""Bytes that are read and dropped after an answer: a reset would take that from its reader."""

LINGER_SECONDS = 2.0
"""How long a peer that was refused has to read that."""


def _refusal(status: str, said: str) -> bytes:
    head = f"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8"
    return f"{head}\r\ncontent-length: {len(said)}\r\n\r\n{said}".encode()


BAD_REQUEST = _refusal("400 Bad Request", "This is no request that is understood here.")
TOO_LARGE = _refusal("431 Request Header Fields Too Large", "The headers are too large.")
TOO_SLOW = _refusal("408 Request Timeout", "The request did not come in time.")


class BoundedHttp(HttpToolsProtocol):
    """Refuses endless headers, trailers and chunk extensions (431) and what hardly comes (408).

    Who hardly reads is cut off: 200 connections that did not made the server 1.4 GB larger.

    Nothing below has a limit: a stranger's headers filled 800 MiB of memory within two seconds,
    and a thousand strangers who stop in the middle of a request took all file descriptors.
    """

    _is_refused = False
    _is_under_way = True
    """From the first byte of a request, or the connection's beginning, to its last byte."""

    _was_under_way = False
    """Whether this request was so at the last check, too."""

    _came = 0
    """Bytes since the last check."""

    _has_head = False
    """Whether this request's headers were taken; what looks like more of them are trailers."""

    _silence = 0
    """Bytes since the parser last reported a whole head, a piece of a body or an end."""

    _size = 0
    """Bytes of the address and the headers of this request, trailers included."""

    _dropped = 0

    _unread = 0
    """Bytes that waited for the peer at the last check."""

    _was_read = True
    """Whether the peer has taken a piece, or asked for something, since the last check."""

    _stuck = 0
    """Checks in a row at which it had not."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._timer = self.loop.call_later(CHECK_SECONDS, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            self._drop(len(data))
            return
        self._is_under_way = True
        self._came += len(data)
        self._silence += len(data)
        super().data_received(data)
        if self._silence > HEAD_LIMIT:
            self._refuse(TOO_LARGE)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._was_read = True

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._was_read = True
        self._was_under_way = self._has_head = False
        self._size = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._size += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._size += len(name) + len(value)
        if not self._has_head and not self._is_too_large():
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._silence = 0
        if self._is_too_large():
            self._refuse(TOO_LARGE)
        if not self._is_refused:
            super().on_headers_complete()
            self._has_head = True

    def on_body(self, body: bytes) -> None:
        self._silence = 0
        if not self._is_refused:
            super().on_body(body)
            if self.cycle is not None and self.cycle.response_complete:
                self._drop(len(body))

    def on_message_complete(self) -> None:
        self._silence = 0
        self._is_under_way = False
        if self._is_too_large():
            self._refuse(TOO_LARGE)
        if not self._is_refused:
            super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        if not self._is_refused:
            self._timer.cancel()
            super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        if not self._is_refused:
            self._refuse(BAD_REQUEST)

    def _is_too_large(self) -> bool:
        return self._size > HEAD_LIMIT or len(self.headers) >= FIELDS_LIMIT

    def _check(self) -> None:
        self._timer = self.loop.call_later(CHECK_SECONDS, self._check)
        is_slow = self._is_under_way and self._was_under_way and self._came < LEAST
        self._was_under_way, self._came = self._is_under_way, 0
        if is_slow and not self.flow.read_paused:
            self._refuse(TOO_SLOW)
        else:
            self._check_reader()

    def _check_reader(self) -> None:
        """End a connection whose peer takes nothing: what waits for it stays in memory."""
        unread = self.transport.get_write_buffer_size()
        is_stuck = unread > 0 and not self._was_read and self._unread - unread < LEAST
        self._stuck = self._stuck + 1 if is_stuck else 0
        if self._stuck == UNREAD_CHECKS:
            self.transport.abort()
        self._unread, self._was_read = unread, False

    def _refuse(self, answer: bytes) -> None:
        """Say it, if it can be said, and end the connection; give the peer a moment to read."""
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        can_answer = self._can_answer()
        if self._has_head and self.cycle is not None:
            self.cycle.disconnected = True  # as if the peer had gone: nobody waits for the rest
            self.cycle.message_event.set()
        if not can_answer:
            self.transport.close()
            return
        self.transport.write(answer)
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._timer.cancel()
        self._timer = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def _can_answer(self) -> bool:
        """Whether there was a request, and no other answer would be mixed with this one."""
        if self.headers is None or self.pipeline:
            return False
        if self._has_head:
            return not self.cycle.response_started
        return self.cycle is None or self.cycle.response_complete

    def _drop(self, size: int) -> None:
        self._dropped += size
        if self._dropped > DROPPED_LIMIT:
            self._is_refused = True
            self.transport.close()
