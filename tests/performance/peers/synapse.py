"""Matrix: synapse with SQLite, and clients that post and long-poll for what others posted."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

from tests.performance.dialects import TEXT
from tests.performance.load import PATIENCE, Outcome
from tests.performance.machine import own_cpu_seconds
from tests.performance.peers.installing import Unavailable, python_environment, python_version
from tests.performance.servers import Target, disk_folder, free_port, ready, running

CLIENT = "/_matrix/client/v3"
EVERYTHING = '{"room":{"timeline":{"limit":1000}},"presence":{"types":[]}}'
LOGGING = "{version: 1, root: {level: ERROR}, disable_existing_loggers: true}"
SETTINGS = """
server_name: localhost
report_stats: false
suppress_key_server_warning: true
trusted_key_servers: []
signing_key_path: "{folder}/signing.key"
media_store_path: "{folder}/media"
log_config: "{folder}/log.yaml"
macaroon_secret_key: benchmark
form_secret: benchmark
enable_registration: true
enable_registration_without_verification: true
presence: {{enabled: false}}
database: {{name: sqlite3, args: {{database: "{folder}/homeserver.db"}}}}
rc_message: {{per_second: 100000, burst_count: 100000}}
rc_registration: {{per_second: 100000, burst_count: 100000}}
rc_joins: {{local: {{per_second: 100000, burst_count: 100000}}}}
rc_joins_per_room: {{per_second: 100000, burst_count: 100000}}
listeners:
  - port: {port}
    bind_addresses: ["127.0.0.1"]
    type: http
    tls: false
    resources: [{{names: [client]}}]
"""


@contextlib.asynccontextmanager
async def synapse() -> AsyncIterator[Target]:
    """Run synapse in one process, without presence, federation and limits."""
    interpreter = str(python_environment("synapse"))
    port = free_port()
    with disk_folder() as folder:
        (folder / "log.yaml").write_text(LOGGING)
        settings = folder / "homeserver.yaml"
        settings.write_text(SETTINGS.format(folder=folder, port=port))
        command = [interpreter, "-m", "synapse.app.homeserver", "-c", str(settings)]
        await _make_keys(command, folder)
        with running(command, log=folder / "log") as pid:
            await ready(f"http://127.0.0.1:{port}/_matrix/client/versions", seconds=PATIENCE)
            installed = python_version("synapse", "matrix-synapse")
            yield Target("matrix-synapse", port, pid, CLIENT, version=installed)


async def _make_keys(command: Sequence[str], folder: Path) -> None:
    made = await asyncio.to_thread(
        subprocess.run,
        [*command, "--generate-keys"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise Unavailable(f"synapse: {made.stderr.strip().splitlines()[-1]}")


class Guest:
    """Somebody with an account, who posts, and who hears everything once."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.heard: list[str] = []
        self.round_trips: list[float] = []
        self.acknowledged: list[str] = []
        self._http = http
        self._bearer: dict[str, str] = {}
        self._since: str | None = None
        self._room = ""

    async def register(self, name: str) -> None:
        body = {"username": name, "password": "tea for two", "auth": {"type": "m.login.dummy"}}
        account = await self._call("POST", "/register", body)
        self._bearer = {"Authorization": f"Bearer {account['access_token']}"}

    async def found(self) -> str:
        """Make a room that everybody may join."""
        room = await self._call("POST", "/createRoom", {"preset": "public_chat"})
        return str(room["room_id"])

    async def join(self, room: str) -> None:
        self._room = room
        await self._call("POST", f"/join/{quote(room)}", {})
        await self.hear(wait=0)
        self.heard.clear()

    async def post(self, number: int) -> None:
        """Post one message and wait until it is acknowledged."""
        began = time.perf_counter()
        path = f"/rooms/{quote(self._room)}/send/m.room.message/{number}"
        event = await self._call("PUT", path, {"msgtype": "m.text", "body": f"{TEXT} {number}"})
        self.round_trips.append(time.perf_counter() - began)
        self.acknowledged.append(event["event_id"])

    async def hear(self, *, wait: int) -> None:
        """Ask for what is new; milliseconds to wait for something."""
        asked = {"timeout": str(wait), "filter": EVERYTHING}
        if self._since is not None:
            asked["since"] = self._since
        told = await self._call("GET", "/sync", None, asked)
        self._since = told["next_batch"]
        timeline = told.get("rooms", {}).get("join", {}).get(self._room, {}).get("timeline", {})
        for event in timeline.get("events", []):
            if event["type"] == "m.room.message":
                self.heard.append(event["event_id"])

    async def _call(
        self, method: str, path: str, body: object, asked: dict[str, str] | None = None
    ) -> Any:  # Any: decoded JSON
        answer = await self._http.request(
            method, CLIENT + path, json=body, params=asked, headers=self._bearer
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


async def talk(target: Target, *, members: int, in_flight: int, seconds: float) -> Outcome:
    """Let the members post, so many messages at a time, while all of them listen."""
    limits = httpx2.Limits(max_connections=None)
    base = f"http://127.0.0.1:{target.port}"
    async with httpx2.AsyncClient(
        base_url=base, trust_env=False, timeout=PATIENCE, limits=limits
    ) as http:
        guests = [Guest(http) for _ in range(members)]
        for number, guest in enumerate(guests):
            await guest.register(f"member{number}")
        room = await guests[0].found()
        for guest in guests:
            await guest.join(room)
        return await _measure(target, guests, in_flight=in_flight, seconds=seconds)


async def _measure(
    target: Target, guests: Sequence[Guest], *, in_flight: int, seconds: float
) -> Outcome:
    server, own, began = target.cpu_seconds(), own_cpu_seconds(), time.perf_counter()
    expected: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def post(lane: int) -> None:
        number = lane
        while time.perf_counter() < began + seconds:
            await guests[lane % len(guests)].post(number)
            number += in_flight

    async def listen(guest: Guest) -> None:
        while not (expected.done() and len(guest.heard) >= expected.result()):
            await guest.hear(wait=500)

    async with asyncio.timeout(seconds + PATIENCE), asyncio.TaskGroup() as group:
        for guest in guests:
            group.create_task(listen(guest))
        await asyncio.gather(*(post(lane) for lane in range(in_flight)))
        expected.set_result(sum(len(guest.acknowledged) for guest in guests))
    taken = time.perf_counter() - began
    acknowledged = [one for guest in guests for one in guest.acknowledged]
    for guest in guests:
        assert sorted(guest.heard) == sorted(acknowledged), "synapse: lost or twice"
    return Outcome(
        messages=len(acknowledged),
        deliveries=len(acknowledged) * len(guests),
        seconds=taken,
        server_cpu=target.cpu_seconds() - server,
        client_cpu=own_cpu_seconds() - own,
        latencies=sorted(one for guest in guests for one in guest.round_trips),
        acknowledged=acknowledged,
    )
