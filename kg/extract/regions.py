"""Regions that are not read: front matter, page furniture, image names, credits, bibliographies.

Patterns are data (``lexicon/ignore.toml``); each looks at a line, so no pattern can run over the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg import lexicon
from kg.extract.text import CJK, View
from kg.model import Region

_LINE = re.compile(r"[^\n]+")
_LONGEST = 2000


@cache
def _patterns(kind: str) -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    rows = lexicon.table("ignore")[kind]
    return tuple(
        (re.compile("|".join(f"(?:{p})" for p in row["patterns"])), row["why"], row.get("part", False)) for row in rows
    )


# A footnote: its mark is not in the view, so it is looked for in the text before the line.
_MARK = re.compile(r"(?:\^?\{?[\u2460-\u2473]\}?|\[\d{1,3}\]|<sup>[^<>]{0,12}</sup>)\s*$")
_PIECE = re.compile(r"[^。\n]+[。\n]?[\"'”]?")
_HAN = re.compile(f"[{CJK}]")


@cache
def _citation() -> tuple[re.Pattern[str], re.Pattern[str]]:
    row = lexicon.table("ignore")["citation"]
    return re.compile("|".join(row["chinese"])), re.compile("|".join(row["latin"]))


def _citations(v: View, start: int, end: int, noted: bool) -> Iterator[tuple[int, int]]:
    """The pieces of a line that cite works; prose in a footnote stays."""
    chinese, latin = _citation()
    for piece in _PIECE.finditer(v.norm, start, end):
        a, b = piece.span()
        han = _HAN.search(v.norm, a, b)
        cut = a if han is None else min(han.start(), b)
        if (noted and han is not None and chinese.search(v.norm, a, b)) or (han is None and latin.search(v.norm, a, b)):
            yield a, b
        elif han is not None and cut - a > 30 and latin.search(v.norm, a, cut):
            yield a, cut


def find(v: View, body: int = 0) -> tuple[Region, ...]:
    """The regions of a text to leave unread, sorted, in offsets of the text; ``body`` is where prose begins."""
    found: list[Region] = []

    def add(start: int, end: int, why: str) -> None:
        if end > start:
            found.append(Region(v.at(start), v.end(end), why))

    if body:
        found.append(Region(0, body, "front matter"))
    for line in _LINE.finditer(v.norm):
        text = line.group().strip()
        if not text or len(text) > _LONGEST:
            continue
        start = line.start() + len(line.group()) - len(line.group().lstrip())
        stop = next((why for p, why, _ in _patterns("to_end") if p.fullmatch(text)), "")
        if stop and line.start() > len(v.norm) // 3:
            add(line.start(), len(v.norm), stop)
            break
        for pattern, why, part in _patterns("line"):
            match = pattern.match(text)
            if match and (part or match.end() >= len(text) - 1):
                add(start, start + (match.end() if part else len(text)), why)
                break
        else:
            before = v.text[max(0, v.at(start - 1) if start else 0) : v.at(start)]
            for a, b in _citations(v, start, start + len(text), _MARK.search(before) is not None):
                add(a, b, "citation")
    for pattern, why, _ in _patterns("span"):
        for match in pattern.finditer(v.norm):
            add(match.start(), match.end(), why)
    merged: list[Region] = []
    for region in sorted(found):
        if merged and region.start <= merged[-1].end:
            if region.end > merged[-1].end:
                merged[-1] = Region(merged[-1].start, region.end, merged[-1].why)
            continue
        merged.append(region)
    return tuple(merged)


def inside(regions: tuple[Region, ...], offset: int) -> bool:
    """Whether an offset of the text lies in one of the regions."""
    return any(r.start <= offset < r.end for r in regions)
