"""The command `knowledge-server`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec

from agent.errors import KnowledgeServerError, StartError
from agent.settings import Settings, load, table
from api import serve as act
from api.data_directory import Command
from api.doctor import examine
from api.roof import Roof


class Group(click.Group):
    """Says what went wrong in one line, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # Any: as click declares it
        try:
            return super().invoke(ctx)
        except KnowledgeServerError as error:
            click.echo(f"knowledge-server: {error.detail}", err=True)
            ctx.exit(1)


@dataclass(frozen=True)
class Terminal:
    """What every command is handed."""

    roof: Roof
    config: Path | None

    def settings(self, **flags: object) -> Settings:
        """Read the settings; flags win."""
        return load(os.environ, file=self.config, **flags)

    def do(self, data_dir: str | None, name: str, arguments: Mapping[str, object]) -> str:
        """Run a command on the data, here or in the server that holds them."""
        encoded = {key: msgspec.Raw(msgspec.json.encode(value)) for key, value in arguments.items()}
        return act.do(self.roof, self.settings(data_dir=data_dir), Command(name, encoded))


data_dir = click.option("--data-dir", help="Folder of the database.")


@click.group(cls=Group)
@click.option("--config", type=click.Path(path_type=Path), help="Settings in a TOML file.")
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """A place where people and AI agents work together in rooms."""
    context.obj = Terminal(context.obj, config)


@main.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@data_dir
@click.option("--workers", type=int, help="Processes that serve.")
@click.option("--ssl-certfile", help="TLS certificate (PEM).")
@click.option("--ssl-keyfile", help="TLS private key (PEM).")
@click.pass_obj
def serve(terminal: Terminal, /, **flags: object) -> None:
    """Serve until Ctrl-C."""
    act.serve(terminal.roof, terminal.settings(**flags))


@main.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("name")
@click.option("--role", default="member", show_default=True, help="owner, admin, member or guest.")
@click.option(
    "--password-stdin",
    is_flag=True,
    required=True,
    expose_value=False,
    help="Read the password there.",
)
@data_dir
@click.pass_obj
def user_add(terminal: Terminal, name: str, role: str, data_dir: str | None) -> None:
    """Make an account; its password is the first line of standard input."""
    arguments = {"name": name, "role": role, "password": _typed()}
    click.echo(terminal.do(data_dir, "user_add", arguments))


@main.group()
def token() -> None:
    """API tokens."""


@token.command("create")
@click.argument("user")
@click.option("--name", default="API", show_default=True, help="What it is for.")
@click.option(
    "--scope", "scopes", multiple=True, default=("read", "write"), help="read, write or admin."
)
@data_dir
@click.pass_obj
def token_create(
    terminal: Terminal, user: str, name: str, scopes: tuple[str, ...], data_dir: str | None
) -> None:
    """Make an API token and print it, alone on one line."""
    arguments = {"user": user, "name": name, "scopes": list(scopes)}
    click.echo(terminal.do(data_dir, "token_create", arguments))


@main.group()
def knowledge() -> None:
    """The knowledge base."""


@knowledge.command("add")
@click.argument("files", nargs=-1, required=True)
@data_dir
@click.pass_obj
def knowledge_add(terminal: Terminal, files: tuple[str, ...], data_dir: str | None) -> None:
    """Add Markdown or text files."""
    paths = [str(Path(file).resolve()) for file in files]
    click.echo(terminal.do(data_dir, "knowledge_add", {"files": paths}))


@main.command()
@data_dir
@click.pass_obj
def demo(terminal: Terminal, data_dir: str | None) -> None:
    """Fill the server with accounts, rooms and messages to look around in."""
    click.echo(terminal.do(data_dir, "demo", {}))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@data_dir
@click.pass_obj
def backup(terminal: Terminal, file: Path, data_dir: str | None) -> None:
    """Copy the database into a new file, also while the server runs."""
    click.echo(terminal.do(data_dir, "backup", {"file": str(file.resolve())}))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@data_dir
@click.pass_obj
def restore(terminal: Terminal, file: Path, data_dir: str | None) -> None:
    """Put a backup in the place of the database; the server has to be stopped."""
    click.echo(act.restore(terminal.roof, terminal.settings(data_dir=data_dir), file.resolve()))


@main.command()
@data_dir
@click.pass_obj
def migrate(terminal: Terminal, data_dir: str | None) -> None:
    """Bring the database up to date; `serve` does it by itself."""
    upgraded = act.migrate(terminal.roof, terminal.settings(data_dir=data_dir))
    click.echo("\n".join(upgraded) or "Nothing to do.")


@main.command()
@data_dir
@click.pass_obj
def settings(terminal: Terminal, data_dir: str | None) -> None:
    """Print every setting with its value, default and meaning."""
    for name, value, default, text in table(terminal.settings(data_dir=data_dir)):
        click.echo(f"{name}={value}")
        click.echo(f"    {text}. Default: {default or 'empty'}")


@main.command()
@data_dir
@click.pass_obj
def doctor(terminal: Terminal, data_dir: str | None) -> None:
    """Check the machine, the settings and the data; exits 1 when something is wrong."""
    findings = examine(terminal.settings(data_dir=data_dir))
    for finding in findings:
        click.echo(f"{finding.mark}  {finding.text}")
    if any(finding.is_bad for finding in findings):
        sys.exit(1)


def _typed() -> str:
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise StartError("The password is not text in UTF-8.") from error
