"""A text with marks on it as HTML: marks that cross are cut so that they nest, and every character keeps its place.

The text content of what is made has exactly the code points of the text, one for one, so that offsets found in the
page are offsets of the text. Characters that cannot be seen, or that would reorder what stands beside them, are boxed
with their number; NUL and lone surrogates, which no page can hold, become U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from markupsafe import escape

# Deeper marks are left out: nobody tells them apart, browsers flatten what nests by the hundred, and time stays linear.
DEEPEST = 8
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LOST = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text between two tags; of several over the same stretch the lower ``rank`` goes outside.

    ``again`` opens the pieces after the first where a mark had to be cut, ``deep`` the pieces that hold one like it
    (of the same rank).
    """

    start: int
    end: int
    rank: int
    open: str
    close: str = "</span>"
    again: str = ""
    deep: str = ""


@dataclass(slots=True)
class Piece:
    """A part of a mark that nests in all others."""

    start: int
    end: int
    mark: Mark
    number: int
    first: bool
    holds: bool = False


def pieces(marks: Iterable[Mark]) -> Iterator[Piece]:
    """The marks cut so that they nest, from the start of the text, outer before inner; an empty mark stays whole.

    Of two that cross the later one is cut, but those of rank 0, which divide the text, cut all others.

    >>> [(p.start, p.end) for p in pieces([Mark(0, 4, 1, "a"), Mark(2, 6, 1, "b")])]
    [(0, 4), (2, 4), (4, 6)]
    """
    given = list(marks)
    waiting = [(m.start, m.rank > 0, -m.end, m.rank, number, True) for number, m in enumerate(given)]
    heapify(waiting)
    open_: list[Piece] = []
    made: list[Piece] = []

    def later(start: int, end: int, number: int) -> None:
        heappush(waiting, (start, True, -end, given[number].rank, number, False))

    while waiting:
        start, inner, end, rank, number, first = heappop(waiting)
        end = -end
        while open_ and (open_[-1].end <= start or not inner):
            ended = open_.pop()
            if ended.end > start:
                if ended.mark.rank:
                    later(start, ended.end, ended.number)
                ended.end = start
        if len(open_) == DEEPEST:
            continue
        if open_ and end > open_[-1].end:
            later(open_[-1].end, end, number)
            end = open_[-1].end
        for outer in open_:
            outer.holds = outer.holds or outer.mark.rank == rank
        piece = Piece(start, end, given[number], number, first)
        made.append(piece)
        open_.append(piece)
    return iter(made)


def html(text: str, marks: Iterable[Mark]) -> str:
    """The text with its marks as markup.

    >>> html("a<b", [Mark(1, 2, 1, "<em>", "</em>")])
    'a<em>&lt;</em>b'
    """
    out: list[str] = []
    ends: list[tuple[int, str]] = []
    at = 0

    def through(place: int) -> None:
        nonlocal at
        while ends and ends[-1][0] <= place:
            end, close = ends.pop()
            out.append(plain(text[at:end]))
            out.append(close)
            at = end
        out.append(plain(text[at:place]))
        at = place

    for piece in pieces(m for m in marks if 0 <= m.start <= m.end <= len(text)):
        through(piece.start)
        mark = piece.mark
        out.append(mark.deep if piece.holds and mark.deep else mark.open if piece.first else mark.again or mark.open)
        ends.append((piece.end, mark.close))
    through(len(text))
    return "".join(out)


def plain(text: str) -> str:
    """Text as markup, code point for code point; a carriage return stays one, and what cannot be seen is boxed.

    >>> plain("1 < 2\\u202e")
    '1 &lt; 2<i class="unseen" data-code="U+202E">\\u202e</i>'
    """
    escaped = str(escape(text)).replace("\r", "&#13;")
    return escaped if escaped.isascii() and escaped.isprintable() else _UNSEEN.sub(_boxed, escaped)


def _boxed(match: re.Match[str]) -> str:
    sign = match.group()
    return f'<i class="unseen" data-code="U+{ord(sign):04X}">{_LOST.sub(chr(0xFFFD), sign)}</i>'
