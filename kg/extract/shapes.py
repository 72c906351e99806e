"""Names nobody registered, by how they look: what a shape is, and the provisional entity it stands for.

`shapes_zh` and `shapes_en` find them: laws in 《》, mechanisms in quotes, numbered orders, bodies and companies by
their endings, persons by title. Words and endings are data (``lexicon/*/shapes.toml``); precision comes before recall.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg import lexicon, registry
from kg.extract.text import CJK, normal
from kg.model import Entity, content_hash

_LONGEST_ENDING = 8


@dataclass(frozen=True, slots=True)
class Shape:
    """A stretch of the view that looks like a name of a class; ``name`` is the English one where its form tells it."""

    start: int
    end: int
    cls: str
    name: str = ""


def provisional(name: str, cls: str, english: str = "") -> Entity:
    """The provisional entity of a name: the key of "Remote Access Act" is x-remote-access-act in every document.

    A name whose form tells the ``english`` one (第14999号行政令) is the same entity in both languages.
    """
    norm = normal(english or name)
    slug = re.sub(r"[^a-z0-9]+", "-", norm).strip("-")
    han = re.search(f"[{CJK}]", name) is not None
    key = f"x-{content_hash(norm)}" if (han and not english) or not slug else f"x-{slug[:60].strip('-')}"
    return Entity(key, cls, name if han else "", english or ("" if han else name), provisional=True, source="text")


def ending(text: str, endings: dict[str, str]) -> str:
    """The longest of the endings that a text has besides something else, "" if none."""
    lengths = range(min(len(text) - 1, _LONGEST_ENDING), 0, -1)
    return next((text[-n:] for n in lengths if text[-n:] in endings), "")


@cache
def governments() -> tuple[str, ...]:
    """The words that turn a head of government's name into an administration's."""
    return (*lexicon.words("zh/shapes", "governments"), *lexicon.words("en/shapes", "governments"))


@cache
def foreigners() -> tuple[Entity, ...]:
    """The persons of the registry whose Chinese names are transliterations: 安东尼·布林肯."""
    return tuple(e for e in registry.default() if e.cls == "Person" and "·" in e.zh)
