"""Mentions: every span of a document that names an entity, linked to it.

Registered names are scanned once over the whole view and linked; shapes find names nobody registered; then the
document's own short forms are read. Names inside names stay mentions where `lexicon/nesting.toml` says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kg.extract import countries, shapes_en
from kg.extract.definitions import definitions
from kg.extract.links import Linker
from kg.extract.names import Names, is_word
from kg.extract.scan import Hit, elements, scan
from kg.extract.spans import Spans
from kg.extract.text import Sentence, View
from kg.extract.unregistered import unregistered
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


def _short(entity: Entity) -> str:
    """The part of a person's name by which a text goes on: the last name of a foreigner, Zhang of Zhang Xuezheng."""
    if entity.cls != "Person":
        return ""
    name = entity.zh or entity.en
    if "·" in name:
        return name.rsplit("·", 1)[1]
    if " " not in name:
        return ""
    first, *_, last = name.split(" ")
    return first if first in shapes_en.surnames() else last


def _renamed(v: View, hits: Iterable[Hit], entities: dict[str, Entity], names: Names) -> list[Hit]:
    """The hits, last names read as the person of that name whom the document introduced: Mary Gallagher … Gallagher.

    A registered person whom the document names in full keeps the last name.
    """
    own = {_short(e).lower(): (h.start, h.entity) for h in hits if (e := entities.get(h.entity))}
    own.pop("", None)
    if not own:
        return list(hits)
    form = {h: v.norm[h.start : h.end] for h in hits}
    full = {h.entity for h in hits if " " in form[h] or "·" in form[h]}
    found = []
    for hit in hits:
        since, entity = own.get(form[hit], (hit.start, ""))
        known = names.entities.get(hit.entity)
        if since < hit.start and known and known.cls == "Person" and hit.entity not in full:
            hit = replace(hit, entity=entity, how="defined")
        found.append(hit)
    return found


def find(
    v: View, names: Names, sentences: Sequence[Sentence], *, language: str = "zh", ignored: Iterable[Region] = ()
) -> Found:
    """The mentions of a document as anchors, sorted, nested ones included; nothing inside ``ignored`` is one."""
    skip = Spans((v.position(r.start), v.position(r.end)) for r in ignored)
    hits = [h for h in scan(v, names) if not skip.covers(h.start)]
    linker = Linker(v, names, list(sentences), language)
    linked = linker.link(hits)
    decided, entities = unregistered(v, names, sentences, linked, skip, frozenset(linker.unknown))
    decided = _renamed(v, decided, entities, names) if entities else decided
    local: dict[str, tuple[str, int]] = dict(definitions(v, decided))
    for hit in decided:
        if hit.how == "shape":
            entity = entities[hit.entity]
            for form, least in ((v.norm[hit.start : hit.end], 4), (_short(entity).lower(), 3)):
                if len(form) >= (least if form.isascii() else 2):
                    local.setdefault(form, (hit.entity, hit.end))
    decided += _repeated(v, local, Spans((h.start, h.end) for h in decided), skip, linker.unknown)
    taken = Spans((h.start, h.end) for h in decided)
    known = {**names.entities, **entities} if entities else names.entities
    events = Spans((h.start, h.end) for h in decided if known[h.entity].cls == "Event")
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
    v: View, local: dict[str, tuple[str, int]], taken: Spans, skip: Spans, unknown: Counter[str]
) -> list[Hit]:
    """Further places of the forms that a document defined or introduced, from their definition on."""
    found: list[Hit] = []
    own = Spans(())
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
