"""Settings: defaults, file, environment, flags, and one line for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import StartError
from agent.settings import PREFIX, Settings, load, table


def test_the_defaults_serve_this_machine_alone() -> None:
    settings = load({})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert (settings.message_rate, settings.message_burst) == (10.0, 30.0)
    settings.require_available()


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('host = "a"\nport = 1\nmessage_rate = 3\nplugins_disabled = "x, y,,"\n')
    environment = {f"{PREFIX}HOST": "b", f"{PREFIX}PORT": "2", "HOST": "no", "PORT": "no"}
    settings = load(environment, file=file, port=3, host=None)
    assert (settings.host, settings.port, settings.message_rate) == ("b", 3, 3.0)
    assert settings.disabled == {"x", "y"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "x"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "1.5"),
        ("WORKERS", "many"),
        ("MESSAGE_RATE", "-1"),
        ("MESSAGE_BURST", "0"),
        ("LOG_FORMAT", "xml"),
        ("PUBLIC_URL", "ftp://x"),
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ("SSL_CERTFILE", "only-one.pem"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(name: str, text: str) -> None:
    with pytest.raises(StartError) as refused:
        load({PREFIX + name: text})
    assert name.lower() in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_nobody_knows_in_a_file_is_refused_and_in_the_environment_not_ours(
    tmp_path: Path,
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("colour = 1\n")
    with pytest.raises(StartError, match="colour"):
        load({}, file=file)
    assert load({f"{PREFIX}COLOUR": "1"}) == Settings()


@pytest.mark.parametrize(
    ("name", "text"),
    [("database_url", "postgresql://db"), ("bus_url", "redis://cache"), ("workers", "2")],
)
def test_what_has_no_adapter_says_so(name: str, text: str) -> None:
    with pytest.raises(StartError, match=name):
        load({PREFIX + name.upper(): text}).require_available()


def test_the_table_has_every_setting_with_its_meaning() -> None:
    rows = table(load({}, port=7))
    assert [name for name, *_ in rows] == [
        PREFIX + name.upper() for name in Settings.__struct_fields__
    ]
    assert all(text for *_, text in rows)
    assert (f"{PREFIX}PORT", "7", "8000") in [row[:3] for row in rows]
