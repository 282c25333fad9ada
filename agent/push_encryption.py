"""Web push: the payload for one browser (RFC 8291, 8188), and who sends it (RFC 8292, VAPID)."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

CURVE = ec.SECP256R1()
RECORD_BYTES = 4096
TOKEN_SECONDS = 12 * 3600
LAST_RECORD = b"\x02"


class Vapid:
    """The server's key pair; browsers take pushes from its holder alone."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.public_key = encoded(_point(key.public_key()))

    @classmethod
    def load(cls, path: Path) -> Vapid:
        """Read the key pair; the first time it is made, for the server's user alone to read."""
        if path.exists():
            key = load_pem_private_key(path.read_bytes(), None)
            assert isinstance(key, ec.EllipticCurvePrivateKey)  # written below
            return cls(key)
        made = ec.generate_private_key(CURVE)
        half = path.with_suffix(".new")  # a crash leaves no half of a key in its place
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            out.flush()
            os.fsync(out.fileno())
        half.rename(path)
        return cls(made)

    def authorization(self, endpoint: str, *, contact: str, now: float) -> str:
        """Return the header that a push service checks; it is good for this service alone."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(now) + TOKEN_SECONDS,
            "sub": contact,
        }
        head = {"typ": "JWT", "alg": "ES256"}
        signed = ".".join(encoded(json.dumps(part).encode()) for part in (head, claims))
        signature = self._key.sign(signed.encode(), ec.ECDSA(SHA256()))
        r, s = utils.decode_dss_signature(signature)
        raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return f"vapid t={signed}.{encoded(raw)}, k={self.public_key}"


def encrypt(payload: bytes, *, p256dh: bytes, auth: bytes) -> bytes:
    """Return the body that the browser with these keys, and nobody between, can read."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh)
    own = ec.generate_private_key(CURVE)
    public, salt = _point(own.public_key()), secrets.token_bytes(16)
    shared = own.exchange(ec.ECDH(), theirs)
    secret = _derived(shared, salt=auth, purpose=b"WebPush: info\0" + p256dh + public, length=32)
    key = _derived(secret, salt=salt, purpose=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(secret, salt=salt, purpose=b"Content-Encoding: nonce\0", length=12)
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(public)]) + public
    return head + AESGCM(key).encrypt(nonce, payload + LAST_RECORD, None)


def is_public_key(p256dh: bytes) -> bool:
    """Tell whether these bytes are a point of the curve."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh)
    except (ValueError, InvalidKey):
        return False
    return len(p256dh) == 65


def encoded(content: bytes) -> str:
    """Write base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _derived(secret: bytes, *, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, purpose).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
