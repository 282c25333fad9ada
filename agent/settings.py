"""Every setting, typed, with its default and its environment name."""

from __future__ import annotations

import ipaddress
import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import msgspec

from agent.errors import StartError

PREFIX = "KNOWLEDGE_SERVER_"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field a setting; its description is the text of `knowledge-server settings`."""

    host: Annotated[str, "Address to listen on"] = "127.0.0.1"
    port: Annotated[int, "Port to listen on; 0 takes a free one"] = 8000
    data_dir: Annotated[str, "Folder of the database and everything else that is kept"] = "./data"
    database_url: Annotated[str, "Database; empty: SQLite inside the data directory"] = ""
    bus_url: Annotated[str, "Bus between processes"] = "memory://"
    workers: Annotated[int, "Processes that serve"] = 1
    plugins_disabled: Annotated[str, "Plugins to leave out, by name, comma-separated"] = ""
    message_rate: Annotated[float, "Messages a second for each user; 0: no limit"] = 10.0
    message_burst: Annotated[float, "Messages that a user may send at once"] = 30.0
    room_rate: Annotated[float, "Messages a second in each room; 0: no limit"] = 100.0
    room_burst: Annotated[float, "Messages that a room takes at once"] = 500.0
    public_url: Annotated[str, "Address that people use, if it is not the one listened on"] = ""
    trusted_proxies: Annotated[str, "Addresses or networks whose X-Forwarded-* count"] = ""
    ssl_certfile: Annotated[str, "TLS certificate (PEM); with it the server speaks https"] = ""
    ssl_keyfile: Annotated[str, "TLS private key (PEM)"] = ""
    session_idle_hours: Annotated[float, "A session ends after so long without use"] = 168.0
    session_hours: Annotated[float, "A session ends after so long in any case"] = 720.0
    push_contact: Annotated[str, "Where push services may write to: mailto: or https:"] = ""
    push_local: Annotated[bool, "Push services may be on this machine, for tests"] = False
    log_format: Annotated[str, "Log lines: text or json"] = "text"

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise StartError(f"port must be 0 to 65535, not {self.port}.")
        for name in ("message", "room"):
            rate, burst = getattr(self, f"{name}_rate"), getattr(self, f"{name}_burst")
            if not (0 <= rate < math.inf and 1 <= burst < math.inf):
                raise StartError(f"{name}_rate must not be negative, {name}_burst at least 1.")
        if self.log_format not in ("text", "json"):
            raise StartError(f"log_format must be text or json, not {self.log_format!r}.")
        if bool(self.ssl_certfile) != bool(self.ssl_keyfile):
            raise StartError("ssl_certfile and ssl_keyfile belong together: give both.")
        if self.public_url and not self.public_url.startswith(("http://", "https://")):
            raise StartError("public_url must begin with http:// or https://.")
        if self.push_contact and not self.push_contact.startswith(("mailto:", "https://")):
            raise StartError("push_contact must begin with mailto: or https://.")
        for proxy in self.proxies:
            _network(proxy)

    @property
    def directory(self) -> Path:
        return Path(self.data_dir).expanduser().resolve()

    @property
    def database_path(self) -> Path:
        """The SQLite file, from `database_url` or inside the data directory."""
        if self.database_url:
            return Path(self.database_url.removeprefix("sqlite:///"))
        return self.directory / "knowledge_server.db"

    @property
    def contact(self) -> str:
        """Whom a push service is told that pushes come from."""
        is_site = self.public_url.startswith("https://")
        return self.push_contact or (self.public_url if is_site else "mailto:postmaster@localhost")

    @property
    def disabled(self) -> frozenset[str]:
        return frozenset(name.strip() for name in self.plugins_disabled.split(",") if name.strip())

    @property
    def proxies(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.trusted_proxies.split(",") if part.strip())

    def require_available(self) -> None:
        """Raise StartError for a setting whose adapter does not exist."""
        if self.database_url and not self.database_url.startswith("sqlite:///"):
            scheme = self.database_url.split(":")[0]
            raise StartError(f"database_url: there is no adapter for {scheme}: use sqlite:///FILE.")
        if self.bus_url != "memory://":
            scheme = self.bus_url.split(":")[0]
            raise StartError(f"bus_url: there is no adapter for {scheme}: use memory://.")
        if self.workers != 1:
            raise StartError("workers: one process is all that the memory bus can serve: use 1.")


def load(environment: Mapping[str, str], *, file: Path | None = None, **flags: object) -> Settings:
    """Read settings: flags win over the environment, the environment over the TOML file.

    Raises StartError with one line that names the setting.
    """
    values: dict[str, object] = _read(file) if file else {}
    for name in Settings.__struct_fields__:
        if (text := environment.get(PREFIX + name.upper())) is not None:
            values[name] = text
    values.update({name: value for name, value in flags.items() if value is not None})
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise StartError(f"Settings: {error}") from error


def table(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Return (environment name, value, default, description) of every setting."""
    hints = get_type_hints(Settings, include_extras=True)
    defaults = dict(zip(Settings.__struct_fields__, Settings.__struct_defaults__, strict=True))
    return [
        (
            PREFIX + name.upper(),
            str(getattr(settings, name)),
            str(defaults[name]),
            hints[name].__metadata__[0],
        )
        for name in Settings.__struct_fields__
    ]


def _read(file: Path) -> dict[str, Any]:  # Any: TOML values, typed by `load`
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StartError(f"Cannot read the settings file {file}: {error}") from error


def _network(text: str) -> None:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise StartError(f"trusted_proxies: {error}.") from error
