"""A folder's manifest: ``manifest.toml`` with a ``[[document]]`` table per file, whose facts go before all others."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from kg.documents import dates
from kg.documents.language import language_tag
from kg.documents.metadata import FIELD, tidy
from kg.documents.values import Facts, shown
from kg.model import Problem

NAME = "manifest.toml"
LONGEST = 4 << 20
VALUE: Mapping[str, Callable[[str], str]] = {"date": dates.edtf, "language": language_tag}
CURE = {"date": 'write date = "2023-05-04"', "language": "write zh, zh-Hant or en"}
HEADER = re.compile(r"\s*\[\[\s*document\s*\]\]")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder's manifest says per file name, and what is wrong with it."""

    facts: Mapping[str, Facts]
    problems: tuple[Problem, ...] = ()


def manifest(folder: Path) -> Manifest:
    """The manifest of a folder, empty where there is none; every fault in it is a `Problem` with file, line, cure.

    A faulty table loses only the faulty fields; a file that is no TOML loses everything it says.
    """
    path = folder / NAME
    if not path.is_file():
        return Manifest({})
    where = shown(path)
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
        if len(data) > LONGEST:
            raise Problem("it is larger than 4 MB", where=where, cure="describe fewer documents per folder")
        text = data.decode("utf-8-sig")
        tables = tomllib.loads(text)
    except Problem as problem:
        return Manifest({}, (problem,))
    except (OSError, UnicodeDecodeError) as error:
        return Manifest({}, (Problem(f"it cannot be read ({shown(error)})", where=where, cure="save it as UTF-8"),))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f"{where}:{line[1]}" if line else where
        cure = "quote values, one 'key = \"value\"' a line, below [[document]]"
        return Manifest({}, (Problem(f"it is not TOML ({shown(error)})", where=place, cure=cure),))
    return _entries(tables, folder, where, [n for n, line in enumerate(text.split("\n"), 1) if HEADER.match(line)])


def _entries(tables: Mapping[str, object], folder: Path, where: str, lines: list[int]) -> Manifest:
    facts: dict[str, Facts] = {}
    problems: list[Problem] = []

    def tell(message: str, *, at: str, cure: str) -> None:
        problems.append(Problem(message, where=at, cure=cure))

    for name in sorted(set(tables) - {"document"}):
        tell(f"{shown(name)!r} is not known here", at=where, cure="describe documents in [[document]]")
    documents = tables.get("document", [])
    for index, table in enumerate(documents if isinstance(documents, list) else [documents]):
        place = f"{where}:{lines[index]}" if index < len(lines) else where
        given = table.get("file") if isinstance(table, dict) else None
        if not isinstance(given, str):
            tell("a [[document]] names no file", at=place, cure='add file = "name.txt"')
            continue
        name = unicodedata.normalize("NFC", given)
        if name in facts:
            tell(f"{shown(name)} is described twice", at=place, cure="keep one of the tables")
        elif "/" in name or "\\" in name or not _is_file(folder, given):
            tell(f"{shown(name)} is not in this folder", at=place, cure="correct the name or drop the table")
        else:
            facts[name], faults = _said(table)
            for key, cure in faults:
                tell(f"{shown(key)!r} of {shown(name)} cannot be understood", at=place, cure=cure)
    return Manifest(facts, tuple(problems))


def _is_file(folder: Path, name: str) -> bool:
    try:
        return (folder / name).is_file()
    except (OSError, ValueError):
        return False


def _said(table: Mapping[str, object]) -> tuple[Facts, list[tuple[str, str]]]:
    """The facts of one table, and each key that is unknown or whose value is, with its cure."""
    said: dict[str, tuple[str, ...]] = {}
    faults = []
    for key, value in table.items():
        field = FIELD.get(key, "")
        if key == "file":
            continue
        if not field:
            close = get_close_matches(key, FIELD, 1)
            faults.append((key, f"did you mean {close[0]}?" if close else "known: " + " ".join(FIELD)))
            continue
        values = value if isinstance(value, list) else [value]
        texts = [tidy(v if isinstance(v, str) else v.isoformat()) for v in values if isinstance(v, str | date)]
        texts = [text for text in map(VALUE.get(field, str), texts) if text]
        if len(texts) == len(values) and (field == "authors" or len(values) == 1):
            said[field] = tuple(texts)
        else:
            faults.append((key, CURE.get(field, "write a text in quotes")))
    single = {field: texts[0] for field, texts in said.items() if field != "authors"}
    return Facts(**single, authors=said.get("authors", ())), faults
