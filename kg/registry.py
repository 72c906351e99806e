"""The registry: every entity the project knows, read from ``ontology/entities/*.tsv``.

``python -m kg.registry [FILE…]`` checks the rows and prints what is wrong with them.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
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
MARKS = re.compile(r"[《》“”\"\t\r\n]|  ")


@dataclass(frozen=True, slots=True)
class Row:
    """An entity and the place of its row."""

    entity: Entity
    where: str


def read(path: Path) -> Iterator[Row]:
    """The rows of one registry file; a malformed row is a `Problem` with file, line and cure."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise Problem("cannot be read as UTF-8", where=str(path), cure="save the table as UTF-8") from error
    except OSError as error:
        raise Problem(f"cannot be read ({error.strerror})", where=str(path), cure="check path and rights") from error
    if tuple(lines[0].split("\t")) != COLUMNS:
        raise Problem("the header row is not the registry's", where=f"{path}:1", cure="expected: " + " ".join(COLUMNS))
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            raise Problem(
                f"{len(cells)} cells instead of {len(COLUMNS)}",
                where=f"{path}:{number}",
                cure="separate cells by single tabs and keep empty ones",
            )
        key, cls, zh, en, aliases, context, country, parent, since, until, wikidata, source = cells
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
                close = get_close_matches(entity.cls, schema.classes, 1)
                raise Problem(
                    f"class {entity.cls!r} is not in the ontology",
                    where=row.where,
                    cure=f"did you mean {close[0]}?" if close else "see ontology/techpolicy.ttl",
                )
            seen[entity.key] = row
    return tuple(seen[key].entity for key in sorted(seen))


@cache
def default() -> tuple[Entity, ...]:
    """The registry that ships, read once."""
    return load(files(paths.ontology() / "entities"), default_schema())


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
        say = found.append
        file = where.rsplit(":", 1)[0]
        if e.key in seen:
            say(f"{where}: key {e.key} stands already at {seen[e.key]}")
        seen.setdefault(e.key, where)
        if not KEY.fullmatch(e.key):
            say(f"{where}: key {e.key!r} is not kebab-case ascii")
        if previous.get(file, "") > e.key:
            say(f"{where}: key {e.key} is out of order after {previous[file]}")
        previous[file] = e.key
        if e.cls not in schema.ancestors:
            say(f"{where}: class {e.cls!r} is not in the ontology")
        if not e.zh or not e.en:
            say(f"{where}: {e.key} lacks a label in Chinese or English")
        for field in ("country", "parent"):
            value = getattr(e, field)
            if value and value not in keys:
                say(f"{where}: {field} {value!r} of {e.key} is not in the registry")
        for field in ("since", "until"):
            value = getattr(e, field)
            if value and not EDTF.fullmatch(value):
                say(f"{where}: {field} {value!r} of {e.key} is not an EDTF date")
        if e.wikidata and not WIKIDATA.fullmatch(e.wikidata):
            say(f"{where}: wikidata {e.wikidata!r} of {e.key} is no item id")
        if not e.source:
            say(f"{where}: {e.key} names no source")
        forms = [e.zh, e.en, *e.aliases]
        for form in [*forms, *e.context]:
            if not SOUND.fullmatch(form) or MARKS.search(form):
                say(f"{where}: form {form!r} of {e.key} has stray spaces, quotes or title marks")
        for form in sorted({f for f in forms if forms.count(f) > 1 and not (f == e.zh == e.en)}):
            say(f"{where}: form {form!r} of {e.key} is given twice")
        for form in sorted(set(forms) & set(e.context)):
            say(f"{where}: form {form!r} of {e.key} is both alias and context")
        for form in set(forms):
            owners[form].append(row)
    parents = {row.entity.key: row.entity.parent for row in rows}
    for row in rows:
        chain, key = [row.entity.key], row.entity.parent
        while key and key not in chain:
            chain.append(key)
            key = parents.get(key, "")
        if key and key == row.entity.key:
            found.append(f"{row.where}: {row.entity.key} is its own ancestor: {' > '.join(chain)}")
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
