"""A push service on this machine, and the browser that it wakes: both speak the real protocol."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import secrets
from collections.abc import AsyncIterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PATIENCE = 5.0


class PushService:
    """Takes POSTs; `statuses` are its next answers, 201 after the last. None: it never answers."""

    def __init__(self) -> None:
        self.base = ""
        self.statuses: list[int | None] = []
        self.received: asyncio.Queue[tuple[str, dict[str, str], bytes]] = asyncio.Queue()

    async def next(self) -> tuple[str, dict[str, str], bytes]:
        """Return the path, headers and body of the next push."""
        async with asyncio.timeout(PATIENCE):
            return await self.received.get()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readline()).decode()
        headers: dict[str, str] = {}
        while (line := (await reader.readline()).decode().strip()) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = await reader.readexactly(int(headers["content-length"]))
        self.received.put_nowait((request.split(" ")[1], headers, body))
        status = self.statuses.pop(0) if self.statuses else 201
        with contextlib.suppress(ConnectionError):
            if status is None:
                await reader.read()
            else:
                writer.write(f"HTTP/1.1 {status} So\r\nContent-Length: 0\r\n\r\n".encode())
            writer.close()


@contextlib.asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    """Serve on a free port."""
    service = PushService()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield service
    server.close()


class WakeableBrowser:
    """What a browser keeps for itself, and does with what comes."""

    def __init__(self, service: PushService, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = secrets.token_bytes(16)
        self.path = f"/wake/{name}"
        self.endpoint = service.base + self.path

    def subscription(self) -> dict[str, object]:
        """Return `PushSubscription.toJSON()`."""
        keys = {"p256dh": _text(_point(self._key.public_key())), "auth": _text(self._auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> dict[str, Any]:  # Any: JSON
        """Decrypt as RFC 8291 has it, from the other side."""
        salt, length = body[:16], body[20]
        theirs, record = body[21 : 21 + length], body[21 + length :]
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self._key.exchange(ec.ECDH(), peer)
        own = _point(self._key.public_key())
        secret = HKDF(SHA256(), 32, self._auth, b"WebPush: info\x00" + own + theirs).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(secret)
        padded = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\x00")
        assert padded.endswith(b"\x02")
        read: dict[str, Any] = json.loads(padded[:-1])
        return read


def claims(authorization: str, key: str) -> dict[str, Any]:  # Any: JSON
    """Check a VAPID signature against the server's key, and return what it claims."""
    token, _, given = authorization.removeprefix("vapid t=").partition(", k=")
    assert given == key
    head, body, signature = token.split(".")
    raw = _bytes(signature)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(key))
    signed = utils.encode_dss_signature(r, s)
    public.verify(signed, f"{head}.{body}".encode(), ec.ECDSA(SHA256()))
    read: dict[str, Any] = json.loads(_bytes(body))
    return read


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
