"""Which shape and colour a class has and which family a relation belongs to, read from ``assets/colours.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from kg.schema import Schema

ASSETS = Path(__file__).resolve().parent / "assets"

Colour: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a node is drawn: a shape of vis-network, and a colour on light and on dark ground."""

    shape: str
    colour: Colour


@dataclass(frozen=True, slots=True)
class Family:
    """Relations that share a colour."""

    id: str
    zh: str
    en: str
    colour: Colour
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Palette:
    """All marks: by class, by family of relations, by cluster number, and for what has none."""

    classes: dict[str, Mark]
    families: tuple[Family, ...]
    clusters: tuple[Colour, ...]
    other: Colour

    def mark(self, cls: str, schema: Schema) -> Mark:
        """The mark of a class, or of its nearest ancestor that has one, or a grey dot."""
        for name in schema.ancestors.get(cls, (cls,)):
            if name in self.classes:
                return self.classes[name]
        return Mark("dot", self.other)

    def family(self, relation: str) -> int:
        """The index of the relation's family; the last one takes what no family names."""
        for index, family in enumerate(self.families):
            if relation in family.relations:
                return index
        return len(self.families) - 1


def _pair(colours: list[str]) -> Colour:
    light, dark = colours
    return light, dark


@cache
def default() -> Palette:
    """The palette that ships, read once."""
    raw = tomllib.loads((ASSETS / "colours.toml").read_text(encoding="utf-8"))
    other = _pair(raw["other"])
    families = [Family(f["id"], f["zh"], f["en"], _pair(f["colour"]), tuple(f["relations"])) for f in raw["family"]]
    return Palette(
        classes={name: Mark(mark["shape"], _pair(mark["colour"])) for name, mark in raw["class"].items()},
        families=(*families, Family("other", "其他", "other", other, ())),
        clusters=tuple(_pair(c) for c in raw["clusters"]),
        other=other,
    )
