"""What a newcomer should know first, as values: mechanisms in short, plans without news, and what was not read.

Which saying belongs to which part of a mechanism's card is data (``[how]`` in ``assets/start.toml``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Knowledge, Modality
from kg.schema import Schema
from kg.views.select import Line, Saying

SEATED = ("memberOf", "partyTo")
MOST = 500
"""Sentences among which those are chosen that tell most names, so that time stays linear in what may be repeated."""
FIRMEST = (Modality.ASSERTED, Modality.PLANNED, Modality.POSSIBLE, Modality.NEGATED)


@dataclass(frozen=True, slots=True)
class Name:
    """Who is named in a part of a card, how (a key of ``[how]``), and the claim that says so."""

    key: str
    how: str
    claim: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the names that it tells of; ``saying`` is the first of its sayings."""

    saying: Saying
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a card: the names, those most often told first, and the sentences, those that tell new names first."""

    names: tuple[Name, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A mechanism in short: its parts by name, and how many sayings and documents speak of it."""

    key: str
    parts: Mapping[str, Part]
    sayings: int
    documents: int


@dataclass(frozen=True, slots=True)
class Unread:
    """What was passed over in a text on purpose: how many stretches of which kind, and how many characters of all."""

    kinds: tuple[tuple[str, int], ...]
    characters: int
    whole: int


def mechanisms(
    lines: Sequence[Line], classes: Mapping[str, str], schema: Schema, parts: Mapping[str, str]
) -> tuple[Mechanism, ...]:
    """The mechanisms of which something is said that belongs on a card, those of which most documents speak first.

    ``parts`` maps "memberOf planned" to a part's name. Plans and denials count as much as facts here, for a mechanism
    that many discuss and few join is one to know; then the number of sayings decides, then the key.
    """
    told: dict[str, list[tuple[str, Name, Saying]]] = defaultdict(list)
    for line in lines:
        for key, other in ((line.object, line.subject), (line.subject, line.object)):
            if schema.family(classes.get(key, "")) != "Mechanism":
                continue
            subject = key == line.subject
            for saying in line.sayings:
                how = f"{line.predicate} {saying.assertion.modality.value}"
                if how in parts and subject == (line.predicate in ("targets", "coversTechnology")):
                    name = Name(other, how, (line.subject, line.predicate, line.object))
                    told[key].append((parts[how], name, saying))
    found = [_mechanism(key, rows) for key, rows in told.items()]
    return tuple(sorted(found, key=lambda m: (-m.documents, -m.sayings, m.key)))


def _mechanism(key: str, rows: Sequence[tuple[str, Name, Saying]]) -> Mechanism:
    groups: dict[str, list[tuple[Name, Saying]]] = defaultdict(list)
    for part, name, saying in rows:
        groups[part].append((name, saying))
    documents = {saying.document.id for _, _, saying in rows}
    return Mechanism(key, {part: _part(told) for part, told in groups.items()}, len(rows), len(documents))


def _part(told: Sequence[tuple[Name, Saying]]) -> Part:
    times = Counter((name.key, name.how) for name, _ in told)
    names = {(name.key, name.how): name for name, _ in sorted(told, key=lambda t: t[0].claim)}
    order = sorted(names, key=lambda n: (-times[n], n))
    places: dict[tuple[str, int, int], list[tuple[Name, Saying]]] = defaultdict(list)
    for name, saying in told:
        at = saying.assertion.evidence
        places[saying.document.id, at.start, at.end].append((name, saying))
    sentences = [
        Sentence(
            some[0][1], tuple(dict.fromkeys(sorted((n for n, _ in some), key=lambda n: order.index((n.key, n.how)))))
        )
        for _, some in sorted(places.items())
    ]
    return Part(tuple(names[n] for n in order), _covering(sentences))


def _covering(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences, each next one telling most names not yet told, until all are; then the others in order."""
    left, chosen, known = list(sentences[:MOST]), [], set[tuple[str, str]]()
    while left:
        best = max(left, key=lambda s: len({(n.key, n.how) for n in s.names} - known))
        new = {(n.key, n.how) for n in best.names} - known
        if not new:
            break
        known |= new
        chosen.append(best)
        left.remove(best)
    return (*chosen, *left, *sentences[MOST:])


def seats(lines: Sequence[Line]) -> dict[tuple[str, str], tuple[Line, frozenset[Modality]]]:
    """Who sits in what, by (member, mechanism): the line with the firmest saying, and every way in which it is said."""
    found: dict[tuple[str, str], tuple[Line, frozenset[Modality]]] = {}
    for line in lines:
        if line.predicate in SEATED:
            ways = frozenset(s.assertion.modality for s in line.sayings)
            other = found.get((line.subject, line.object))
            kept = line if other is None or firmest(ways) < firmest(other[1]) else other[0]
            found[line.subject, line.object] = kept, ways | (other[1] if other else frozenset())
    return found


def firmest(ways: Iterable[Modality]) -> int:
    """The place in `FIRMEST` of the firmest of some modalities."""
    return min(FIRMEST.index(way) for way in ways)


def plans(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Claims that are planned somewhere and asserted nowhere, those that most documents plan first."""
    found = []
    for line in lines:
        ways = [s.assertion.modality for s in line.sayings]
        if Modality.PLANNED in ways and Modality.ASSERTED not in ways:
            found.append(line)
    return tuple(sorted(found, key=lambda n: (-len({s.document.id for s in n.sayings}), -len(n.sayings), _claim(n))))


def _claim(line: Line) -> tuple[str, str, str]:
    return line.subject, line.predicate, line.object


def unread(knowledge: Knowledge) -> Unread:
    """What was passed over in all documents, the most frequent kind first."""
    kinds = Counter(region.why for x in knowledge.extractions for region in x.regions)
    characters = sum(region.end - region.start for x in knowledge.extractions for region in x.regions)
    whole = sum(len(x.document.text) for x in knowledge.extractions)
    return Unread(tuple(sorted(kinds.items(), key=lambda k: (-k[1], k[0]))), characters, whole)


def undecided(knowledge: Knowledge) -> tuple[tuple[str, int], ...]:
    """The short forms that were left undecided and how often they occur, the most frequent first."""
    forms: Counter[str] = Counter()
    for extraction in knowledge.extractions:
        forms.update(dict(extraction.unknown))
    return tuple(sorted(forms.items(), key=lambda f: (-f[1], f[0])))
