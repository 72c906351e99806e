"""The values inside this package: what a reader returns, what is known about a file, and the limits on reading."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Content:
    """A file turned into text by ``reader``, with the metadata the file itself carries.

    ``pages`` are offsets into ``text`` where pages begin. Metadata is as the file words it, not yet judged.
    """

    text: str
    reader: str
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    publisher: str = ""
    pages: tuple[int, ...] = ()


Reader = Callable[[bytes], Content]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost: bytes on disk; seconds, bytes of memory and code points of text in the child."""

    file: int = 200 << 20
    seconds: float = 60.0
    memory: int = 2 << 30
    text: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What one source (manifest, front matter, file, file name, text) says about a document; empty means silent."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    language: str = ""
    publisher: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file to read and the id its document gets; ids are distinct within one `find`."""

    path: Path
    id: str


def first(*sources: Facts) -> Facts:
    """The facts of several sources in order of precedence: per field, the first that says something.

    >>> first(Facts(title="A"), Facts(title="B", date="2024")).date
    '2024'
    """
    said = {field.name: [v for s in sources if (v := getattr(s, field.name))] for field in fields(Facts)}
    return Facts(**{name: values[0] for name, values in said.items() if values})


UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def shown(name: object) -> str:
    """A file name or a library's words, safe for a terminal and a log: one line, printable, at most 300 characters.

    >>> shown("a\\x1b[31m.txt")
    'a�[31m.txt'
    """
    text = "".join(c if c.isprintable() else "�" for c in str(name)[:2000])
    return text if len(text) <= 300 else f"{text[:200]}…{text[-99:]}"
