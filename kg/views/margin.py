"""The notes in the margin of a reader: what each sentence says, those that differ in one end alone on one line.

"日本、韩国 成员 → 芯片四方" is one note of two statements. The words are in one language; the page's script words them
anew in the other, from the same values.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from kg.model import Assertion, Entity, Extraction
from kg.schema import Schema
from kg.views import palette, select, site

# Notes of a sentence beyond so many stand behind a fold.
SHOWN = 4

# A note whose subjects differ, and one whose objects do.
_LINE = (
    '<li class="note f{{family}} {{modality}}" id="g{{number}}"><p>{}</p>'
    '<p class="how"><em>{{how}}</em><small>{{detail}}</small></p></li>'
)
_NOTES = {
    True: Markup(_LINE.format("{several} <i>{verb}</i> {one}")),
    False: Markup(_LINE.format("{one} <i>{verb}</i> {several}")),
}


@dataclass(frozen=True, slots=True)
class Note:
    """Statements of one sentence that share all but one end: the numbers of the statements, and which end differs."""

    members: tuple[int, ...]
    subjects: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text and the notes that belong to it; where sentences overlap, the later one begins a new unit."""

    start: int
    end: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Margin:
    """All statements of a document in order, the units that they stand on, and those whose sentence is not there."""

    said: tuple[Assertion, ...]
    units: tuple[Unit, ...]
    lost: tuple[Note, ...]

    @property
    def notes(self) -> Iterator[Note]:
        """Every note, in the order of the page."""
        for unit in self.units:
            yield from unit.notes
        yield from self.lost


def margin(extraction: Extraction) -> Margin:
    """The statements of a document arranged by the place where their sentence begins."""
    said = tuple(sorted(extraction.assertions, key=lambda a: (a.order, a.date, a.attribution)))
    length = len(extraction.document.text)
    begun: dict[int, list[int]] = defaultdict(list)
    lost: list[int] = []
    for number, a in enumerate(said):
        there = 0 <= a.evidence.start < a.evidence.end <= length
        (begun[a.evidence.start] if there else lost).append(number)
    places = sorted(begun)
    units = []
    for start, following in pairwise([*places, length]):
        end = min(following, max(said[i].evidence.end for i in begun[start]))
        units.append(Unit(start, end, tuple(notes(said, begun[start]))))
    return Margin(said, tuple(units), tuple(notes(said, lost)))


def notes(said: Sequence[Assertion], numbers: Iterable[int]) -> Iterator[Note]:
    """Statements joined into notes where only one end differs, on whichever end joins more of them."""
    numbers = list(numbers)
    size: Counter[tuple[object, ...]] = Counter()
    for i in numbers:
        size.update(_shared(said[i]))
    joined: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i in numbers:
        by_object, by_subject = _shared(said[i])
        joined[by_subject if size[by_subject] > size[by_object] else by_object].append(i)
    for key, members in joined.items():
        yield Note(tuple(members), subjects=key[0] == "object")


def _shared(a: Assertion) -> tuple[tuple[object, ...], tuple[object, ...]]:
    how = (a.predicate, a.modality, a.date, a.attribution, a.amount)
    return ("object", a.object, *how), ("subject", a.subject, *how)


@dataclass(frozen=True, slots=True)
class Wording:
    """What notes are worded with: entities by key with their places in the page's table, the schema, a language."""

    entities: Mapping[str, Entity]
    schema: Schema
    language: str
    words: Mapping[str, str]

    def listed(self, margin: Margin, found: Sequence[Note], number: int) -> Markup:
        """Notes as a list, all but the first few behind a fold; ``number`` is that of the first note in the page."""
        items = [self._item(margin.said, note, number + i) for i, note in enumerate(found)]
        if len(items) > SHOWN + 1:
            more = self.words["more"].format(count=len(items) - SHOWN)
            tail = Markup().join(items[SHOWN:])
            fold = Markup("<li><details><summary>{}</summary><ul>{}</ul></details></li>").format(more, tail)
            items = [*items[:SHOWN], fold]
        return Markup().join(items)

    def _item(self, said: Sequence[Assertion], note: Note, number: int) -> Markup:
        first = said[note.members[0]]
        relation = self.schema.relations.get(first.predicate)
        verb = self.schema.label(first.predicate, self.language)
        return _NOTES[note.subjects].format(
            family=palette.default().family(first.predicate),
            modality=first.modality.value,
            number=number,
            several=Markup(" ").join(self._end(said[i], note.subjects, i) for i in note.members),
            verb=f"{verb} {'↔' if relation and relation.symmetric else '→'}",
            one=self._name(first.object if note.subjects else first.subject),
            how=self.schema.label(first.modality.value, self.language),
            detail=self._detail([said[i] for i in note.members]),
        )

    def _end(self, a: Assertion, subject: bool, number: int) -> Markup:
        link = "../" + site.edge_link(*select.ends(a, self.schema))
        return Markup('<span class="a" id="a{}">{}<a href="{}" aria-label="{}">↗</a></span>').format(
            number, self._name(a.subject if subject else a.object), link, self.words["in_graph"]
        )

    def _name(self, key: str) -> Markup:
        return Markup("<b>{}</b>").format(self.entities[key].label(self.language))

    def _detail(self, said: Sequence[Assertion]) -> str:
        first, words = said[0], self.words
        speaker = self.entities[first.attribution].label(self.language) if first.attribution else ""
        rules = ", ".join(dict.fromkeys(a.rule for a in said))
        amount = first.amount.text if first.amount else ""
        parts = (first.date, f"{words['according']} {speaker}" if speaker else "", amount, f"{words['rule']} {rules}")
        return "".join(f" · {part}" for part in parts if part)
