"""The scripts that pages start with and what these import, as one file instead of a hundred.

It is put together at start; what runs is what is in the folder. Each script becomes a function of
the joined file, run when it is first used. At its own address a stand-in remains, through which
scripts that are loaded later, and the pages, come to the same one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

JOINED = "js/joined.js"
HEAD = b"""\
const ran = new Map();
export const useScript = (path) => {
if (!ran.has(path)) ran.set(path, scripts[path]());
return ran.get(path);
};
const scripts = {
"""
IMPORT = re.compile(rb'^import (?:(\{[^}]*\}) from )?"(\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(rb"^export (?=(?:async )?(?:function|class|const)\b)", re.MULTILINE)
NAME = re.compile(rb"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)
LATER = re.compile(rb'\bimport\("(\.[^"]+)"\)')
LEFT = re.compile(rb"^(?:import|export)\b(?!\().*$", re.MULTILINE)


class Unjoinable(ValueError):
    """A script imports or exports in a form that is not known here, or scripts import in a ring."""


def join(contents: Mapping[str, bytes], starts: Iterable[str]) -> dict[str, bytes]:
    """Return the joined file and the stand-ins, by path.

    `starts` are what pages start with. Raises Unjoinable, KeyError for what is not there.
    """
    found = list(dict.fromkeys(starts))
    imports: dict[str, list[str]] = {}
    for path in found:
        imports[path] = [beside(path, name) for _, name in IMPORT.findall(contents[path])]
        found += [name for name in dict.fromkeys(imports[path]) if name not in found]
    if not found:
        return {}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        raise Unjoinable(" imports ".join(reversed(error.args[1]))) from error
    scripts = b"".join(_as_function(path, contents[path]) for path in sorted(found))
    stand_ins = {path: _stand_in(path, contents[path]) for path in found}
    return {**stand_ins, JOINED: HEAD + scripts + b"};\n"}


def beside(path: str, name: bytes) -> str:
    """Return the path of what a file calls by a name relative to itself."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name.decode()))


def _as_function(path: str, script: bytes) -> bytes:
    def used(found: re.Match[bytes]) -> bytes:
        names, name = found.groups()
        call = b'useScript("%s");' % beside(path, name).encode()
        return call if names is None else b"const %s = %s" % (names.replace(b" as ", b": "), call)

    def loaded(found: re.Match[bytes]) -> bytes:
        return b'import("./%s")' % _relative(beside(path, found[1])).encode()

    body = LATER.sub(loaded, EXPORT.sub(b"", IMPORT.sub(used, script)))
    left = LEFT.search(body)
    if left is not None:
        raise Unjoinable(f"{path}: {left[0].decode()}")
    # In brackets, by which browsers know that it is run soon: they compile it while they load it.
    return b'"%s": (() => {\n%s\nreturn { %s };\n}),\n' % (path.encode(), body, _names(script))


def _stand_in(path: str, script: bytes) -> bytes:
    home = posixpath.relpath(JOINED, posixpath.dirname(path))
    address = home if home.startswith(".") else f"./{home}"
    call = b'useScript("%s");' % path.encode()
    names = _names(script)
    used = b"export const { %s } = %s" % (names, call) if names else call
    return b'import { useScript } from "%s";\n%s\n' % (address.encode(), used)


def _names(script: bytes) -> bytes:
    return b", ".join(NAME.findall(script))


def _relative(path: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(JOINED))
