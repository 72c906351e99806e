"""The registry: every entity the project knows, read from ``ontology/entities/*.tsv``.

``python -m kg.registry [FILE…]`` checks the rows and prints what is wrong with them.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from kg import paths
from kg.model import Entity, Problem, split
from kg.schema import Schema
from kg.schema import default as default_schema

COLUMNS = (
    "key",
    "class",
    "zh",
    "en",
    "aliases",
    "context",
    "country",
    "parent",
    "since",
    "until",
    "wikidata",
    "source",
)
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EDTF = re.compile(r"-?\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
WIKIDATA = re.compile(r"Q[1-9]\d*")
SOUND = re.compile(r"\S(.*\S)?")
_CHAIN = 10
MARKS = re.compile(r"[《》“”\"\t\r\n]|  ")


@dataclass(frozen=True, slots=True)
class Row:
    """An entity and the place of its row."""

    entity: Entity
    where: str


def read(path: Path, *, partly: bool = False) -> Iterator[Row]:
    """The rows of one registry file; a malformed row is a `Problem` with file, line and cure.

    With ``partly`` the table may have fewer columns than the registry, in any order; what it lacks is empty.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise Problem("cannot be read as UTF-8", where=str(path), cure="save the table as UTF-8") from error
    except OSError as error:
        raise Problem(f"cannot be read ({error.strerror})", where=str(path), cure="check path and rights") from error
    head = tuple(lines[0].split("\t"))
    if head != COLUMNS and not (partly and "key" in head and len({*head}) == len(head) and {*head} <= {*COLUMNS}):
        raise Problem("the header row is not the registry's", where=f"{path}:1", cure="expected: " + " ".join(COLUMNS))
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(head):
            raise Problem(
                f"{len(cells)} cells instead of {len(head)}",
                where=f"{path}:{number}",
                cure="separate cells by single tabs and keep empty ones",
            )
        known = dict.fromkeys(COLUMNS, "") | dict(zip(head, cells, strict=True))
        key, cls, zh, en, aliases, context, country, parent, since, until, wikidata, source = known.values()
        entity = Entity(
            key, cls, zh, en, split(aliases), split(context), country, parent, since, until, wikidata, source
        )
        yield Row(entity, f"{path}:{number}")


def files(folder: Path) -> list[Path]:
    """The registry files of a folder, in order."""
    return sorted(folder.glob("*.tsv"))


def load(paths_: Iterable[Path], schema: Schema) -> tuple[Entity, ...]:
    """The entities of registry files, sorted by key; a doubled key or unknown class is a `Problem`."""
    seen: dict[str, Row] = {}
    for path in paths_:
        for row in read(path):
            entity = row.entity
            if entity.key in seen:
                raise Problem(
                    f"key {entity.key!r} stands already at {seen[entity.key].where}",
                    where=row.where,
                    cure="merge the two rows or rename one key",
                )
            if entity.cls not in schema.ancestors:
                message, cure = unclassed(entity.cls, schema)
                raise Problem(message, where=row.where, cure=cure)
            seen[entity.key] = row
    return tuple(seen[key].entity for key in sorted(seen))


@cache
def default() -> tuple[Entity, ...]:
    """The registry that ships, read once."""
    return load(files(paths.ontology() / "entities"), default_schema())


def unclassed(cls: str, schema: Schema) -> tuple[str, str]:
    """What is wrong with a class that the ontology lacks, and its cure."""
    close = get_close_matches(cls, schema.classes, 1)
    return f"class {cls!r} is not in the ontology", (
        f"did you mean {close[0]}?" if close else "see ontology/techpolicy.ttl"
    )


def faults(e: Entity, keys: Container[str], schema: Schema) -> Iterator[tuple[str, str]]:
    """What is wrong with an entity by itself, each with its cure: identity, form, references to ``keys``."""
    if not KEY.fullmatch(e.key):
        yield f"key {e.key!r} is not kebab-case ascii", "write small letters and digits, joined by single hyphens"
    if e.cls not in schema.ancestors:
        yield unclassed(e.cls, schema)
    for field in ("country", "parent"):
        value = getattr(e, field)
        if value and value not in keys:
            yield f"{field} {value!r} of {e.key} is not in the registry", "give the key of an entity that is there"
    for field in ("since", "until"):
        value = getattr(e, field)
        if value and not EDTF.fullmatch(value):
            yield f"{field} {value!r} of {e.key} is not an EDTF date", "write 2022, 2022-10 or 2022-10-07"
    if e.wikidata and not WIKIDATA.fullmatch(e.wikidata):
        yield f"wikidata {e.wikidata!r} of {e.key} is no item id", "write Q and digits, or nothing"
    if not e.source:
        yield f"{e.key} names no source", "say where the description was taken from"
    forms = [form for form in (e.zh, e.en, *e.aliases) if form]
    for form in [*forms, *e.context]:
        if not SOUND.fullmatch(form) or MARKS.search(form):
            yield f"form {form!r} of {e.key} has stray spaces, quotes or title marks", "write the bare name"
    for form in sorted(f for f, times in Counter(forms).items() if times > 1 and not (f == e.zh == e.en)):
        yield f"form {form!r} of {e.key} is given twice", "keep one"
    for form in sorted(set(forms) & set(e.context)):
        yield f"form {form!r} of {e.key} is both alias and context", "keep it as the one or the other"


def circles(entities: Iterable[Entity]) -> Iterator[tuple[str, list[str]]]:
    """The entities that are above themselves, each with the chain of its parents, of which at most ten are given."""
    parents = {e.key: e.parent for e in entities}
    done: set[str] = set()
    found: dict[str, list[str]] = {}
    for start in parents:
        chain: dict[str, None] = {}
        key = start
        while key in parents and key not in done and key not in chain:
            chain[key] = None
            key = parents[key]
        if key in chain:
            path = list(chain)
            ring = path[path.index(key) :]
            twice = [*ring, *ring[:_CHAIN]]
            found.update((key, twice[at : at + min(len(ring), _CHAIN)]) for at, key in enumerate(ring))
        done.update(chain)
    yield from ((key, found[key]) for key in parents if key in found)


def check(rows: Iterable[Row], schema: Schema) -> list[str]:
    """Everything wrong with the rows, one line each: identity, form, order, references, ambiguity."""
    rows = list(rows)
    found: list[str] = []
    keys = {row.entity.key for row in rows}
    owners: dict[str, list[Row]] = defaultdict(list)
    seen: dict[str, str] = {}
    previous: dict[str, str] = {}
    for row in rows:
        e, where = row.entity, row.where
        file = where.rsplit(":", 1)[0]
        if e.key in seen:
            found.append(f"{where}: key {e.key} stands already at {seen[e.key]}")
        seen.setdefault(e.key, where)
        if previous.get(file, "") > e.key:
            found.append(f"{where}: key {e.key} is out of order after {previous[file]}")
        previous[file] = e.key
        if not e.zh or not e.en:
            found.append(f"{where}: {e.key} lacks a label in Chinese or English")
        found += [f"{where}: {fault}" for fault, _ in faults(e, keys, schema)]
        for form in {e.zh, e.en, *e.aliases}:
            owners[form].append(row)
    found += [
        f"{seen[key]}: {key} is its own ancestor: {' > '.join(chain)}"
        for key, chain in circles(row.entity for row in rows)
    ]
    for form, rivals in sorted(owners.items()):
        if len(rivals) > 1:
            listed = ", ".join(f"{r.entity.key} ({r.where.rsplit('/', 1)[-1]})" for r in rivals)
            found.append(f"form {form!r} is owned by {listed}: make it a context form of all but one, or of all")
    return found


def main(names: list[str]) -> int:
    """Check registry files (all that ship when none is named); references resolve against all."""
    wanted = {str(Path(n).resolve()) for n in names}
    rows = [row for path in files(paths.ontology() / "entities") for row in read(path)]
    found = check(rows, default_schema())
    if wanted:
        short = [n.rsplit("/", 1)[-1] for n in names]
        found = [f for f in found if any(w in f for w in wanted) or any(s in f for s in short)]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{len(rows)} entities, {len(found)} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
