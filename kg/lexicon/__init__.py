"""Language as data: TOML tables per language, and the loader that names file, entry and cure when one is wrong."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from kg import paths
from kg.model import Problem

LANGUAGES = ("zh", "en")


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML table ``kg/lexicon/<name>.toml``, for example ``table("zh/cues")``, read once."""
    path = paths.lexicon() / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Problem("no such language data", where=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"not valid TOML: {error}", where=str(path), cure="fix the entry at that place") from error


def words(name: str, entry: str) -> tuple[str, ...]:
    """A list of words in a table: ``words("zh/syntax", "and")``; a missing one is a `Problem`."""
    value = table(name).get(entry)
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise Problem(f"{entry!r} is not a list of words", where=f"{name}.toml", cure=f'write {entry} = ["…"]')
    return tuple(value)


def rows(name: str) -> list[tuple[str, ...]]:
    """The rows of the tab-separated table ``kg/lexicon/<name>.tsv`` below its header; all as wide as that."""
    path = paths.lexicon() / f"{name}.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise Problem("no such language data", where=str(path)) from error
    found = [tuple(line.split("\t")) for line in lines]
    for number, row in enumerate(found, 1):
        if len(row) != len(found[0]):
            raise Problem(
                f"{len(row)} columns, not {len(found[0])}", where=f"{path}:{number}", cure="put tabs between them"
            )
    return found[1:]
