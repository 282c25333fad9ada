"""What the documentation says of the code is so."""

from __future__ import annotations

import re

import click

from agent.client_events import ClientEvent
from agent.errors import KnowledgeServerError, StartError
from agent.settings import PREFIX, Settings
from api.cli import main
from tests.architecture import permission_table
from tests.browser import screenshots
from tests.command import ROOT
from tests.unit.test_events import MANUAL

PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
FOLDERS = "agent|api|docs|migrations|plugins|static|tests"
NUMBERS = [*range(1, 17), 18, 19, 20]
"""Of the promises; the seventeenth comes with Redis and PostgreSQL."""


def test_the_table_of_permissions_is_that_of_the_code() -> None:
    assert permission_table.manual() == permission_table.MANUAL.read_text("utf-8")


def test_every_client_event_has_a_line_in_the_wire_protocol() -> None:
    manual = MANUAL.read_text("utf-8")
    for event in ClientEvent.__subclasses__():
        assert f"`{event.__struct_config__.tag}`" in manual, event


def test_every_code_of_an_error_is_in_the_wire_protocol() -> None:
    manual = MANUAL.read_text("utf-8")
    for error in kinds(KnowledgeServerError) - kinds(StartError):
        assert f"`{error.code}`" in manual, error


def test_the_paths_targets_commands_and_settings_that_the_manual_names_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    settings = {f"{PREFIX}{name.upper()}" for name in Settings.__struct_fields__}
    for page in PAGES:
        text = page.read_text("utf-8")
        for path in re.findall(rf"(?<![\w/.-])(?:{FOLDERS})/[\w./-]*\w", text):
            assert (ROOT / path).exists(), (page.name, path)
        for target in re.findall(r"(?:^    |`)make (\w+)", text, re.MULTILINE):
            assert f"\n{target}:" in makefile, (page.name, target)
        for words in re.findall(r"knowledge-server ([a-z][a-z ]*)", text):
            assert is_command(words.split()), (page.name, words)
        for name in re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", text):
            assert name in settings, (page.name, name)


def test_every_promise_says_which_command_proves_it_and_with_what_result() -> None:
    sections = promises().split("\n### ")[1:]
    promised = [section for section in sections if re.match(r"R\d+: ", section)]
    assert [int(section[1 : section.index(":")]) for section in promised] == NUMBERS
    for section in promised:
        assert re.search(r"^    \.venv/bin/python -m |^    make ", section, re.MULTILINE), section
        assert re.search(r"^Result: ", section, re.MULTILINE), section


def test_every_proof_that_the_promises_name_is_there() -> None:
    manual = promises()
    for path, name in re.findall(r"(tests/[\w/]+\.py)(?:::(\w+))?", manual):
        assert (ROOT / path).is_file(), path
        assert not name or f"def {name}(" in (ROOT / path).read_text("utf-8"), name
    for module in re.findall(r"-m (tests\.[\w.]+)", manual):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file(), module


def test_every_view_has_its_pictures_and_all_together_are_small() -> None:
    pictures = ROOT / "docs" / "img"
    page = (ROOT / "docs" / "pictures.md").read_text("utf-8")
    shown = set(re.findall(r'src="img/([\w-]+\.webp)"', page))
    assert page == screenshots.gallery()
    assert shown == {path.name for path in pictures.glob("*.webp")}
    assert sum((pictures / name).stat().st_size for name in shown) < 6_000_000


def is_command(words: list[str]) -> bool:
    """Tell whether these words begin with a whole command of `knowledge-server`."""
    command: click.Command | None = main
    for word in words:
        if not isinstance(command, click.Group):
            return True
        command = command.commands.get(word)
    return command is not None and not isinstance(command, click.Group)


def kinds(error: type[KnowledgeServerError]) -> set[type[KnowledgeServerError]]:
    return {error}.union(*(kinds(sub) for sub in error.__subclasses__()))


def promises() -> str:
    return (ROOT / "docs" / "promises.md").read_text("utf-8")
