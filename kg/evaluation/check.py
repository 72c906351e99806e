"""Everything that can be wrong with an annotation's lines: what they name must exist, and their offsets must fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial

from kg.documents.values import shown
from kg.evaluation.lines import TOLD, Line, first
from kg.evaluation.values import Saying, Side, disjoint, inside, oriented
from kg.model import Entity, Modality, Problem, Region, split
from kg.registry import KEY
from kg.schema import Schema

LONGEST_EVIDENCE = 600

_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_DAY = r"(?:\d{4}|\d{3}X|\d{2}XX)(?:-(?:0[1-9]|1[0-2]|2[1-4]|XX)(?:-(?:0[1-9]|[12]\d|3[01]|XX))?)?[?~%]?"
_DATE = re.compile(rf"{_DAY}(?:/(?:{_DAY}|\.\.))?|\.\./{_DAY}", re.ASCII)
_BREAK = re.compile(r"[\t\r\n]")
_MODALITIES = tuple(modality.value for modality in Modality)
_COUNT = "count characters (code points) from 0; the end is the first one after it"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the lines of a document say, as far as they are sound, and what is wrong with the others."""

    entities: tuple[Entity, ...]
    ignored: tuple[Region, ...]
    noted: Side
    problems: tuple[Problem, ...]


def check(lines: Mapping[str, Iterable[Line]], text: str, schema: Schema) -> Checked:
    """The lines of each table of a document checked against its text, each other and the ontology."""
    c = _Checker(text, schema)
    entities = {e.key: e for e in c.entities(lines["entities"])}
    ignored = disjoint(c.regions(lines["ignore"]))
    mentions = dict(c.mentions(lines["mentions"], entities, ignored))
    if not c.faults:
        c.unused(lines["entities"], set(mentions.values()))
    sayings = tuple(sorted(c.assertions(lines["assertions"], entities)))
    noted = Side(mentions, sayings, {e.key: e.cls for e in entities.values()})
    return Checked(tuple(entities.values()), ignored, noted, tuple(first(c.faults, c.last)))


@dataclass(slots=True)
class _Checker:
    """Keeps the faults of one document; cures are worked out only for those that will be told."""

    text: str
    schema: Schema
    faults: list[Problem] = field(default_factory=list)
    last: str = ""

    def entities(self, lines: Iterable[Line]) -> Iterator[Entity]:
        seen: dict[str, str] = {}
        for line in lines:
            key, cls = line["key"], line["class"]
            if not KEY.fullmatch(key):
                self._say(line, f"key {shown(key)!r} is not kebab-case ascii", "write it like chip-4")
            elif key in seen:
                self._say(line, f"key {key!r} stands already at {seen[key]}", "merge the two lines or rename one key")
            elif cls not in self.schema.ancestors:
                self._say(line, f"class {shown(cls)!r} is not in the ontology", _near(cls, self.schema.classes))
            else:
                seen[key] = line.where
                yield Entity(key, cls, line["zh"], line["en"], split(line["forms"]))

    def regions(self, lines: Iterable[Line]) -> Iterator[Region]:
        for line in lines:
            if span := self._span(line, "start", "end"):
                yield Region(*span, line["why"])

    def mentions(
        self, lines: Iterable[Line], entities: Collection[str], ignored: tuple[Region, ...]
    ) -> Iterator[tuple[tuple[int, int], str]]:
        seen: dict[tuple[int, int], str] = {}
        for line in lines:
            if not (span := self._span(line, "start", "end")):
                continue
            start, end = span
            there, surface = self.text[start:end], line["surface"]
            if _BREAK.sub(" ", there) != surface:
                said = f"{shown(surface)!r} is not what stands at {start}–{end}, which is {shown(there)!r}"
                self._say(line, said, partial(self._nearest, surface, start))
            elif span in seen:
                self._say(line, f"the span {start}–{end} stands already at {seen[span]}", "keep one of the two")
            elif inside(ignored, start):
                self._say(line, "the mention lies in a region that is not scored", "leave out one or the other")
            elif self._known(line, "key", entities):
                seen[span] = line.where
                yield span, line["key"]

    def unused(self, lines: Iterable[Line], mentioned: Collection[str]) -> None:
        for line in lines:
            if line["key"] not in mentioned:
                self._say(line, f"{line['key']} is never mentioned", "add a mention, or leave it out")

    def assertions(self, lines: Iterable[Line], entities: Collection[str]) -> Iterator[Saying]:
        for line in lines:
            predicate, modality, date = line["predicate"], line["modality"], line["date"]
            columns = ("subject", "object", *(("attribution",) if line["attribution"] else ()))
            span = self._span(line, "ev_start", "ev_end")
            known = [self._known(line, column, entities) for column in columns]
            if not span or not all(known):
                continue
            if predicate not in self.schema.relations:
                said = f"relation {shown(predicate)!r} is not in the ontology"
                self._say(line, said, _near(predicate, self.schema.relations))
            elif modality not in _MODALITIES:
                said = f"modality {shown(modality)!r} is none of {', '.join(_MODALITIES)}"
                self._say(line, said, _near(modality, _MODALITIES, otherwise="write one of them"))
            elif date and not _DATE.fullmatch(date):
                cure = "write 2021, 2021-09, 2021-09-15, 2021/2022 or 2021/.."
                self._say(line, f"date {shown(date)!r} is not EDTF", cure)
            elif span[1] - span[0] > LONGEST_EVIDENCE:
                said = f"evidence of {span[1] - span[0]} characters is longer than {LONGEST_EVIDENCE}"
                self._say(line, said, "give the sentence that says it, or a part of it")
            else:
                triple = oriented(line["subject"], predicate, line["object"], self.schema)
                yield Saying(*span, *triple, modality, date, line["attribution"], line["amount"])

    def _say(self, line: Line, message: str, cure: str | Callable[[], str]) -> None:
        told = cure if isinstance(cure, str) else cure() if len(self.faults) < TOLD else ""
        self.faults.append(Problem(message, where=line.where, cure=told))
        self.last = line.where

    def _known(self, line: Line, column: str, entities: Collection[str]) -> bool:
        key = line[column]
        if key not in entities:
            said = f"{column} {shown(key)!r} is not among the entities"
            self._say(line, said, _near(key, entities, otherwise="add it to the entities"))
        return key in entities

    def _span(self, line: Line, start: str, end: str) -> tuple[int, int] | None:
        for column in (start, end):
            if not _NUMBER.fullmatch(line[column]):
                self._say(line, f"{column} {shown(line[column])!r} is no number", _COUNT)
                return None
        span = int(line[start]), int(line[end])
        if span[0] < span[1] <= len(self.text):
            return span
        said = f"{span[0]}–{span[1]} is no stretch of a text of {len(self.text)} characters"
        self._say(line, said, _COUNT)
        return None

    def _nearest(self, surface: str, start: int) -> str:
        """Where the surface stands instead, closest to a place."""
        after = self.text.find(surface, start) if surface else -1
        before = self.text.rfind(surface, 0, start + len(surface)) if surface else -1
        places = [place for place in (before, after) if place >= 0]
        if not places:
            return "copy it from the text; a tab or line end in it is written as a blank"
        place = min(places, key=lambda p: (abs(p - start), p))
        return f"the nearest one stands at {place}–{place + len(surface)}"


def _near(word: str, known: Iterable[str], *, otherwise: str = "see ontology/techpolicy.ttl") -> Callable[[], str]:
    """The cure for a word that is not known: the one that was meant, if any is close."""

    def cure() -> str:
        close = get_close_matches(word[:100], known, 1)
        return f"did you mean {close[0]}?" if close else otherwise

    return cure
