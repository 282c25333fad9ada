"""What may become an entry of the knowledge base: from a caller, a file, the project's docs."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from agent.errors import Invalid
from agent.passages import Section, first_heading, split

log = logging.getLogger(__name__)

CONTENT_LIMIT = 1024 * 1024
TITLE_LIMIT = 200
NAME_LIMIT = 64
URL_LIMIT = 2000
TAGS_LIMIT = 20
METADATA_LIMIT = 16 * 1024
SUFFIXES = (".md", ".markdown", ".txt")
SCHEMES = ("", "http", "https", "file")
RULES = "1"
"""Raise it when passages are split differently: the docs are then read again."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that passed every check and is not stored yet; `metadata` is JSON text."""

    title: str
    content: str
    category: str
    source_type: str
    source_url: str | None
    confidence: float
    tags: tuple[str, ...]
    metadata: str
    sections: tuple[Section, ...]


def draft(
    *,
    title: str,
    content: str,
    category: str,
    source_type: str,
    source_url: str | None,
    confidence: float,
    tags: Iterable[str],
    metadata: Mapping[str, object] | None,
) -> Draft:
    """Check everything and split the content; raises Invalid with the field's name."""
    title = checked(title, "title", TITLE_LIMIT)
    content = checked(content, "content", CONTENT_LIMIT)
    tags = tuple(dict.fromkeys(checked(tag, "tags", NAME_LIMIT) for tag in tags))
    if len(tags) > TAGS_LIMIT:
        raise Invalid(f"An entry has at most {TAGS_LIMIT} tags.", field="tags")
    if not 0 <= confidence <= 1:
        raise Invalid("confidence is a number from 0 to 1.", field="confidence")
    return Draft(
        title=title,
        content=content,
        category=checked(category, "category", NAME_LIMIT),
        source_type=checked(source_type, "source_type", NAME_LIMIT),
        source_url=None if source_url is None else _checked_url(source_url),
        confidence=float(confidence),
        tags=tags,
        metadata=_checked_metadata(metadata or {}),
        sections=tuple(split(title, content)),
    )


def checked(text: str, field: str, limit: int) -> str:
    """Return the text trimmed; raises Invalid if it is empty, too long or cannot be stored."""
    text = text.strip()
    if not text:
        raise Invalid(f"{field} is empty.", field=field)
    if len(text) > limit:
        raise Invalid(f"{field} is longer than {limit} characters.", field=field)
    if "\0" in text or not _is_unicode(text):
        raise Invalid(f"{field} contains a character that is not text.", field=field)
    return text


def file_draft(path: Path, *, source_type: str) -> Draft:
    """Read one Markdown or text file; raises Invalid with a line that names the file."""
    name = os.fsencode(path.name).decode(errors="replace")
    if path.suffix.lower() not in SUFFIXES:
        raise Invalid(f"{name}: only {', '.join(SUFFIXES)} files can be added.", field="file")
    content = _read(path, name)
    # The same file replaces its entry; its folder stays private, so only a hash tells it apart.
    place = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]
    return draft(
        title=_title(content, path),
        content=content,
        category="general",
        source_type=source_type,
        source_url=f"file:{name}#{place}",
        confidence=1.0,
        tags=(),
        metadata={"file": name},
    )


def project_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the project's own documents: what `source_url` calls them, and where they are."""
    for path in (folder / "README.md", *sorted((folder / "docs").glob("*.md"))):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def project_drafts(folder: Path, known: Mapping[str, str]) -> tuple[list[Draft], set[str]]:
    """Return drafts of the documents that changed, and the source_url of all that exist.

    `known` has the `hash` by source_url. A document that cannot be read counts as absent.
    """
    changed: list[Draft] = []
    present: set[str] = set()
    for source_url, path in project_files(folder):
        try:
            content = _read(path, source_url)
            digest = hashlib.sha256(f"{RULES}\n{content}".encode()).hexdigest()
            if known.get(source_url) != digest:
                changed.append(_project_draft(path, source_url, content, digest))
        except Invalid as error:
            log.warning("%s is left out of the knowledge base: %s", source_url, error.detail)
        else:
            present.add(source_url)
    return changed, present


def _project_draft(path: Path, source_url: str, content: str, digest: str) -> Draft:
    return draft(
        title=_title(content, path),
        content=content,
        category="documentation",
        source_type="docs",
        source_url=source_url,
        confidence=1.0,
        tags=(),
        metadata={"hash": digest},
    )


def _read(path: Path, name: str) -> str:
    if not path.exists():
        raise Invalid(f"{name}: there is no such file.", field="file")
    if not path.is_file():
        raise Invalid(f"{name} is not a file.", field="file")
    try:
        with path.open("rb") as file:
            raw = file.read(CONTENT_LIMIT + 1)
    except OSError as error:
        raise Invalid(f"{name} cannot be read: {error.strerror}.", field="file") from error
    if len(raw) > CONTENT_LIMIT:
        raise Invalid(f"{name} is larger than 1 MiB.", field="file")
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"{name} is not text in UTF-8.", field="file") from error
    if "\0" in content:
        raise Invalid(f"{name} contains a NUL character: it is not a text file.", field="file")
    if not content.strip():
        raise Invalid(f"{name} is empty.", field="file")
    return content


def _title(content: str, path: Path) -> str:
    name = os.fsencode(path.stem).decode(errors="replace")
    return (first_heading(content) or name)[:TITLE_LIMIT]


def _checked_url(source_url: str) -> str:
    source_url = checked(source_url, "source_url", URL_LIMIT)
    try:
        scheme = urlsplit(source_url).scheme
    except ValueError as error:
        raise Invalid("source_url is not an address.", field="source_url") from error
    # A page may link it: javascript: and data: addresses would run there.
    if scheme not in SCHEMES or not source_url.isprintable():
        raise Invalid("source_url is a http or https address, or a path.", field="source_url")
    return source_url


def _checked_metadata(metadata: Mapping[str, object]) -> str:
    try:
        encoded = msgspec.json.encode(dict(metadata))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise Invalid("metadata is a JSON object.", field="metadata") from error
    if len(encoded) > METADATA_LIMIT:
        raise Invalid("metadata is larger than 16 KiB.", field="metadata")
    return encoded.decode()


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True
