"""Joins: names side by side that are one unit without a verb, and what ties them: an office, a seat, a possession.

美国 + 商务部长 + 雷蒙多 is one unit, the person, whom a country has in an office. Which classes join over which words
is data, row by row in ``lexicon/joins.toml``; here is only how a row is laid against the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.extract.mentions import Anchor
from kg.extract.rows import classes, distinct, fault, one_of, patterns, rows
from kg.extract.syntax import Syntax, syntax
from kg.extract.text import Sentence
from kg.model import Entity

# What two names may be to each other; "title" is a person whose office the text names without its owner, "inside" is
# a name within a longer one.
LINKS = ("office", "seat", "led", "part", "own", "body", "kind", "member", "title", "inside")
# How far apart the names of a unit may be unless its row says so, and how far to look for what stands before them.
_NEAR, _BEFORE, _TITLE = 60, 60, 40


@dataclass(frozen=True, slots=True)
class Link:
    """Two names tied without a verb: an office, a seat, a possession."""

    kind: str
    owner: Anchor
    head: Anchor


@dataclass(frozen=True, slots=True)
class Unit:
    """A name with what belongs to it: its extent, the name that has it, and the join that made it."""

    start: int
    end: int
    head: Anchor
    owner: Anchor | None = None
    join: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """A row of the table: classes left, over and right, patterns between and around them, and the link it makes."""

    name: str
    left: frozenset[str]
    over: frozenset[str]
    right: frozenset[str]
    owned: bool
    gap: re.Pattern[str] | None
    opening: re.Pattern[str] | None
    whole: re.Pattern[str] | None
    before: re.Pattern[str] | None
    behind: re.Pattern[str] | None
    link: str
    turned: bool
    near: int
    chain: int

    @property
    def last(self) -> frozenset[str]:
        """The classes of the name right before the right one."""
        return self.over or self.left

    @property
    def length(self) -> int:
        """How many units the left side takes."""
        return 2 if self.over and not self.owned else 1

    def holder(self, units: Sequence[Unit]) -> Anchor | None:
        """The left name, if there is one."""
        if self.owned:
            return units[-1].owner
        return units[-self.length].head if len(units) >= self.length else None

    def spans(self, unit: Unit, gap: str, s: Syntax) -> bool:
        """Whether the names are near enough; what is owned already is joined further only by a name right behind it."""
        if unit.owner is None:
            return len(gap) <= self.near
        return len(gap) <= self.chain or s.chained.fullmatch(gap) is not None

    def fits(self, norm: str, low: int, units: Sequence[Unit], right: Anchor, s: Syntax) -> bool:
        """Whether the text between the names and around them, from ``low`` on, is as the row says."""
        last, left = units[-1], units[-self.length]
        gap = norm[last.end : right.start]
        return (
            self.spans(last, gap, s)
            and _is(self.gap, gap)
            and _is(self.opening, norm[left.end : last.start])
            and _is(self.whole, norm[left.end : right.start])
            and _ends(self.before, norm[max(low, last.start - _BEFORE) : last.head.start])
            and (self.behind is None or self.behind.match(norm, right.end) is not None)
        )


def _is(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is None or pattern.fullmatch(text) is not None


def _ends(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is None or pattern.search(text) is not None


_PATTERNS = ("gap", "opening", "whole", "before", "behind")
_FIELDS = {
    "name": str, "left": list, "over": list, "right": list, "owned": bool, **dict.fromkeys(_PATTERNS, str),
    "link": str, "owner": str, "near": int, "chain": int, "says": list, "silent": list,
}  # fmt: skip


@cache
def table(language: str) -> tuple[Join, ...]:
    """The joins of a language in order; a broken row is a `Problem` with a cure."""
    found = []
    for row, entry in distinct(rows("join", _FIELDS, ("name", "left", "right"))):
        if "gap" not in entry and "whole" not in entry:
            raise fault(row, "nothing says what stands between the names", "", ('write gap = "…"',))
        if "over" not in entry and ("opening" in entry or "owned" in entry):
            raise fault(row, "over is missing", "", ("write over = the classes of the name between",))
        named = patterns(row, entry, _PATTERNS, language)
        join = Join(
            name=entry["name"],
            left=classes(row, entry, "left"),
            over=classes(row, entry, "over") if "over" in entry else frozenset(),
            right=classes(row, entry, "right"),
            owned=entry.get("owned", False),
            **{field: (named or {}).get(field) for field in _PATTERNS},
            link=one_of(row, "link", entry["link"], LINKS) if "link" in entry else "",
            turned=one_of(row, "owner", entry.get("owner", "left"), ("left", "right")) == "right",
            near=entry.get("near", _NEAR),
            chain=entry.get("chain", 0),
        )
        if named is not None:
            found.append(join)
    return tuple(found)


@cache
def _candidates(language: str, last: str, right: str) -> tuple[Join, ...]:
    return tuple(j for j in table(language) if last in j.last and right in j.right)


def _joined(
    norm: str, low: int, units: Sequence[Unit], right: Anchor, entities: Mapping[str, Entity], s: Syntax
) -> tuple[Unit, Join] | None:
    """The unit that a name makes with those before it, and the first row that joins them."""
    if not units or right.start < units[-1].end:
        return None
    if len(units) > 1 and units[-2].start == units[-1].start:
        # 两国|外长王毅和布林肯: two countries are no owner of one person.
        return None
    for row in _candidates(s.language, entities[units[-1].head.entity].cls, entities[right.entity].cls):
        left = row.holder(units)
        if left and entities[left.entity].cls in row.left and row.fits(norm, low, units, right, s):
            head, owner = (left, right) if row.turned else (right, left)
            return Unit(units[-row.length].start, right.end, head, owner, row.name), row
    return None


def units(
    norm: str,
    sentence: Sentence,
    anchors: Iterable[Anchor],
    aside: Sequence[tuple[int, int]],
    entities: Mapping[str, Entity],
) -> tuple[list[Unit], list[Link]]:
    """The names of a sentence joined where rows join them, and the links that this makes.

    A name repeated in parentheses, 工业与安全局(BIS), belongs to the unit before.
    """
    s = syntax(sentence.language)
    found: list[Unit] = []
    links: list[Link] = []
    for x in anchors:
        note = next(((p, q) for p, q in aside if p < x.start < q), None)
        if note and any(u.head.entity == x.entity for u in found[-2:]):
            if found[-1].head.entity == x.entity:
                found[-1] = replace(found[-1], end=max(found[-1].end, note[1]))
            continue
        joined = _joined(norm, sentence.start, found, x, entities, s)
        if joined:
            unit, row = joined
            found[-row.length :] = [unit]
            if row.link and unit.owner:
                links.append(Link(row.link, unit.owner, unit.head))
            continue
        before = norm[max(sentence.start, x.start - _TITLE) : x.start]
        if entities[x.entity].cls == "Person" and (s.titled.search(before) or s.titled_after.match(norm, x.end)):
            links.append(Link("title", x, x))
        found.append(Unit(x.start, x.end, x))
    return found, links


@dataclass(frozen=True, slots=True)
class Apposition:
    """A row about a list and the phrase after it, which says what the listed are."""

    left: frozenset[str]
    right: frozenset[str]
    only: bool
    gap: re.Pattern[str]
    behind: re.Pattern[str] | None
    reach: int
    link: str
    aside: bool
    paired: bool

    def fits(self, norm: str, span: tuple[int, int, int], first: Sequence[str], second: Sequence[str]) -> bool:
        """Whether two lists of classes and the text between and behind them are as the row says."""
        end, start, after = span
        far = after + self.reach if self.reach else len(norm)
        return (
            second[-1] in self.right
            and (not self.only or (len(second) == 1 and self.left.issuperset(first)))
            and self.gap.fullmatch(norm[end:start]) is not None
            and (self.behind is None or self.behind.match(norm, after, far) is not None)
        )


_APPOSED = {
    "name": str, "left": list, "right": list, "only": bool, "gap": str, "behind": str, "reach": int,
    "link": str, "aside": bool, "paired": bool, "says": list, "silent": list,
}  # fmt: skip


@cache
def appositions(language: str) -> tuple[Apposition, ...]:
    """The appositions of a language in order; a broken row is a `Problem` with a cure."""
    found = []
    for row, entry in distinct(rows("apposition", _APPOSED, ("name", "gap", "link"))):
        named = patterns(row, entry, ("gap", "behind"), language)
        apposition = Apposition(
            left=classes(row, entry, "left"),
            right=classes(row, entry, "right"),
            only=entry.get("only", False),
            gap=(named or {}).get("gap", re.compile("")),
            behind=(named or {}).get("behind"),
            reach=entry.get("reach", 0),
            link=one_of(row, "link", entry["link"], LINKS),
            aside=entry.get("aside", False),
            paired=entry.get("paired", False),
        )
        if named is not None:
            found.append(apposition)
    return tuple(found)
