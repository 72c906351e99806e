"""What is known about a document: the front matter at its head, and which source of facts wins.

Precedence per field: manifest > front matter > the file's own metadata > its name > a date line near the top.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from kg.documents import dates
from kg.documents.language import document_language, language_tag
from kg.documents.values import Content, Facts, File, first, shown
from kg.model import Document

LONGEST_HEAD = 8_192
LONGEST_TITLE = 120
FIELD = {
    **{name: name for name in ("title", "date", "language", "publisher", "note")},
    "lang": "language",
    "author": "authors",
    "authors": "authors",
}
LINE = re.compile(r"([A-Za-z][\w .-]{0,40}?)\s*[:：](?:\s+(.*)|)")
ITEM = re.compile(r"\s+-\s+(.+)|-\s+(.+)")
# Titles and authors that programs write by themselves.
MACHINE_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint) - |untitled|无标题|未命名).*|(?:word )?(?:document|文档) ?\d*"
    r"|.*\.(?:docx?|pdf|pptx?|indd|qxd|rtf|wps|txt|html?)",
    re.IGNORECASE,
)
MACHINE_AUTHOR = re.compile(
    r"admin(?:istrator)?|(?:windows|microsoft|office|微软|microsoft office)? ?(?:user|用户)|python-docx|unknown|owner",
    re.IGNORECASE,
)


def front_matter(text: str) -> tuple[Facts, int]:
    """The facts in a block of ``key: value`` lines that a line ``---`` closes, and the offset where prose begins.

    The opening ``---`` may be missing if two known keys or more stand there. A malformed or unclosed block, or one
    longer than 8,192 characters, is just text: no facts, offset 0. Lists are ``- item`` lines or ``[a, b]``.
    """
    head = text[:LONGEST_HEAD]
    lines = head.splitlines(keepends=True)
    opened = bool(lines) and lines[0].rstrip() == "---"
    offset = len(lines[0]) if opened else 0
    values: dict[str, list[str]] = {}
    current = ""
    for line in lines[opened:]:
        offset += len(line)
        bare = line.rstrip()
        if bare == "---" or (opened and bare == "..."):
            known = {FIELD[key] for key in values if key in FIELD}
            if len(known) < (1 if opened else 2):
                return Facts(), 0
            return _facts(values), offset + len(text[offset:]) - len(text[offset:].lstrip())
        if current and (item := ITEM.fullmatch(bare)):
            values[current].append(item[1] or item[2])
        elif match := LINE.fullmatch(bare):
            current = match[1].lower()
            values.setdefault(current, []).append(match[2] or "")
        elif bare or not opened:
            break
    return Facts(), 0


def _facts(values: Mapping[str, list[str]]) -> Facts:
    said: dict[str, list[str]] = {}
    for key, found in values.items():
        if key in FIELD:
            said.setdefault(FIELD[key], []).extend(text for v in found if (text := v.strip().strip("\"'")))
    one = {field: "".join(found[:1]) for field, found in said.items()}
    return Facts(
        title=tidy(one.get("title", "")),
        authors=tuple(name for value in said.get("authors", ()) for name in names(value.strip("[]"))),
        date=dates.edtf(one.get("date", "")),
        language=language_tag(one.get("language", "")),
        publisher=tidy(one.get("publisher", "")),
        note=tidy(one.get("note", "")),
    )


def names(value: str) -> tuple[str, ...]:
    """The authors that one string lists; commas separate only where each part is a full name or Chinese.

    >>> names("Jane Doe, John Smith"), names("Doe, Jane"), names("王保成，董瑜")
    (('Jane Doe', 'John Smith'), ('Doe, Jane',), ('王保成', '董瑜'))
    """
    found = []
    for piece in re.split(r"[;；|、，\t\n]", value[:2_000]):
        parts = [part.strip().strip("\"'") for part in piece.split(",")]
        split = all(" " in part or not part.isascii() for part in parts)
        found += parts if split else [piece.strip().strip("\"'")]
    return tuple(dict.fromkeys(tidy(name) for name in found if tidy(name)))


def tidy(value: str) -> str:
    """A value on one line, without control characters, at most 500 characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in value[:2_000]).split())[:500]


def document(file: File, content: Content, told: Facts, *, sha256: str) -> Document:
    """The document that a file's content and every source of facts about it make."""
    plain = content.reader.startswith("text/")
    front, body = front_matter(content.text) if plain else (Facts(), 0)
    own = Facts(
        title="" if MACHINE_TITLE.fullmatch(tidy(content.title)) else tidy(content.title),
        authors=tuple(n for a in content.authors for n in names(a) if not MACHINE_AUTHOR.fullmatch(n)),
        date=dates.edtf(content.date),
        publisher=tidy(content.publisher),
    )
    source = unicodedata.normalize("NFC", shown(file.path.name))
    dated, stem = dates.of_stem(shown(unicodedata.normalize("NFC", file.path.stem)))
    prose = content.text[body : body + 100_000]
    line = first_line(prose) if plain else ""
    judged = Facts(title=line or stem, date=dated or dates.of_text(prose), language=document_language(prose))
    known = first(told, front, own, judged)
    return Document(
        id=file.id,
        text=content.text,
        title=known.title,
        authors=known.authors,
        date=known.date,
        publisher=known.publisher,
        language=known.language,
        note=known.note,
        sha256=sha256,
        reader=content.reader,
        source=source,
        pages=content.pages,
        body=body,
    )


def first_line(text: str) -> str:
    """The first line that says something, without Markdown marks and note signs; empty if too long for a title.

    >>> first_line("\\n# 国际科技合作倡议\\n\\n正文"), first_line("x" * 121)
    ('国际科技合作倡议', '')
    """
    line = text.lstrip()[: LONGEST_TITLE + 20].split("\n", 1)[0].strip()
    line = re.sub(r"^#{1,6}\s+|^\*\*(?=.*\*\*$)|\*+$|\^\{[^{}]{0,9}\}$", "", line)
    return tidy(line) if len(line) <= LONGEST_TITLE else ""
