"""Noun phrases of a sentence: which names are coordinated, who owns what, and the preposition before each.

A phrase has one or more heads (美国、日本和荷兰), may have an owner (美国 + 商务部长 + 雷蒙多) and a role given by the
preposition in front of it (对, 与, 由, "by", "against"). What joins a name to its owner is in `kg.extract.joins`; what
counts as a connector, a title or a preposition is data.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.extract.joins import Link, Unit, appositions, units
from kg.extract.mentions import OWNER, Anchor
from kg.extract.names import is_word
from kg.extract.seats import seats
from kg.extract.syntax import Syntax, syntax
from kg.extract.text import Sentence
from kg.model import Entity
from kg.schema import Schema


@dataclass(slots=True)
class Phrase:
    """Coordinated names with their extent, role, owners by head, and the clause they stand in."""

    start: int
    end: int
    heads: list[Anchor]
    role: str = ""
    clause: int = 0
    owners: dict[int, Anchor] = field(default_factory=dict)
    modifier: bool = False
    marker: int = 0


@dataclass(slots=True)
class Parsed:
    """A sentence in phrases: left to right, with clause breaks and structural links."""

    sentence: Sentence
    phrases: list[Phrase]
    breaks: list[int]
    links: list[Link]
    aside: list[tuple[int, int]]

    def clause(self, position: int) -> int:
        """The number of the clause a position stands in."""
        return bisect_right(self.breaks, position)


_ASIDE = re.compile(r"\([^()]{0,120}\)")
# Intel ($7.86 billion), TSMC ($6.6 billion): a note behind a name does not end the list.
_NOTE = re.compile(r"\s?\([^()]{1,60}\)")
# How far to look for a preposition, for 在 before a place, and how long what stands between coordinated names may be.
_ROLE, _AT, _LIST = 30, 12, 34


def role_before(norm: str, start: int, floor: int, s: Syntax) -> tuple[str, int]:
    """The role that the words right before a name give it, and where they begin."""
    low = max(floor, start - _ROLE)
    window = norm[low:start]
    article = s.article.search(window)
    window = s.filler.sub("", window[: article.start()] if article else window)
    for word, role in s.ending.get(window[-1:], ()):
        if window.endswith(word):
            before = window[: -len(word)]
            if window.endswith(s.fused[word]) and not window.endswith(s.parted):
                return "", start
            if before and is_word(before[-1]) and is_word(word[0]):
                continue
            if role == "of" and before.rstrip().endswith(s.through):
                return "", start
            return role if role != "bare" else "", low + len(before)
    return "", start


def parse(norm: str, sentence: Sentence, anchors: list[Anchor], entities: dict[str, Entity], schema: Schema) -> Parsed:
    """The phrases of a sentence from its anchors (sorted; nested ones left out of the phrases)."""
    s = syntax(sentence.language)
    aside = [m.span() for m in _ASIDE.finditer(norm, sentence.start, sentence.end)]
    top = [x for x in anchors if not x.inside]
    parts, links = units(norm, sentence, top, aside, entities)
    parts = [u for u in parts if u.head.how != OWNER]
    phrases = _Lists(norm, sentence, top, entities, schema, s).phrases(parts)
    for first, second in pairwise(phrases):
        links += _apposed(norm, first, second, entities, s)
    if sentence.language == "zh":
        links += [Link("seat", owner, head) for owner, head in seats(norm, sentence, phrases, entities)]
    for p in phrases:
        p.modifier |= entities[p.heads[-1].entity].cls == "Technology" and bool(s.trade_of.match(norm, p.end))
    covered = [*((p.start, p.end) for p in phrases), *aside]
    parsed = Parsed(sentence, phrases, list(_breaks(norm, sentence, covered, s)), links, aside)
    for p in phrases:
        p.clause = parsed.clause(p.start)
    return parsed


class _Lists:
    """Puts the units of one sentence together to phrases: coordinated names are one phrase."""

    def __init__(
        self,
        norm: str,
        sentence: Sentence,
        anchors: Sequence[Anchor],
        entities: dict[str, Entity],
        schema: Schema,
        s: Syntax,
    ) -> None:
        self.norm, self.sentence, self.anchors, self.s = norm, sentence, anchors, s
        self.entities, self.schema = entities, schema

    def cls(self, name: Anchor) -> str:
        return self.entities[name.entity].cls

    def phrases(self, parts: Sequence[Unit]) -> list[Phrase]:
        """The phrases of a sentence, left to right."""
        found: list[Phrase] = []
        for number, unit in enumerate(parts):
            end = self.noted(unit)
            if found and unit.head.start < found[-1].end:
                found[-1].heads.append(unit.head)
            elif found and self.continues(found[-1], parts, number):
                found[-1].heads.append(unit.head)
                found[-1].end = end
                if unit.owner:
                    found[-1].owners[unit.head.start] = unit.owner
            elif found and unit.owner and self.owners_listed(found[-1], unit, unit.owner):
                found[-1].heads += [unit.owner, unit.head]
                found[-1].end = end
            else:
                found.append(self.phrase(unit, end))
        return found

    def phrase(self, unit: Unit, end: int) -> Phrase:
        """A phrase that begins with a unit."""
        low, s = self.sentence.start, self.s
        role, marker = role_before(self.norm, unit.start, low, s)
        if (
            not role
            and s.place.match(self.norm, end)
            and s.at.search(self.norm[max(low, unit.start - _AT) : unit.start])
        ):
            role = "in"
        if role == "in" and unit.owner and self.norm[unit.owner.end : unit.head.start] == "的":
            # 总部设在深圳的华为
            role = ""
        owners = {unit.head.start: unit.owner} if unit.owner else {}
        return Phrase(unit.start, end, [unit.head], role, owners=owners, marker=marker)

    def noted(self, unit: Unit) -> int:
        """Where a unit ends, with a note in parentheses that names nobody."""
        note = _NOTE.match(self.norm, unit.end, self.sentence.end)
        if note and not any(note.start() < x.start < note.end() for x in self.anchors):
            return note.end()
        return unit.end

    def continues(self, phrase: Phrase, parts: Sequence[Unit], number: int) -> bool:
        """Whether a unit is coordinated with the phrase before: 美国、日本, 中美, "Japan and the Netherlands"."""
        unit, last = parts[number], phrase.heads[-1]
        gap = self.norm[phrase.end : unit.start]
        if not gap and unit.head.end - unit.head.start == 1 == last.end - last.start:
            return True
        return (
            len(gap) <= _LIST
            and self.s.listed.fullmatch(gap) is not None
            and self.goes_on(parts, number, gap)
            and _joinable(self.cls(last), self.cls(unit.head), gap, self.schema)
        )

    def goes_on(self, parts: Sequence[Unit], number: int, gap: str) -> bool:
        """Whether what joins a unit stands in a list: an English comma in one that goes on to "and" or its like."""
        norm, s = self.norm, self.s
        if s.closing.search(gap):
            return True
        for i in range(number, len(parts)):
            end = parts[i].end
            last = i + 1 == len(parts)
            tail = norm[end : end + 20] if last else _NOTE.sub("", norm[end : parts[i + 1].start], count=1)
            if s.closing.match(tail.lstrip(", ")):
                return True
            if not s.listed.fullmatch(tail):
                return False
        return False

    def owners_listed(self, phrase: Phrase, unit: Unit, owner: Anchor) -> bool:
        """Whether the owners are coordinated, not the goods with a country: 对中国、越南的钢铁加征关税."""
        return (
            self.schema.family(self.cls(unit.head)) in ("Technology", "Product")
            and self.s.listed_owners.fullmatch(self.norm[phrase.end : unit.start]) is not None
            and all(self.schema.is_a(self.cls(h), "GeopoliticalEntity") for h in (*phrase.heads, owner))
        )


def _apposed(norm: str, first: Phrase, second: Phrase, entities: dict[str, Entity], s: Syntax) -> list[Link]:
    """The links of a list to the phrase behind it that says what they are: 阿斯麦等荷兰企业."""
    links: list[Link] = []
    listed = [entities[h.entity].cls for h in first.heads]
    of = [entities[h.entity].cls for h in second.heads]
    for row in appositions(s.language):
        if not row.fits(norm, (first.end, second.start, second.end), listed, of):
            continue
        if row.paired:
            if len(listed) == len(of) > 1 and row.left.issuperset(listed):
                links += [Link(row.link, a, b) for a, b in zip(first.heads, second.heads, strict=True)]
        else:
            heads = (h for h, c in zip(first.heads, listed, strict=True) if c in row.left)
            links += [Link(row.link, second.heads[-1], h) for h in heads]
            second.modifier |= row.aside
    return links


def _breaks(norm: str, sentence: Sentence, covered: Sequence[tuple[int, int]], s: Syntax) -> Iterator[int]:
    """The positions where a clause ends: marks outside names, notes and numbers."""
    for i in range(sentence.start, sentence.end):
        c = norm[i]
        if c not in s.breaks or any(x <= i < y for x, y in covered):
            continue
        if c in ".:," and norm[i - 1 : i].isdigit() and norm[i + 1 : i + 2].isdigit():
            continue
        if c == "." and i + 1 < sentence.end and not norm[i + 1 : i + 2].isspace():
            continue
        if c == "," and s.goes_on.match(norm, i):
            continue
        yield i


def _joinable(a: str, b: str, gap: str, schema: Schema) -> bool:
    """Whether two classes may be coordinated: one family, and persons only with persons unless listed."""
    fa, fb = schema.family(a), schema.family(b)
    if fa != fb:
        treaties = ("IntergovernmentalOrganization", "Agreement", "Mechanism")
        if schema.is_any(a, treaties) and schema.is_any(b, treaties):
            return True
        return "、" in gap and fa not in ("Actor",) and fb not in ("Actor",)
    if fa == "Actor":
        return (a == "Person") == (b == "Person") or not ("、" in gap or " " in gap)
    return True
