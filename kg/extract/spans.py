"""Disjoint stretches of a view, asked what is free and what covers a position."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Spans:
    """Disjoint spans, asked whether a stretch is free or which span covers it."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.spans = sorted(spans)
        self.starts = [a for a, _ in self.spans]

    def add(self, start: int, end: int) -> None:
        """Take one more span, which must be free."""
        i = bisect_right(self.starts, start)
        self.spans.insert(i, (start, end))
        self.starts.insert(i, start)

    def overlapping(self, start: int, end: int) -> list[tuple[int, int]]:
        """The spans that share a position with [start, end)."""
        i = max(0, bisect_right(self.starts, start) - 1)
        found = []
        while i < len(self.spans) and self.spans[i][0] < end:
            if self.spans[i][1] > start:
                found.append(self.spans[i])
            i += 1
        return found

    def free(self, start: int, end: int) -> bool:
        """Whether nothing overlaps [start, end)."""
        i = bisect_left(self.starts, end) - 1
        return i < 0 or self.spans[i][1] <= start

    def covers(self, position: int) -> bool:
        """Whether a position lies in one of the spans."""
        i = bisect_right(self.starts, position) - 1
        return i >= 0 and self.spans[i][1] > position
