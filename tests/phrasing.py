"""What tests of noun phrases share: a text in, the units or phrases of its first sentence out."""

from __future__ import annotations

from kg.extract import joins, mentions, phrases
from kg.extract.mentions import Anchor
from kg.extract.pipeline import default_names
from kg.extract.text import Sentence, View, language_of, sentences, view
from kg.model import Entity


def _read(text: str) -> tuple[View, Sentence, list[Anchor], dict[str, Entity]]:
    v, names = view(text), default_names()
    first, *_ = found = sentences(v)
    anchors = mentions.find(v, names, found, language=language_of(text)).anchors
    return v, first, [a for a in anchors if a.start < first.end], names.entities


def parsed(text: str) -> phrases.Parsed:
    """The phrases of the first sentence of a text."""
    v, first, anchors, entities = _read(text)
    return phrases.parse(v.norm, first, anchors, entities, default_names().schema)


def units_of(text: str) -> tuple[list[joins.Unit], list[joins.Link]]:
    """The units of the first sentence of a text, and the links between their names."""
    v, first, anchors, entities = _read(text)
    return joins.units(v.norm, first, [a for a in anchors if not a.inside], [], entities)
