"""Two readings of a document compared as sets: how much of the one is in the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Set
from dataclasses import dataclass, fields
from typing import TypeVar

from kg.evaluation.values import Saying, Side, Triple

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Score:
    """How many things were found, how many there are, and how many of them are the same."""

    matched: int = 0
    found: int = 0
    gold: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.matched + other.matched, self.found + other.found, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """The part of what was found that is right; 0 where nothing was found."""
        return self.matched / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The part of what there is that was found; 0 where there is nothing."""
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of so many statements matched, and qualified in the annotation, so many are qualified alike."""

    agreed: int = 0
    of: int = 0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(self.agreed + other.agreed, self.of + other.of)

    @property
    def share(self) -> float:
        """The part that agrees; 0 where there is nothing to agree on."""
        return self.agreed / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """All measures of some documents.

    *span*: offsets of a mention; *mention*: offsets and entity; *entity*: the entities of a document; *pair*: two
    entities in any relation, in any order; *triple*: subject, relation, object. Over the triples matched: how often one
    of the modalities, dates, speakers or amounts said of it is one of the annotation's, where that has any.
    """

    span: Score = Score()
    mention: Score = Score()
    entity: Score = Score()
    pair: Score = Score()
    triple: Score = Score()
    modality: Agreement = Agreement()
    date: Agreement = Agreement()
    attribution: Agreement = Agreement()
    amount: Agreement = Agreement()

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


MEASURES = ("span", "mention", "entity", "pair", "triple")
QUALIFIERS = ("modality", "date", "attribution", "amount")


def figures(found: Side, gold: Side) -> Figures:
    """The measures of one document."""
    said, noted = by_triple(found.sayings), by_triple(gold.sayings)
    both = said.keys() & noted.keys()
    return Figures(
        _score(found.mentions.keys(), gold.mentions.keys()),
        _score(found.mentions.items(), gold.mentions.items()),
        _score(set(found.mentions.values()), set(gold.mentions.values())),
        _score({frozenset((s, o)) for s, _, o in said}, {frozenset((s, o)) for s, _, o in noted}),
        _score(said.keys(), noted.keys()),
        *(_agreement(((said[t], noted[t]) for t in both), qualifier) for qualifier in QUALIFIERS),
    )


def by_relation(found: Side, gold: Side) -> dict[str, Score]:
    """The triples of one document, by relation."""
    said, noted = by_triple(found.sayings), by_triple(gold.sayings)
    return _grouped(said.keys(), noted.keys(), lambda triple: triple[1])


def by_modality(found: Side, gold: Side) -> dict[str, Score]:
    """The triples of one document with their modality, by modality: a fact found as a plan is false and missed."""
    said, noted = ({(s.triple, s.modality) for s in side.sayings} for side in (found, gold))
    return _grouped(said, noted, lambda pair: pair[1])


def by_class(found: Side, gold: Side) -> dict[str, Score]:
    """The mentions of one document, by class of their entity."""
    classes = {**found.classes, **gold.classes}
    return _grouped(found.mentions.items(), gold.mentions.items(), lambda item: classes.get(item[1], "?"))


def by_triple(sayings: Iterable[Saying]) -> dict[Triple, list[Saying]]:
    """Statements by what they say."""
    found: dict[Triple, list[Saying]] = defaultdict(list)
    for saying in sayings:
        found[saying.triple].append(saying)
    return dict(found)


def agrees(said: Iterable[Saying], noted: Iterable[Saying], qualifier: str) -> bool | None:
    """Whether one value of a qualifier is on both sides; None where the annotation has none.

    Amounts agree when one wording holds the other (527亿美元, 约527亿美元), for where it begins is no one's mistake.
    """
    wanted = {v for s in noted if (v := getattr(s, qualifier))}
    if not wanted:
        return None
    given = {v for s in said if (v := getattr(s, qualifier))}
    if qualifier == "amount":
        return any(a in b or b in a for a in map(_plain, given) for b in map(_plain, wanted))
    return bool(wanted & given)


def _plain(amount: str) -> str:
    return "".join(amount.split()).casefold()


def _score(found: Set[T], gold: Set[T]) -> Score:
    return Score(len(found & gold), len(found), len(gold))


def _grouped(found: Set[T], gold: Set[T], name: Callable[[T], str]) -> dict[str, Score]:
    groups: dict[str, tuple[set[T], set[T]]] = defaultdict(lambda: (set(), set()))
    for side, items in enumerate((found, gold)):
        for item in items:
            groups[name(item)][side].add(item)
    return {name: _score(*sides) for name, sides in groups.items()}


def _agreement(pairs: Iterable[tuple[list[Saying], list[Saying]]], qualifier: str) -> Agreement:
    answers = [answer for said, noted in pairs if (answer := agrees(said, noted, qualifier)) is not None]
    return Agreement(sum(answers), len(answers))
