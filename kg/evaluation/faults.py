"""Where two readings of a document differ, why that may be, and in which sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kg.evaluation.found import STRANGE
from kg.evaluation.score import agrees, by_triple
from kg.evaluation.values import Gold, Saying, Side, Triple
from kg.extract.text import sentences, view
from kg.iris import shorten
from kg.model import Span


class Kind(StrEnum):
    """What is wrong: something noted was missed, something found is not noted, or a qualifier differs."""

    MISSED = "missed"
    FALSE = "false"
    DIFFERS = "differs"


class Layer(StrEnum):
    """What it is wrong with."""

    STATEMENT = "statement"
    NAME = "name"


class Cause(StrEnum):
    """The first reason that applies, of those for names and those for statements."""

    ENTITY = "another entity there"
    BOUNDS = "other bounds"
    UNKNOWN = "an entity the other side lacks"
    TURNED = "turned round"
    RELATION = "another relation"
    END = "another end"
    OUTSIDE = "an end named in another sentence"
    NOTHING = "nothing of the kind"
    MODALITY = "modality"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Fault:
    """One difference: a name (surface, key) or a statement (subject, relation, object) and what the other side has.

    ``qualified`` is how it is said (``planned, 2021``); keys of the build that the annotation lacks have the prefix
    ``tpe:``.
    """

    kind: Kind
    layer: Layer
    cause: Cause
    what: tuple[str, ...]
    qualified: str
    detail: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a document, longer where evidence is longer, and what is wrong in it."""

    document: str
    start: int
    end: int
    text: str
    faults: tuple[Fault, ...]

    @property
    def badness(self) -> tuple[int, int]:
        """How many statements are missed or false, and how many faults there are."""
        statements = [f for f in self.faults if f.layer is Layer.STATEMENT and f.kind is not Kind.DIFFERS]
        return len(statements), len(self.faults)


def passages(gold: Gold, found: Side) -> tuple[Passage, ...]:
    """The sentences of a document with faults, in order."""
    text = gold.document.text
    spans = _sentences(text)
    faults = [
        *_names(Kind.MISSED, gold.noted, found, text),
        *_names(Kind.FALSE, found, gold.noted, text),
        *_statements(Kind.MISSED, gold.noted, found, spans),
        *_statements(Kind.FALSE, found, gold.noted, spans),
        *_qualifiers(gold.noted, found),
    ]
    groups: dict[Span, list[Fault]] = defaultdict(list)
    for fault in faults:
        groups[_at(spans, fault.start if fault.layer is Layer.NAME else fault.end - 1)].append(fault)
    return tuple(_passage(gold, span, groups[span]) for span in sorted(groups))


def shown(key: str) -> str:
    """A key as people read it."""
    return shorten(key.removeprefix(STRANGE)) if key.startswith(STRANGE) else key


def _names(kind: Kind, mine: Side, other: Side, text: str) -> Iterator[Fault]:
    near: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for span, key in sorted(other.mentions.items()):
        if mine.mentions.get(span) != key:
            near[key].append(span)
    for (start, end), key in mine.mentions.items():
        there = other.mentions.get((start, end))
        if there == key:
            continue
        cut = next((text[a:b] for a, b in near[key] if a < end and start < b), "")
        cause = Cause.ENTITY if there else Cause.BOUNDS if cut else Cause.NOTHING
        detail = shown(there) if there else cut
        yield Fault(kind, Layer.NAME, cause, (text[start:end], shown(key)), "", detail, start, end)


def _statements(kind: Kind, mine: Side, other: Side, spans: list[Span]) -> Iterator[Fault]:
    here, there = by_triple(mine.sayings), by_triple(other.sayings)
    met = set(other.mentions.values())
    places: dict[str, set[Span]] = defaultdict(set)
    for (start, _), key in mine.mentions.items():
        places[key].add(_at(spans, start))
    pairs: dict[frozenset[str], list[Triple]] = defaultdict(list)
    ends: dict[tuple[str, str, bool], list[Triple]] = defaultdict(list)
    for triple in there:
        s, p, o = triple
        pairs[frozenset((s, o))].append(triple)
        if triple not in here:
            ends[s, p, True].append(triple)
            ends[o, p, False].append(triple)
    for triple, sayings in here.items():
        if triple in there:
            continue
        s, p, o = triple
        pair = sorted(pairs[frozenset((s, o))])
        tails = [t[2] for t in ends[s, p, True] if _beside(sayings, there[t])]
        heads = [t[0] for t in ends[o, p, False] if _beside(sayings, there[t])]
        sentence = _at(spans, sayings[0].end - 1)
        if strange := [key for key in (s, o) if key not in met]:
            cause, detail = Cause.UNKNOWN, ", ".join(map(shown, strange))
        elif (o, p, s) in pair:
            cause, detail = Cause.TURNED, ""
        elif pair:
            cause, detail = Cause.RELATION, ", ".join(t[1] if t[0] == s else " ".join(map(shown, t)) for t in pair)
        elif tails or heads:
            cause, detail = Cause.END, shown(min(tails or heads))
        elif outside := [key for key in (s, o) if sentence not in places[key]]:
            cause, detail = Cause.OUTSIDE, ", ".join(map(shown, outside))
        else:
            cause, detail = Cause.NOTHING, ""
        yield _fault(kind, cause, sayings[0], detail)


def _qualifiers(gold: Side, found: Side) -> Iterator[Fault]:
    said, noted = by_triple(found.sayings), by_triple(gold.sayings)
    for triple, sayings in noted.items():
        if triple in said:
            for cause in (Cause.MODALITY, Cause.DATE):
                if agrees(said[triple], sayings, cause.value) is False:
                    values = {v for s in said[triple] if (v := getattr(s, cause.value))}
                    yield _fault(Kind.DIFFERS, cause, sayings[0], f"found {', '.join(sorted(values)) or 'none'}")


def _fault(kind: Kind, cause: Cause, saying: Saying, detail: str) -> Fault:
    what = shown(saying.subject), saying.predicate, shown(saying.object)
    qualified = ", ".join(v for v in (saying.modality, saying.date) if v)
    return Fault(kind, Layer.STATEMENT, cause, what, qualified, detail, saying.start, saying.end)


def _beside(mine: Iterable[Saying], other: Iterable[Saying]) -> bool:
    return any(a.start < b.end and b.start < a.end for a in mine for b in other)


def _sentences(text: str) -> list[Span]:
    v = view(text)
    return sorted(v.span(s.start, s.end) for s in sentences(v)) or [Span(0, len(text), text)]


def _at(spans: list[Span], offset: int) -> Span:
    """The sentence at an offset, or the one before it."""
    return spans[max(0, bisect_right(spans, offset, key=lambda span: span.start) - 1)]


def _passage(gold: Gold, span: Span, faults: list[Fault]) -> Passage:
    start = min(span.start, *(f.start for f in faults))
    end = max(span.end, *(f.end for f in faults))
    return Passage(gold.name, start, end, gold.document.text[start:end], tuple(sorted(faults, key=_order)))


def _order(fault: Fault) -> tuple[object, ...]:
    """Statements before names, what was missed before what is false."""
    return fault.layer is Layer.NAME, fault.kind is not Kind.MISSED, fault.kind, fault.start, fault.what, fault.cause
