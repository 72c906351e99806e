"""Regions that are not read: front matter, page furniture, image names, credits, bibliographies.

Patterns are data (``lexicon/ignore.toml``); each looks at a line, so no pattern can run over the text.
"""

from __future__ import annotations

import re
from functools import cache

from kg import lexicon
from kg.extract.text import View
from kg.model import Region

_LINE = re.compile(r"[^\n]+")
_LONGEST = 2000


@cache
def _patterns(kind: str) -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    rows = lexicon.table("ignore")[kind]
    return tuple(
        (re.compile("|".join(f"(?:{p})" for p in row["patterns"])), row["why"], row.get("part", False)) for row in rows
    )


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
        if stop and line.start() > len(v.norm) // 2:
            add(line.start(), len(v.norm), stop)
            break
        for pattern, why, part in _patterns("line"):
            match = pattern.match(text)
            if match and (part or match.end() >= len(text) - 1):
                add(start, start + (match.end() if part else len(text)), why)
                break
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
