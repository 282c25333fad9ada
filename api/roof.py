"""What the commands are handed of knowledge_server.py."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple

from starlette.applications import Starlette

from agent.settings import Settings
from plugins.host import Host


class Roof(NamedTuple):
    """What the commands are handed of knowledge_server.py, which stands above them."""

    open_app: Callable[[Settings], AbstractAsyncContextManager[Starlette]]
    open_host: Callable[[Settings], AbstractAsyncContextManager[Host]]
    upgrade: Callable[[Settings], list[str]]
