"""Knowledge as CSV tables, and the tables read back without loss.

UTF-8 without BOM, lines end in ``\\n``. Two escapes, both undone by `read`: a cell that a spreadsheet would take for
a formula (it begins with ``= + - @``, one of their full-width forms, tab or a line end), or that begins with an
apostrophe, gets an apostrophe in front; inside a ``|``-separated cell, ``|`` and ``\\`` within a value get a ``\\`` in
front. Lone surrogates become U+FFFD.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from kg.iris import entity_iri, well_formed
from kg.model import Amount, Knowledge, Problem

Cell = str | int | bool | tuple[str, ...] | Amount | None


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity: what the registry says, the forms seen, and how many mentions in how many documents."""

    entity: str
    key: str
    cls: str
    label_zh: str
    label_en: str
    aliases: tuple[str, ...]
    forms: tuple[str, ...]
    wikidata: str
    provisional: bool
    mentions: int
    documents: int


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention: offsets in code points, the text there, the entity's IRI, and what recognised it."""

    document: str
    start: int
    end: int
    text: str
    entity: str
    how: str


@dataclass(frozen=True, slots=True)
class AssertionRow:
    """A saying: entity IRIs, the relation's name, and everything that qualifies it."""

    document: str
    subject: str
    predicate: str
    object: str
    modality: str
    date: str
    attribution: str
    amount: Amount | None
    evidence_start: int
    evidence_end: int
    evidence: str
    rule: str


@dataclass(frozen=True, slots=True)
class UnknownRow:
    """A form that looks like a name and is none we know: how often, in how many documents."""

    form: str
    count: int
    documents: int


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of all tables."""

    entities: tuple[EntityRow, ...]
    mentions: tuple[MentionRow, ...]
    assertions: tuple[AssertionRow, ...]
    unknown: tuple[UnknownRow, ...]


R = TypeVar("R", EntityRow, MentionRow, AssertionRow, UnknownRow)

_FILES: dict[str, type] = {
    "entities": EntityRow,
    "mentions": MentionRow,
    "assertions": AssertionRow,
    "unknown": UnknownRow,
}
_HARM = re.compile(r"[=+\-@＝＋－＠\t\r\n']")
_QUOTED = re.compile(r'[,"\r\n]')
_PART = re.compile(r"(?:[^|\\]|\\.)+", re.DOTALL)


def rows(knowledge: Knowledge) -> Tables:
    """The tables of a knowledge, each in a fixed order: by key, by document and offset, by count."""
    extractions = sorted(knowledge.extractions, key=lambda x: x.document.id)
    mentions, assertions = [], []
    forms: dict[str, set[str]] = defaultdict(set)
    seen: dict[str, set[str]] = defaultdict(set)
    number: dict[str, int] = defaultdict(int)
    unknown: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for extraction in extractions:
        name = extraction.document.id
        for m in sorted(extraction.mentions):
            mentions.append(MentionRow(name, m.start, m.end, m.text, entity_iri(m.entity), m.how))
            forms[m.entity].add(m.text)
            seen[m.entity].add(name)
            number[m.entity] += 1
        for a in sorted(extraction.assertions, key=lambda a: a.order):
            at = a.evidence
            speaker = entity_iri(a.attribution) if a.attribution else ""
            ends = entity_iri(a.subject), a.predicate, entity_iri(a.object)
            said = AssertionRow(
                name, *ends, a.modality.value, a.date, speaker, a.amount, at.start, at.end, at.text, a.rule
            )
            assertions.append(said)
        for form, count in extraction.unknown:
            unknown[form][0] += count
            unknown[form][1] += 1
    entities = [
        EntityRow(
            entity_iri(e.key),
            e.key,
            e.cls,
            e.zh,
            e.en,
            e.aliases,
            tuple(sorted(forms[e.key])),
            e.wikidata,
            e.provisional,
            number[e.key],
            len(seen[e.key]),
        )
        for e in sorted(knowledge.entities, key=lambda e: e.key)
    ]
    strange = sorted(
        (UnknownRow(form, count, documents) for form, (count, documents) in unknown.items()),
        key=lambda row: (-row.count, row.form),
    )
    return Tables(tuple(entities), tuple(mentions), tuple(assertions), tuple(strange))


def write(knowledge: Knowledge, folder: Path) -> None:
    """Write entities.csv, mentions.csv, assertions.csv and unknown.csv into a folder."""
    tables = rows(knowledge)
    for name, row in _FILES.items():
        write_csv(folder / f"{name}.csv", _columns(row), (_values(r) for r in getattr(tables, name)))


def write_csv(path: Path, columns: Sequence[str], lines: Iterable[Iterable[Cell]]) -> None:
    """Write one table with the escapes of this module; the one way to write a CSV for users."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(_lines(columns, lines))


def csv_text(columns: Sequence[str], lines: Iterable[Iterable[Cell]]) -> str:
    """A table as text, as `write_csv` writes it."""
    return "".join(_lines(columns, lines))


def read(folder: Path) -> Tables:
    """The rows of the tables in a folder, equal to those written."""
    return Tables(
        tuple(_load(folder / "entities.csv", EntityRow)),
        tuple(_load(folder / "mentions.csv", MentionRow)),
        tuple(_load(folder / "assertions.csv", AssertionRow)),
        tuple(_load(folder / "unknown.csv", UnknownRow)),
    )


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of one table by column, the escape of formulas undone; a missing file is a `Problem`."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            csv.field_size_limit(1 << 30)
            return [{k: _plain(v) for k, v in row.items()} for row in csv.DictReader(file, strict=True)]
    except (FileNotFoundError, NotADirectoryError):
        raise Problem("no such table", where=str(path), cure="run `kg build` first") from None
    except (csv.Error, UnicodeDecodeError, AttributeError, TypeError) as error:
        raise Problem(f"not a table of ours: {error}", where=str(path), cure="run `kg build` again") from error


def _load(path: Path, row: type[R]) -> Iterator[R]:
    readers = [_READERS[str(f.type)] for f in fields(row)]
    columns = _columns(row)
    make: Callable[..., R] = row
    for number, line in enumerate(read_csv(path), 2):
        try:
            yield make(*(reader(line[column]) for reader, column in zip(readers, columns, strict=True)))
        except (KeyError, ValueError) as error:
            cure = "run `kg build` again; editors that rewrite CSV can damage it"
            raise Problem(f"not one of our rows: {error}", where=f"{path}, row {number}", cure=cure) from error


def _columns(row: type) -> list[str]:
    return ["class" if f.name == "cls" else f.name for f in fields(row)]


def _values(row: EntityRow | MentionRow | AssertionRow | UnknownRow) -> list[Cell]:
    return [getattr(row, f.name) for f in fields(row)]


def _cell(value: Cell) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return _safe("|".join([v.replace("\\", "\\\\").replace("|", "\\|") for v in value]))
    if isinstance(value, Amount):
        return _safe(f"{value.value!r} {value.unit} {value.text}")
    return "" if value is None else _safe(value) if isinstance(value, str) else str(value)


def _safe(text: str) -> str:
    text = well_formed(text)
    return f"'{text}" if _HARM.match(text) else text


def _plain(cell: str) -> str:
    return cell.removeprefix("'")


def _lines(columns: Sequence[str], lines: Iterable[Iterable[Cell]]) -> Iterator[str]:
    yield _line([_cell(column) for column in columns])
    for line in lines:
        yield _line([_cell(value) for value in line])


def _line(cells: Sequence[str]) -> str:
    """A CSV line; written here because `csv` leaves a lone carriage return unquoted before Python 3.13."""
    return ",".join(['"' + c.replace('"', '""') + '"' if _QUOTED.search(c) else c for c in cells]) + "\n"


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in _PART.findall(cell))


def _amount(cell: str) -> Amount | None:
    if not cell:
        return None
    value, unit, text = cell.split(" ", 2)
    return Amount(float(value), unit, text)


_READERS: dict[str, Callable[[str], Cell]] = {
    "str": str,
    "int": int,
    "bool": {"true": True, "false": False}.__getitem__,
    "tuple[str, ...]": _parts,
    "Amount | None": _amount,
}
