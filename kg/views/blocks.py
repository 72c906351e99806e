"""A text cut into blocks at its line ends; a line end inside a sentence, or one that only wraps a line, cuts none.

>>> [(b.start, b.end) for b in blocks("标题\\n\\n第一段。\\n第二段。", ())]
[(0, 4), (4, 9), (9, 13)]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_BREAK = re.compile(r"(?:\r\n|[\r\n])(?:[ \t\u3000]*[\r\n])*")
_LINE_END = re.compile(r"\r\n|[\r\n]")
_FINAL = "。！？!?.;；:：…”\"’')）】》"
# A line shorter than this was ended on purpose.
_WRAPPED = 30


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or line with the line ends after it; ``gap``: a blank line follows."""

    start: int
    end: int
    gap: bool


def breaks(text: str) -> Iterator[tuple[int, int]]:
    """Every line end with the blank lines after it."""
    return (match.span() for match in _BREAK.finditer(text))


def blocks(text: str, whole: Iterable[tuple[int, int]], body: int = 0) -> Iterator[Block]:
    """The blocks of a text in order; together they are the text.

    ``whole`` are stretches to keep in one block; before ``body``, where prose begins, every line ends on purpose.
    """
    kept = iter(sorted(whole))
    start = line = reach = 0
    following = next(kept, None)
    for a, b in breaks(text):
        while following and following[0] <= a:
            reach = max(reach, following[1])
            following = next(kept, None)
        gap = len(_LINE_END.findall(text, a, b)) > 1
        inside, at_start = b < reach, line == start and not text[line:a].strip()
        if not (inside or at_start or (not gap and a >= body and _wraps(text, line, a, b))):
            yield Block(start, b, gap)
            start = b
        line = b
    if start < len(text):
        yield Block(start, len(text), False)


def _wraps(text: str, line: int, end: int, following: int) -> bool:
    """Whether a line is long, ends no sentence, and goes on in small letters or in Chinese."""
    last, after = text[line:end].rstrip()[-1:], text[following : following + 1]
    return end - line >= _WRAPPED and bool(last) and last not in _FINAL and after.isalpha() and not after.isupper()
