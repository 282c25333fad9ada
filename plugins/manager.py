"""Finds and registers plugins; a new manager for every server."""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Iterable

import pluggy

from agent.errors import StartError
from plugins import hookspecs


def plugin_manager(
    guests: Iterable[str], *, disabled: frozenset[str] = frozenset()
) -> pluggy.PluginManager:
    """Return a manager with the given guests and those installed as entry points.

    A guest is a dotted module name with a class `Plugin`; its last part is the plugin's name.
    A disabled one is not even imported. Raises StartError for an unknown name in `disabled`
    and for a hook that does not exist.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    names = {module.rsplit(".", 1)[-1]: module for module in guests}
    installed = importlib.metadata.entry_points(group=hookspecs.PROJECT).names
    if unknown := disabled - names.keys() - installed:
        raise StartError(f"plugins_disabled: there is no plugin {', '.join(sorted(unknown))}.")
    for name in disabled:
        manager.set_blocked(name)
    for name, module in names.items():
        if name not in disabled:
            manager.register(importlib.import_module(module).Plugin(), name=name)
    manager.load_setuptools_entrypoints(hookspecs.PROJECT)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise StartError(f"A plugin does not fit: {error}") from error
    return manager
