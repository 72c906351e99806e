"""Every place where a name of the registry stands, longest first, with what it may denote there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg import lexicon
from kg.extract import countries
from kg.extract.names import Names, Reading, is_word
from kg.extract.text import View


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of the view with what it may denote, or, once decided, what it denotes."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    nested: tuple[tuple[int, int, str], ...] = ()
    entity: str = ""
    how: str = ""


# After these a name may be the tail of a pair: 中美国家, see `countries.splits`.
_SPLIT = ("家", "际")


@cache
def _office() -> re.Pattern[str]:
    """What follows a department's name in a title: the department in "US Treasury Secretary" is no mention."""
    words = "|".join(lexicon.words("en/syntax", "office_titles"))
    return re.compile(rf" (?:{words})\b")


def _valid(v: View, names: Names, start: int, end: int, index: int) -> Hit | None:
    """The match as a hit if it stands on word boundaries and in the right case."""
    form, norm = names.forms[index], v.norm
    if form.plain and norm[end : end + 1] not in _SPLIT:
        return Hit(start, end, form.readings, names.nested(index))
    if form.left and start and is_word(norm[start - 1]):
        return None
    if form.right and end < len(norm) and is_word(norm[end]):
        return None
    if norm[start + 1 : start + 2] == "国" and countries.splits(norm, start):
        return None
    if form.after and norm[end : end + 1] and norm[end] in form.after:
        return None
    for word in form.inside:
        at = norm.find(word, max(0, start - len(word)), end + len(word))
        if 0 <= at <= start and end <= at + len(word):
            return None
    if form.before and start and norm[start - 1] in form.before:
        return None
    if form.right and _office().match(norm, end) and names.entities[form.readings[0].entity].cls == "GovernmentBody":
        return None
    readings = tuple(r for r in form.readings if not r.upper or all(v.text[v.at(start + u)].isupper() for u in r.upper))
    if not readings:
        return None
    return Hit(start, end, readings, names.nested(index))


def scan(v: View, names: Names) -> list[Hit]:
    """The longest valid names from left to right, not yet decided."""
    hits: list[Hit] = []
    failed: list[tuple[int, int]] = []
    for index, start, end in names.automaton.find_matches_as_indexes(v.norm):
        hit = _valid(v, names, start, end, index)
        if hit:
            hits.append(hit)
        elif end - start > 1:
            failed.append((start, end))
    for start, end in failed:
        # A longer name hid shorter ones: look again at every name that begins inside it.
        window = v.norm[start : end + 60]
        for index, a, b in names.every.find_matches_as_indexes(window, overlapping=True):
            if start + a < end and (a, b) != (0, end - start):
                hit = _valid(v, names, start + a, start + b, index)
                if hit:
                    hits.append(hit)
    return _longest(hits) if failed else hits


def inner(v: View, names: Names, hit: Hit) -> list[Hit]:
    """The sure names inside a hit that stayed undecided, longest from left to right."""
    found = []
    for index, a, b in names.every.find_matches_as_indexes(v.norm[hit.start : hit.end], overlapping=True):
        if (a, b) != (0, hit.end - hit.start):
            one = _valid(v, names, hit.start + a, hit.start + b, index)
            if one and len(one.readings) == 1 and not one.readings[0].context:
                found.append(one)
    return _longest(found)


def _longest(hits: list[Hit]) -> list[Hit]:
    """Hits that do not overlap: from the left, the longest first."""
    chosen: list[Hit] = []
    reach = 0
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start >= reach:
            chosen.append(hit)
            reach = hit.end
    return chosen


def elements(norm: str, names: Names) -> Iterator[tuple[int, int, str]]:
    """Chemical elements named by one character, in enumerations (锂、钴、镍) and before what is traded (钴出口)."""
    known, words = names.elements, lexicon.table("zh/guards")["elements"]
    left, right, compound, traded = words["before"], words["after"], words["compound"], tuple(words["traded"])
    for char, key in known.items():
        at = norm.find(char)
        while at >= 0:
            before, after = norm[at - 1 : at], norm[at + 1 : at + 2]
            listed = "、" in (before, after) and before in f"、{left}" and after in f"、{right}"
            pair = (after == "、" and norm[at + 2 : at + 3] in known) or (
                before == "、" and norm[at - 2 : at - 1] in known
            )
            if listed or pair or (norm.startswith(traded, at + 1) and (not before or before not in compound)):
                yield at, at + 1, key
            at = norm.find(char, at + 1)
