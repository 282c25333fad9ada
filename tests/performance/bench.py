"""`make bench`: the product beside servers that others trust, in tables with their targets.

Prints them, writes docs/img/bench.json, draws docs/img/bench-*.svg, and puts all of it into
docs/performance.md.

`make bench ONLY=posts,delivery PEERS=nchan` runs some of it. Every run is audited (load.py): each
acknowledged message is in the database once, each member received each message once, in order.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import uvloop

from tests.performance.archives import archives
from tests.performance.bench_report import report
from tests.performance.browsers import browsers, starts
from tests.performance.delivery import delivery
from tests.performance.fairness import fairness
from tests.performance.first_load import first_loads
from tests.performance.machine import description
from tests.performance.matrix import PEER as MATRIX
from tests.performance.matrix import matrix
from tests.performance.peers.relays import RELAYS
from tests.performance.peers.xmpp import ARCHIVES
from tests.performance.posts import http_posts, posts
from tests.performance.servers import ROOT
from tests.performance.storm import storm
from tests.performance.table import Section, keep

Part = Callable[[Sequence[str]], Awaitable[Sequence[Section]]]


async def _posts(peers: Sequence[str]) -> Sequence[Section]:
    return [await posts()]


async def _http(peers: Sequence[str]) -> Sequence[Section]:
    return [await http_posts()]


async def _fairness(peers: Sequence[str]) -> Sequence[Section]:
    return [await fairness()]


async def _storm(peers: Sequence[str]) -> Sequence[Section]:
    return await storm()


async def _browsers(peers: Sequence[str]) -> Sequence[Section]:
    return [await first_loads(), await browsers()]


async def _start(peers: Sequence[str]) -> Sequence[Section]:
    return [await starts()]


PARTS: Mapping[str, Part] = {
    "posts": _posts,
    "http": _http,
    "delivery": delivery,
    "archives": archives,
    "matrix": matrix,
    "fairness": _fairness,
    "storm": _storm,
    "browsers": _browsers,
    "start": _start,
}


PEERS = (*RELAYS, *ARCHIVES, MATRIX)


KEPT = ROOT / "docs" / "img" / "bench.json"
PAGE = ROOT / "docs" / "performance.md"


class Choice(NamedTuple):
    """What is run."""

    parts: Sequence[str]
    peers: Sequence[str]


async def main(choice: Choice) -> None:
    """Print a table and keep it as JSON; parts that are not run keep their last figures."""
    machine = description()
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    sections: list[Section] = []
    for name in choice.parts:
        for section in await PARTS[name](choice.peers):
            print(section.text(), flush=True)
            sections.append(section)
        gc.collect()
    report(keep(KEPT, sections, machine=machine), PAGE)
    print(
        "\nAudited: each acknowledged message is stored once, each reader got each message once,"
        f" in order.\nWritten to {KEPT.relative_to(ROOT)} and {PAGE.relative_to(ROOT)}."
    )


def chosen(arguments: Sequence[str]) -> Choice:
    """Read the command line: comma lists, empty for everything."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", default="", metavar=",".join(PARTS))
    parser.add_argument("--peers", default="", metavar=",".join(PEERS))
    given = parser.parse_args(arguments)
    return Choice(_some(parser, given.only, PARTS), _some(parser, given.peers, PEERS))


def _some(parser: argparse.ArgumentParser, text: str, known: Collection[str]) -> Sequence[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in known:
            parser.error(f"{name}: there is {', '.join(known)}")
    return names or list(known)


if __name__ == "__main__":
    gc.disable()  # the load client keeps what it compares; a collection would be seen as latency
    uvloop.run(main(chosen(sys.argv[1:])))
