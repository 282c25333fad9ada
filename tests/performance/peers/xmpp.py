"""XMPP servers that keep an archive of the room: prosody and ejabberd, on WebSockets (RFC 7395)."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from tests.performance.dialects import TEXT, Relay, full_size
from tests.performance.peers.installing import debian
from tests.performance.servers import Target, disk_folder, free_port, listening, running

PROTOCOL = {"Sec-WebSocket-Protocol": "xmpp"}
ROOM = "room@rooms.localhost"
STANZA = 200
"""About so many characters of a stanza are not its body."""

OPEN = '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="localhost" version="1.0"/>'
AUTH = '<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>'
BIND = (
    '<iq xmlns="jabber:client" type="set" id="bind">'
    '<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>'
)
_IS_IN = re.compile(rb"""code=["']110["']""")


class Xmpp(Relay):
    """Sign in without an account, take a name in the room, talk."""

    starts = b"<message "

    def is_in_at_once(self) -> bool:
        return False

    def opening(self) -> Sequence[str]:
        return (OPEN,)

    def answer(self, heard: bytes) -> tuple[bool, Sequence[str]]:
        if b"<success" in heard:
            return False, (OPEN,)
        if b"features" in heard:
            return False, (AUTH if b"ANONYMOUS" in heard else BIND,)
        if b"xmpp-bind" in heard:
            return False, (_enter(),)
        return _IS_IN.search(heard) is not None, ()

    def say(self, client_id: str) -> str:
        """As long a stanza as the product's event."""
        body = f"{TEXT} {client_id}".ljust(len(full_size(client_id)) - STANZA, ".")
        return (
            f'<message xmlns="jabber:client" to="{ROOM}" type="groupchat" id="{client_id}">'
            f"<body>{body}</body></message>"
        )

    def essence(self) -> Callable[[bytes], bytes]:
        return _text


def _text(frame: bytes) -> bytes:
    """Return the body of a stanza: the rest names the recipient."""
    return frame.partition(b"<body>")[2].partition(b"</body>")[0]


def _enter() -> str:
    return (
        f'<presence xmlns="jabber:client" to="{ROOM}/{uuid.uuid4().hex[:12]}">'
        '<x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x></presence>'
    )


PROSODY = """
run_as_root = true
daemonize = false
pidfile = "{folder}/prosody.pid"
data_path = "{folder}"
log = {{ error = "*console" }}
modules_enabled = {{ "saslauth", "websocket" }}
modules_disabled = {{ "s2s", "tls", "posix", "c2s_limits" }}
c2s_ports = {{}}
s2s_ports = {{}}
https_ports = {{}}
http_ports = {{ {port} }}
http_interfaces = {{ "127.0.0.1" }}
http_default_host = "localhost"
consider_websocket_secure = true
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
VirtualHost "localhost"
  authentication = "anonymous"
Component "rooms.localhost" "muc"
  modules_enabled = {{ "muc_mam" }}
  muc_log_by_default = true
  muc_log_all_rooms = true
  muc_room_locking = false
"""

EJABBERD = """
hosts: [localhost]
loglevel: error
default_db: sql
sql_type: sqlite
sql_database: "{folder}/ejabberd.db"
new_sql_schema: false
auth_method: [anonymous]
anonymous_protocol: sasl_anon
allow_multiple_connections: true
listen:
  -
    port: {port}
    ip: "127.0.0.1"
    module: ejabberd_http
    request_handlers:
      /ws: ejabberd_http_ws
modules:
  mod_mam:
    default: always
  mod_muc:
    host: rooms.localhost
    access: all
    access_create: all
    max_users: 5000
    default_room_options:
      mam: true
      persistent: false
      max_users: 5000
      anonymous: true
"""


@contextlib.asynccontextmanager
async def prosody() -> AsyncIterator[Target]:
    """Run prosody with its archive in files, as it comes."""
    installed = debian("prosody")
    port = free_port()
    with disk_folder() as folder:
        settings = folder / "prosody.cfg.lua"
        settings.write_text(PROSODY.format(folder=folder, port=port))
        with running(["prosody", "--config", str(settings), "-F"], log=folder / "log") as pid:
            await listening(port)
            yield Target(
                "prosody",
                port,
                pid,
                "/xmpp-websocket",
                dialect=Xmpp(),
                headers=PROTOCOL,
                version=installed,
            )


@contextlib.asynccontextmanager
async def ejabberd() -> AsyncIterator[Target]:
    """Run ejabberd with its archive in SQLite."""
    installed = debian("erlang-p1-sqlite3", "ejabberd")
    port = free_port()
    with disk_folder() as folder:
        settings = folder / "ejabberd.yml"
        settings.write_text(EJABBERD.format(folder=folder, port=port))
        environment = {
            "EJABBERD_CONFIG_PATH": str(settings),
            "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"),
            "SPOOL_DIR": str(folder),
            "HOME": str(folder),
            "ERL_LIBS": "/usr/lib/x86_64-linux-gnu",
        }
        command = ["erl", "-noinput", "+K", "true", "+P", "250000", "-mnesia", "dir"]
        command += [f'"{folder}"', "-s", "ejabberd"]
        with running(command, environment, log=folder / "log") as pid:
            await listening(port)
            yield Target(
                "ejabberd", port, pid, "/ws", dialect=Xmpp(), headers=PROTOCOL, version=installed
            )


ARCHIVES: Mapping[str, Callable[[], AbstractAsyncContextManager[Target]]] = {
    "prosody": prosody,
    "ejabberd": ejabberd,
}
