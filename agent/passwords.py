"""Password rules, and argon2 in a bounded pool so that sign-ins never stall the chat."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from agent.errors import Invalid

MIN_LENGTH, MAX_LENGTH = 8, 1024
COMMON = frozenset(
    """
    password password1 password12 password123 passw0rd p@ssw0rd p@ssword pa55word passpass
    12345678 123456789 1234567890 12345678910 87654321 987654321 0987654321 11223344 12341234
    123123123 12344321 123321123 147258369 159357456 147852369 789456123 741852963 1q2w3e4r
    1q2w3e4r5t 1qaz2wsx 1qazxsw2 q1w2e3r4 q1w2e3r4t5 qwerty12 qwerty123 qwerty1234 qwertyui
    qwertyuiop asdfghjk asdfghjkl asdf1234 zxcvbnm1 zaq12wsx abcd1234 abc12345 a1b2c3d4 aa123456
    abcdefgh abcdefghi iloveyou iloveyou1 iloveyou2 sunshine sunshine1 princess princess1 football
    football1 baseball baseball1 basketball superman superman1 batman123 spiderman starwars
    starwars1 pokemon1 michael1 jennifer jessica1 charlie1 samantha victoria alexander whatever
    trustno1 letmein1 letmein123 welcome1 welcome12 welcome123 admin123 admin1234 administrator
    rootroot root1234 changeme changeme1 changeit default1 secret12 secret123 testtest test1234
    computer internet corvette mercedes midnight liverpool chelsea1 arsenal1 november december
    hello123 hellohello master12 monkey12 monkey123 dragon12 dragon123 shadow12 qazwsxedc
    """.split()
)


class Passwords:
    """Hashes and checks passwords; at most `workers` at a time, 64 MiB each."""

    def __init__(self, *, workers: int = 2) -> None:
        self._hasher = argon2.PasswordHasher()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="argon2")
        self._nobody = ""

    async def hash(self, password: str) -> str:
        """Return the argon2id hash."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Compare; with no stored hash it takes as long, so that no one learns who exists."""
        if not self._nobody:
            self._nobody = await self.hash("no password is this one")
        loop = asyncio.get_running_loop()
        matches = await loop.run_in_executor(
            self._pool, self._matches, stored or self._nobody, password
        )
        return matches and stored is not None

    def close(self) -> None:
        self._pool.shutdown()

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def check_password(password: str, *, username: str) -> None:
    """Raise Invalid unless the password may be used by this user."""
    if len(password) < MIN_LENGTH:
        raise _weak(f"A password has at least {MIN_LENGTH} characters.")
    if len(password) > MAX_LENGTH:
        raise _weak(f"A password has at most {MAX_LENGTH} characters.")
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 3 or plain.strip("0123456789!.?") == username:
        raise _weak("This password is among the first that are tried. Choose another one.")


def _weak(detail: str) -> Invalid:
    return Invalid(detail, field="password")
