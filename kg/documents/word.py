"""DOCX → text and metadata: the door of python-docx, which resolves no entities and fetches nothing.

Runs in the sandbox.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from kg.documents.values import Content
from kg.model import Problem

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
AROUND = frozenset(W + name for name in ("sdt", "sdtContent", "customXml"))
UNREAD = frozenset({*(W + name for name in ("del", "moveFrom", "rt", "txbxContent")), FALLBACK})
MARKS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
UNPACKED = 512 << 20


def read_docx(data: bytes) -> Content:
    """The paragraphs of a Word file separated by blank lines, tables in their place: a line a row, a tab a cell.

    Tracked insertions, content controls and text boxes are read, deletions, notes, headers and formulas are not;
    python-docx's own paragraph walk would lose the former. An archive that unpacks to more than 512 MB is refused.
    """
    import docx

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Problem("it is an encrypted or old Word file", cure="save it as .docx without password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise Problem("it is no Word file, or a damaged one", cure="save it anew as .docx") from None
    if size > UNPACKED:
        raise Problem(f"it unpacks to {size >> 20} MB", cure="save it anew without embedded media, or as text")
    document = docx.Document(io.BytesIO(data))
    text = "\n\n".join(_blocks(document.element.body))
    if not text:
        raise Problem("it holds no text", cure="if its pages are pictures, run text recognition first")
    core = document.core_properties
    day = core.created.date().isoformat() if core.created else ""
    return Content(text, "docx/python-docx", title=core.title or "", authors=(core.author or "",), date=day)


def _blocks(container: Any) -> Iterator[str]:
    """The texts of paragraphs and tables below an element, in order; text boxes follow their paragraph."""
    for element in container:
        if element.tag == W + "p":
            if text := "".join(_inline(element)).strip():
                yield text
            for box in element.iter(W + "txbxContent"):
                if not any(ancestor.tag == FALLBACK for ancestor in box.iterancestors()):
                    yield from _blocks(box)
        elif element.tag == W + "tbl":
            rows = ("\t".join(_cells(row)).strip("\t") for row in _within(element, "tr"))
            if text := "\n".join(filter(None, rows)):
                yield text
        elif element.tag in AROUND:
            yield from _blocks(element)


def _cells(row: Any) -> Iterator[str]:
    return ("\n".join(_blocks(cell)) for cell in _within(row, "tc"))


def _within(element: Any, name: str) -> Iterator[Any]:
    """The children of a name, those inside wrappers included."""
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag in AROUND:
            yield from _within(child, name)


def _inline(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag in MARKS:
            yield MARKS[child.tag]
        elif child.tag not in UNREAD:
            yield from _inline(child)
