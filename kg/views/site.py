"""The pages of a build as one folder that can be zipped and mailed: their names, and the links between them.

Every link is relative, and what it points at stands in the fragment, so that pages opened from disk find each other:
``graph.html#node=chip-4``, ``graph.html#edge=japan|memberOf|chip-4``, ``documents/sample-en-1.html#char=120,180``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import urlencode

from kg.output import FOLDERS

START, EXPLORER = "index.html", "graph.html"
(READERS,) = FOLDERS
_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
# Names that some systems keep for devices.
_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


def reader_of(document: str) -> str:
    """The reader of a document, relative to the folder: ``documents/ID.html`` where the identifier is a plain name.

    Any other identifier (capitals, Chinese, slashes, a device's name) becomes a hash, for names of files are never
    trusted and some disks know no capitals; so no two documents share a page.

    >>> reader_of("sample-zh-1"), reader_of("../../etc/passwd")
    ('documents/sample-zh-1.html', 'documents/x-3754d6cb3a38e118.html')
    """
    plain = _PLAIN.fullmatch(document) and not _DEVICE.fullmatch(document) and not document.startswith("x-")
    name = document if plain else f"x-{hashlib.sha256(document.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    return f"{READERS}/{name}.html"


def readers_of(documents: Iterable[str]) -> dict[str, str]:
    """The reader of each document."""
    return {document: reader_of(document) for document in documents}


def span_link(document: str, start: int, end: int) -> str:
    """The place of a span in its reader; offsets count code points of the text as read."""
    return f"{reader_of(document)}#char={start},{end}"


def node_link(key: str) -> str:
    """An entity in the explorer: ``graph.html#node=chip-4``."""
    return f"{EXPLORER}#{urlencode({'node': key}, errors='replace')}"


def edge_link(subject: str, relation: str, object_: str) -> str:
    """A claim in the explorer, with its quotes."""
    return f"{EXPLORER}#{urlencode({'edge': '|'.join((subject, relation, object_))}, errors='replace')}"
