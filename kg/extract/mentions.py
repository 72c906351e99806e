"""Mentions: every span of a document that names an entity, linked to it.

Registered names are scanned once over the whole view and linked; shapes find names nobody registered; then the
document's own short forms are read. Names inside names stay mentions where `lexicon/nesting.toml` says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kg.extract import countries, shapes
from kg.extract.definitions import definitions
from kg.extract.links import Linker
from kg.extract.names import Names, is_word
from kg.extract.scan import Hit, elements, scan
from kg.extract.text import Sentence, View
from kg.model import Entity, Mention, Region

# How an anchor denotes its entity when it is no name: words that point back, and those that only own what follows.
ANAPHOR, OWNER = "anaphor", "owner"


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A decided mention in view positions; ``inside`` is true for a name within a longer one."""

    start: int
    end: int
    entity: str
    how: str
    inside: bool = False

    @property
    def points_back(self) -> bool:
        """Whether it is no name but points back to one: 该机制, "the bill", or "its" in "its founder"."""
        return self.how in (ANAPHOR, OWNER)


@dataclass(frozen=True, slots=True)
class Found:
    """The anchors of a document, the provisional entities among them, and the forms left undecided with counts."""

    anchors: tuple[Anchor, ...]
    entities: dict[str, Entity] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)


class _Spans:
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
        return not self.overlapping(start, end)

    def covers(self, position: int) -> bool:
        """Whether a position lies in one of the spans."""
        return not self.free(position, position + 1)


def _unregistered(
    v: View,
    names: Names,
    sentences: Sequence[Sentence],
    decided: list[Hit],
    skip: _Spans,
    entities: dict[str, Entity],
    undecided: frozenset[str],
) -> list[Hit]:
    """The hits with the shapes of unregistered names among them; a shape swallows the names inside it."""
    by_span = {(h.start, h.end): h for h in decided}
    taken = _Spans(by_span)
    owners = {h.end: h.entity for h in decided if names.entities[h.entity].cls == "Country"}
    ends = sorted(owners)
    countries_named = frozenset(owners.values())
    swallowed: set[tuple[int, int]] = set()
    new: dict[tuple[int, int], Hit] = {}
    for sentence in sentences:
        found = (
            shapes.chinese(v, sentence.start, sentence.end, ends)
            if sentence.language == "zh"
            else shapes.english(v, sentence.start, sentence.end)
        )
        last = 0
        for shape in sorted(found, key=lambda s: (s.start, -s.end)):
            start, end = shape.start, shape.end
            inner = taken.overlapping(start, end)
            if (
                v.norm[start:end] in undecided
                or skip.covers(start)
                or any(a < start or b > end or (a, b) == (start, end) for a, b in inner)
            ):
                continue
            if start < last:
                continue
            if (shape.cls == "Person" and inner) or any(b == end for _, b in inner):
                continue
            same = [
                s
                for s in inner
                if names.schema.family(names.entities[by_span[s].entity].cls) == names.schema.family(shape.cls)
            ]
            if any((b - a) * 2 >= end - start for a, b in same):
                continue
            if end - start > 60 or (len(inner) > 2 and shape.cls != "Law"):
                continue
            nested: tuple[tuple[int, int, str], ...] = ()
            if shape.cls == "GovernmentBody":
                before = [s for s in taken.overlapping(start - 1, start) if start in owners and s[1] == start]
                if before:
                    start = before[0][0]
                    inner = [*before, *inner]
                lead = [s for s in inner if s[0] == start and by_span[s].entity in countries_named]
                nested = tuple((0, b - a, by_span[(a, b)].entity) for a, b in lead)
            span = v.span(start, end)
            entity = shapes.provisional(" ".join(span.text.split()), shape.cls)
            if entity.key in names.entities:
                continue
            entities.setdefault(entity.key, entity)
            swallowed.update(inner)
            new[(start, end)] = Hit(start, end, (), nested, entity.key, "shape")
            last = end
    kept = [h for s, h in by_span.items() if s not in swallowed]
    kept = [_administration(v, h, names, entities) for h in kept if not skip.covers(h.start)]
    return sorted([*kept, *new.values()], key=lambda h: h.start)


def _administration(v: View, hit: Hit, names: Names, entities: dict[str, Entity]) -> Hit:
    """A head of government followed by 政府, 内阁, "government": the administration, not the person."""
    person = names.entities[hit.entity]
    word = next((w for w in shapes.governments() if v.norm.startswith(w, hit.end)), "")
    if person.cls != "Person" or not word:
        return hit
    span = v.span(hit.start, hit.end + len(word))
    entity = replace(shapes.provisional(" ".join(span.text.split()), "Administration"), country=person.country)
    entities.setdefault(entity.key, entity)
    return Hit(hit.start, hit.end + len(word), (), (), entity.key, "shape")


def _short(entity: Entity) -> str:
    """The part of a person's name by which a text goes on: the last name of a foreigner."""
    if entity.cls != "Person":
        return ""
    name = entity.zh or entity.en
    if "·" in name:
        return name.rsplit("·", 1)[1]
    return name.split(" ")[-1] if " " in name else ""


def find(
    v: View, names: Names, sentences: Sequence[Sentence], *, language: str = "zh", ignored: Iterable[Region] = ()
) -> Found:
    """The mentions of a document as anchors, sorted, nested ones included; nothing inside ``ignored`` is one."""
    skip = _Spans((v.position(r.start), v.position(r.end)) for r in ignored)
    hits = [h for h in scan(v, names) if not skip.covers(h.start)]
    linker = Linker(v, names, list(sentences), language)
    entities: dict[str, Entity] = {}
    linked = linker.link(hits)
    decided = _unregistered(v, names, sentences, linked, skip, entities, frozenset(linker.unknown))
    local: dict[str, tuple[str, int]] = dict(definitions(v, decided))
    for hit in decided:
        if hit.how == "shape":
            entity = entities[hit.entity]
            for form in (v.norm[hit.start : hit.end], _short(entity).lower()):
                if len(form) >= (4 if form.isascii() else 2):
                    local.setdefault(form, (hit.entity, hit.end))
    decided += _repeated(v, local, _Spans((h.start, h.end) for h in decided), skip, linker.unknown)
    taken = _Spans((h.start, h.end) for h in decided)
    known = {**names.entities, **entities} if entities else names.entities
    events = _Spans((h.start, h.end) for h in decided if known[h.entity].cls == "Event")
    found: dict[tuple[int, int], Anchor] = {}

    def add(start: int, end: int, entity: str, how: str, inside: bool) -> None:
        found.setdefault((start, end), Anchor(start, end, entity, how, inside))

    for hit in decided:
        add(hit.start, hit.end, hit.entity, hit.how, False)
        for a, b, key in hit.nested:
            add(hit.start + a, hit.start + b, key, "nested", True)
    for start, end, key in elements(v.norm, names):
        if taken.free(start, end) and not skip.covers(start):
            add(start, end, key, "character", False)
    for start, end, key in countries.find(v.norm):
        if skip.covers(start):
            continue
        inside = not events.free(start, end)
        if inside or taken.free(start, end):
            add(start, end, key, "character", inside)
    used = {a.entity for a in found.values()}
    anchors = tuple(found[span] for span in sorted(found))
    return Found(anchors, {k: e for k, e in sorted(entities.items()) if k in used}, linker.unknown)


def _repeated(
    v: View, local: dict[str, tuple[str, int]], taken: _Spans, skip: _Spans, unknown: Counter[str]
) -> list[Hit]:
    """Further places of the forms that a document defined or introduced, from their definition on."""
    found: list[Hit] = []
    own = _Spans(())
    for form, (entity, place) in sorted(local.items(), key=lambda item: (-len(item[0]), item[0])):
        at = v.norm.find(form, max(0, place - len(form) - 30))
        while at >= 0:
            end = at + len(form)
            bounded = not (is_word(form[0]) and at and is_word(v.norm[at - 1])) and not (
                is_word(form[-1]) and is_word(v.norm[end : end + 1])
            )
            capital = not is_word(form[0]) or v.text[v.at(at)].isupper() or v.text[v.at(at)].isdigit()
            if bounded and capital and not skip.covers(at) and taken.free(at, end) and own.free(at, end):
                found.append(Hit(at, end, (), (), entity, "defined"))
                own.add(at, end)
                unknown.pop(form, None)
            at = v.norm.find(form, end)
    return found


def mentions(v: View, anchors: Iterable[Anchor]) -> tuple[Mention, ...]:
    """Anchors as mentions: offsets of the text instead of positions of the view."""
    out = []
    for a in anchors:
        span = v.span(a.start, a.end)
        out.append(Mention(span.start, span.end, span.text, a.entity, a.how))
    return tuple(sorted(out))
