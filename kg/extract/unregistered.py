"""Names nobody registered, among those that are: which shapes stand, and what they swallow.

A shape never cuts a decided name in two. One that ends with a person's last name is that person with another spelling
of the given name, or somebody of the same family; one in a row of companies is a company.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg import lexicon
from kg.extract import shapes, shapes_en, shapes_zh
from kg.extract.names import Names
from kg.extract.scan import Hit
from kg.extract.shapes import Shape, provisional
from kg.extract.shapes_zh import Gloss
from kg.extract.spans import Spans
from kg.extract.text import CJK, Sentence, View
from kg.model import Entity

_GLOSSED = (
    "Company",
    "Person",
    "ResearchOrganization",
    "ThinkTank",
    "IndustryAssociation",
    "MediaOrganization",
    "Product",
)
_EMPLOYERS = ("Company", "ThinkTank", "ResearchOrganization", "IndustryAssociation", "MediaOrganization")
_BODIES = ("GovernmentBody", "ResearchOrganization")
_FIELDS = ("Technology", "PolicyConcept")
_LONGEST = 90
_SEP = r"(?:、|,|和|与|及|以及)"
_ITEM = rf"[{CJK}a-z0-9]{{2,10}}?"
_ROW = re.compile(rf"{_SEP}({_ITEM}(?:{_SEP}{_ITEM})*){_SEP}")
_LAST = re.compile(rf"{_SEP}({_ITEM})(?=等|[,。;、)\n]|$)")
_CAPITALS = r"[A-Z][\w&’'.\-]*\w(?: [A-Z][\w&’'.\-]*\w){0,2}"
_ENGLISH_ROW = re.compile(rf"(?:,? and|,) ({_CAPITALS}(?:, {_CAPITALS})*),?(?: and|,)? ")
_ENGLISH_LAST = re.compile(rf"(?:,? and|,) ({_CAPITALS})(?=[,.;:)]|\n|$| [a-z])")


class _Reader:
    """Decides the shapes of one document against its decided hits."""

    def __init__(self, v: View, names: Names, hits: Sequence[Hit], skip: Spans, undecided: frozenset[str]) -> None:
        self.view, self.names, self.skip, self.undecided = v, names, skip, undecided
        self.by_span = {(h.start, h.end): h for h in hits}
        self.taken = Spans(self.by_span)
        self.entities: dict[str, Entity] = {}
        self.swallowed: set[tuple[int, int]] = set()
        self.new: dict[tuple[int, int], Hit] = {}
        self.explained: list[tuple[int, int]] = []
        self.of_class: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            self.of_class[names.entities[hit.entity].cls].append(hit)
        self.places = {h.end: h.start for h in self.of_class["Country"]}
        self.bodies = {h.end: h.start for h in self.of_class["GovernmentBody"]}

    def cls(self, hit: Hit) -> str:
        return self.names.entities[hit.entity].cls

    def read(self, sentences: Sequence[Sentence]) -> None:
        """Decide the shapes of the sentences in order; of two that overlap the first and longer one stands."""
        local = sorted((h.end, h.start) for h in self.of_class["Territory"])
        owners = shapes_zh.Owners(sorted(self.places), local, sorted(self.bodies))
        organisations = {h.start for cls in _EMPLOYERS for h in self.of_class[cls]}
        companies = sorted((h.start, h.end) for h in self.of_class["Company"])
        i = 0
        for sentence in sentences:
            while i < len(companies) and companies[i][0] < sentence.start:
                i += 1
            j = i
            while j < len(companies) and companies[j][1] <= sentence.end:
                j += 1
            chinese = sentence.language == "zh"
            if chinese:
                for gloss in shapes_zh.glosses(self.view, sentence.start, sentence.end, self.places):
                    self.gloss(gloss)
            found = list(
                shapes_zh.find(self.view, sentence.start, sentence.end, owners)
                if chinese
                else shapes_en.find(self.view, sentence.start, sentence.end, organisations)
            )
            if j - i > 1:
                found += _row(self.view, companies[i:j], sentence.end, chinese)
            last = 0
            for shape in sorted(found, key=lambda s: (s.start, -s.end)):
                if shape.start >= last and not self.named(shape) and self.take(shape):
                    last = shape.end

    def named(self, shape: Shape) -> bool:
        """Whether the shape overlaps a name that a gloss has explained."""
        return any(a < shape.end and shape.start < b for a, b in self.explained)

    def take(self, shape: Shape) -> bool:
        """Whether the shape stands; if so it is a hit from now on."""
        start, end = shape.start, shape.end
        inner = self.taken.overlapping(start, end)
        if (
            self.view.norm[start:end] in self.undecided
            or self.skip.covers(start)
            or any(a < start or b > end or (a, b) == (start, end) for a, b in inner)
        ):
            return False
        if shape.cls == "Person" and inner:
            return self.relative(shape, inner)
        if any(b == end and not self.field_in(shape, (a, b)) for a, b in inner):
            return False
        family = self.names.schema.family
        same = [s for s in inner if family(self.cls(self.by_span[s])) == family(shape.cls)]
        if any((b - a) * 2 >= end - start for a, b in same):
            return False
        if shape.cls not in _BODIES and any((b - a) * 2 >= end - start for a, b in inner if b in self.places):
            return False
        if end - start > _LONGEST or (len(inner) > 2 and shape.cls != "Law"):
            return False
        nested: tuple[tuple[int, int, str], ...] = ()
        if shape.cls in _BODIES:
            start = self.owner(start)
            inner = self.taken.overlapping(start, end)
            owners = {**self.places, **self.bodies}
            lead = [s for s in inner if s[0] == start and owners.get(s[1]) == start]
            nested = tuple((0, b - a, self.by_span[(a, b)].entity) for a, b in lead)
            nested += tuple((a, b, k) for s in lead for a, b, k in self.by_span[s].nested)
        return self.add(start, end, shape, inner, tuple(sorted(set(nested))))

    def gloss(self, gloss: Gloss) -> None:
        """A Chinese name before a Latin one: what the Latin name denotes, or else what the word before it tells."""
        start, end = gloss.start, gloss.end
        inner = self.taken.overlapping(start, end)
        if self.skip.covers(start) or any(a < start or b > end or (a, b) == (start, end) for a, b in inner):
            return
        latin = self.by_span.get(gloss.latin)
        if latin and self.names.schema.is_any(self.cls(latin), _GLOSSED):
            self.new[(start, end)] = Hit(start, end, (), (), latin.entity, "defined")
            self.swallowed.update(inner)
            self.explained.append((start, end))
        elif gloss.cls and not latin and self.taken.free(*gloss.latin):
            a, b = gloss.latin
            name = " ".join(self.view.text[self.view.at(a) : self.view.end(b)].split())
            if self.add(start, end, Shape(start, end, gloss.cls, name), inner, ()):
                self.explained.append((start, end))

    def field_in(self, shape: Shape, span: tuple[int, int]) -> bool:
        """Whether a shape ends with the name of a field: 威世半导体, Joint Statement on Undersea Cables."""
        return shape.cls != "Person" and self.cls(self.by_span[span]) in _FIELDS

    def owner(self, start: int) -> int:
        """Where the owner right before a body begins: 美国 + …局, Commerce Department's + Office."""
        for gap in ("", "'s ", "' "):
            at = start - len(gap)
            if self.view.norm.startswith(gap, at):
                if not gap and at in self.places:
                    return self.places[at]
                if at in self.bodies:
                    return self.bodies[at]
        return start

    def relative(self, shape: Shape, inner: Sequence[tuple[int, int]]) -> bool:
        """A full name that ends with a registered last name: that person if the given names agree, else another one."""
        (a, b), *others = inner
        hit = self.by_span[(a, b)]
        known = self.names.entities[hit.entity]
        if others or b != shape.end or known.cls != "Person":
            return False
        given = self.view.norm[shape.start : a].strip(" ·.")
        bearer = [f.casefold() for f in (known.zh, known.en, *known.aliases)]
        if not given or any(given[:1].isascii() and f.startswith(given[:3]) for f in bearer):
            same = True
        elif given.isascii():
            same = False
        else:
            firsts = [set(f.rsplit("·", 1)[0]) for f in bearer if "·" in f]
            same = any(2 * len(first & set(given)) > len(set(given)) for first in firsts)
        if same:
            self.new[(shape.start, shape.end)] = replace(hit, start=shape.start, nested=())
            self.swallowed.add((a, b))
            return True
        return self.add(shape.start, shape.end, shape, inner, ())

    def add(
        self,
        start: int,
        end: int,
        shape: Shape,
        inner: Sequence[tuple[int, int]],
        nested: tuple[tuple[int, int, str], ...],
    ) -> bool:
        """A provisional entity and its hit, unless the registry holds the key."""
        span = self.view.span(start, end)
        entity = provisional(" ".join(span.text.split()), shape.cls, shape.name)
        if entity.key in self.names.entities:
            return False
        self.entities.setdefault(entity.key, entity)
        self.swallowed.update(inner)
        self.new[(start, end)] = Hit(start, end, (), nested, entity.key, "shape")
        return True

    def administration(self, hit: Hit) -> Hit:
        """A head of government followed by 政府, 内阁, "government": the administration, not the person."""
        person = self.names.entities[hit.entity]
        norm = self.view.norm
        word = next((w for w in shapes.governments() if norm.startswith(w, hit.end)), "")
        if not word:
            return hit
        span = self.view.span(hit.start, hit.end + len(word))
        entity = replace(provisional(" ".join(span.text.split()), "Administration"), country=person.country)
        self.entities.setdefault(entity.key, entity)
        return Hit(hit.start, hit.end + len(word), (), (), entity.key, "shape")


def _row(v: View, companies: Sequence[tuple[int, int]], stop: int, chinese: bool) -> Iterator[Shape]:
    """Names in a row with two companies or more: between two of them, or after the last."""
    for (_, b), following in zip(companies, [*companies[1:], None], strict=True):
        between = following is not None
        if between and following and not 3 <= following[0] - b <= 60:
            continue
        if chinese:
            end = following[0] if following else min(stop, b + 16)
            gap, at = v.norm[b:end], b
            pattern = _ROW if between else _LAST
        else:
            end = following[0] if following else min(stop, b + 48)
            gap, at = v.text[v.at(b) : v.end(end)] if end > b else "", b
            pattern = _ENGLISH_ROW if between else _ENGLISH_LAST
        match = pattern.fullmatch(gap) if between else pattern.match(gap)
        if not match:
            continue
        place = match.start(1)
        for item in re.split(f"({_SEP})" if chinese else r"(, )", match.group(1)):
            if not re.fullmatch(_SEP if chinese else ", ", item) and _fit(item, chinese, between):
                yield Shape(at + place, at + place + len(item), "Company")
            place += len(item)


def _fit(item: str, chinese: bool, between: bool) -> bool:
    """Whether an item of a row of companies may be a name."""
    if not chinese:
        limits = lexicon.table("en/shapes")["limits"]
        words = item.split(" ")
        return not any(w in limits[k] for w in words for k in ("leading", "generic", "before_person"))
    data = lexicon.table("zh/shapes")
    if item.endswith(tuple(data["company"]["common"])) or any(c in item for c in data["limits"]["function"]):
        return False
    return between or item.endswith(tuple(data["company"]["endings"]))


def unregistered(
    v: View, names: Names, sentences: Sequence[Sentence], hits: Sequence[Hit], skip: Spans, undecided: frozenset[str]
) -> tuple[list[Hit], dict[str, Entity]]:
    """The hits with the shapes of unregistered names among them, and the provisional entities these denote."""
    reader = _Reader(v, names, hits, skip, undecided)
    reader.read(sentences)
    kept = [h for s, h in reader.by_span.items() if s not in reader.swallowed and not skip.covers(s[0])]
    kept = [reader.administration(h) if reader.cls(h) == "Person" else h for h in kept]
    return sorted([*kept, *reader.new.values()], key=lambda h: h.start), reader.entities
