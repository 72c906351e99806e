"""Sayings that do not fit together: one asserts what another denies or only plans, or they date one event differently.

A pair is a reason to read two sentences, not a verdict. Where time explains it (a plan, carried out later), its kind
says so; the kinds stand in the order in which an analyst wants to see them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path

from kg.edtf import resolve
from kg.iris import entity_iri
from kg.model import Assertion, Document, Knowledge, Modality
from kg.schema import Schema
from kg.schema import default as default_schema
from kg.tables import Cell, write_csv

_SIDE = ("sayings", "modality", "date", "attribution", "document", "published", "start", "end", "quote")
COLUMNS = (
    *("kind", "subject", "subject_zh", "subject_en", "predicate", "object", "object_zh", "object_en"),
    *(f"first_{column}" for column in _SIDE),
    *(f"second_{column}" for column in _SIDE),
)


class Kind(StrEnum):
    """What is the matter with two sayings of one claim, the most telling first.

    *denied for later*: the denial dates itself after the assertion (it was so, and is no more); *denied before*: it
    was said, or dates itself, before what is asserted came about; likewise for plans and possibilities.
    """

    DENIED = "denied"
    DATES = "dates differ"
    DENIED_LATER = "denied for later"
    DENIED_BEFORE = "denied before"
    PLANNED = "only planned elsewhere"
    POSSIBLE = "only possible elsewhere"
    CARRIED_OUT = "plan carried out"
    BORNE_OUT = "possibility borne out"


_days = lru_cache(maxsize=1 << 16)(resolve)
_RANK = {kind: rank for rank, kind in enumerate(Kind)}
# Assertions of one claim that are looked at, so that time stays linear in what a stranger may repeat.
_MOST = 200
_OPEN = {Modality.NEGATED: Kind.DENIED, Modality.PLANNED: Kind.PLANNED, Modality.POSSIBLE: Kind.POSSIBLE}
_EARLIER = {
    Modality.NEGATED: Kind.DENIED_BEFORE,
    Modality.PLANNED: Kind.CARRIED_OUT,
    Modality.POSSIBLE: Kind.BORNE_OUT,
}


@dataclass(frozen=True, slots=True)
class Saying:
    """An assertion and the document that makes it."""

    assertion: Assertion
    document: Document

    @property
    def order(self) -> tuple[object, ...]:
        return self.document.id, self.assertion.order, self.assertion.date, self.assertion.attribution

    @property
    def place(self) -> tuple[str, str]:
        """Its document and its date, of which one saying of a kind is enough."""
        return self.document.id, self.assertion.date

    def beside(self, other: Saying) -> bool:
        """Whether both rest on the same sentence, in whole or in part."""
        one, two = self.assertion.evidence, other.assertion.evidence
        return self.document.id == other.document.id and one.start < two.end and two.start < one.end


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sayings of one claim, of which ``first`` asserts it (or dates it earlier), and how many say the like.

    Alike are sayings of one modality or, where dates differ, of one date.
    """

    kind: Kind
    first: Saying
    second: Saying
    sayings: tuple[int, int]

    @property
    def share(self) -> float:
        """The part of the sayings that stand against the first."""
        return self.sayings[1] / sum(self.sayings)


def find(known: Knowledge, schema: Schema) -> tuple[Contradiction, ...]:
    """The contradictions of a knowledge: by kind; relations that happen once first; then the most disputed claims.

    Each denial, plan or possibility stands once per document and date, against the assertion it fits least; each date
    once, against the one that ends first. So their number grows with the sayings, not with their pairs.
    """
    claims: dict[tuple[str, str, str], list[Saying]] = defaultdict(list)
    for extraction in known.extractions:
        for assertion in extraction.assertions:
            claims[assertion.triple].append(Saying(assertion, extraction.document))
    found: list[tuple[bool, Contradiction]] = []
    for (_, predicate, _), sayings in claims.items():
        sayings.sort(key=lambda s: s.order)
        relation = schema.relations.get(predicate)
        once = relation is not None and relation.once
        found += [(once, c) for c in (*_hedged(sayings), *(_dated(sayings) if once else ()))]
    return tuple(c for _, c in sorted(found, key=lambda f: _order(*f)))


def _order(once: bool, c: Contradiction) -> tuple[object, ...]:
    a, b = c.first, c.second
    return _RANK[c.kind], not once, -c.share, a.assertion.triple, b.order, a.order


def write(known: Knowledge, folder: Path) -> tuple[Contradiction, ...]:
    """Write contradictions.csv into ``folder``, and return what stands in it."""
    found = find(known, default_schema())
    write_csv(folder / "contradictions.csv", COLUMNS, rows(known, found))
    return found


def rows(known: Knowledge, found: Iterable[Contradiction]) -> Iterator[tuple[Cell, ...]]:
    """Contradictions as table rows with labels, and for both sides everything that qualifies it."""
    labels = {e.key: (e.zh, e.en) for e in known.entities}
    for c in found:
        subject, predicate, object_ = c.first.assertion.triple
        yield (
            *(c.kind.value, entity_iri(subject), *labels.get(subject, ("", "")), predicate),
            *(entity_iri(object_), *labels.get(object_, ("", ""))),
            *_side(c.first, c.sayings[0]),
            *_side(c.second, c.sayings[1]),
        )


def _side(saying: Saying, sayings: int) -> tuple[Cell, ...]:
    a, at, document = saying.assertion, saying.assertion.evidence, saying.document
    speaker = entity_iri(a.attribution) if a.attribution else ""
    return sayings, a.modality.value, a.date, speaker, document.id, document.date, at.start, at.end, at.text


def _hedged(sayings: list[Saying]) -> Iterator[Contradiction]:
    """Every denial, plan and possibility with the assertion it fits least: dated, of another document, if possible."""
    alike: dict[Modality, list[Saying]] = defaultdict(list)
    for saying in sayings:
        alike[saying.assertion.modality].append(saying)
    asserted = alike[Modality.ASSERTED]
    witnesses = _ends(asserted)[:_MOST]
    for modality in _OPEN:
        seen: set[tuple[str, str]] = set()
        for saying in alike[modality]:
            rivals = [] if saying.place in seen else [w for w in witnesses if not w.beside(saying)]
            if rivals:
                seen.add(saying.place)
                worst = min(rivals, key=partial(_fit, saying))
                yield Contradiction(kind(worst, saying), worst, saying, (len(asserted), len(alike[modality])))


def _fit(other: Saying, asserted: Saying) -> tuple[object, ...]:
    """The sorting key of assertions beside another saying: what fits it least comes first."""
    same = asserted.document.id == other.document.id
    return _RANK[kind(asserted, other)], not asserted.assertion.date, same, asserted.order


def _ends(sayings: Iterable[Saying]) -> list[Saying]:
    """The first and the last saying of every document and date."""
    first: dict[tuple[str, str], Saying] = {}
    last: dict[tuple[str, str], Saying] = {}
    for saying in sayings:
        first.setdefault(saying.place, saying)
        last[saying.place] = saying
    return [*first.values(), *(saying for place, saying in last.items() if saying is not first[place])]


def kind(asserted: Saying, other: Saying) -> Kind:
    """What the matter is between an assertion and a denial, plan or possibility of the same claim.

    The latter lies before when its own date or its document's ends before the assertion's date (or its document's,
    where it has none) begins. Both of its dates count, for a plan may carry the day it is planned for.
    """
    one, two = asserted.assertion, other.assertion
    happened = one.date or asserted.document.date
    if any(_ends_before(day, happened) for day in (two.date, other.document.date)):
        return _EARLIER[two.modality]
    if two.modality is Modality.NEGATED and _ends_before(one.date, two.date):
        return Kind.DENIED_LATER
    return _OPEN[two.modality]


def _dated(sayings: list[Saying]) -> Iterator[Contradiction]:
    """Every asserted date that begins after another has ended: 2021 and 2022, not 2021-09 and 2021-09-15."""
    alike: dict[str, list[Saying]] = defaultdict(list)
    for saying in sayings:
        if saying.assertion.modality is Modality.ASSERTED and saying.assertion.date:
            alike[saying.assertion.date].append(saying)
    ends = [(end, date) for date in alike if (end := _days(date)[1])]
    if not ends:
        return
    _, earliest = min(ends)
    first = alike[earliest][0]
    for date, others in alike.items():
        if _ends_before(earliest, date) and not others[0].beside(first):
            yield Contradiction(Kind.DATES, first, others[0], (len(alike[earliest]), len(others)))


def _ends_before(date: str, other: str) -> bool:
    """Whether all of one date lies before all of another; never, where either is open there or unknown."""
    end, begin = _days(date)[1], _days(other)[0]
    return end is not None and begin is not None and end < begin
