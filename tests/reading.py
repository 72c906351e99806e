"""What tests of the extraction share: a sentence in, plain values out."""

from __future__ import annotations

from functools import lru_cache

from kg.extract import pipeline
from kg.extract.text import language_of
from kg.model import Assertion, Document, Extraction


@lru_cache(maxsize=4096)
def read(text: str, *, language: str = "", date: str = "", learned: bool = False) -> Extraction:
    """The extraction of a text; its language is told by its script unless given; by rules alone unless ``learned``."""
    document = Document(id="x", text=text, language=language or language_of(text), date=date)
    return pipeline.extract(document, learned=learned)


def named(text: str, *, language: str = "") -> list[tuple[str, str]]:
    """The mentions of a text as (wording, entity), in order."""
    return [(m.text, m.entity) for m in read(text, language=language).mentions]


def told(assertion: Assertion) -> str:
    """An assertion as a line of a table: subject relation object, and the modality unless asserted."""
    line = " ".join(assertion.triple)
    return line if assertion.modality == "asserted" else f"{line} {assertion.modality}"


def said(text: str, *, language: str = "", date: str = "", without: tuple[str, ...] = ()) -> set[str]:
    """The assertions of a text as lines, those of the relations in ``without`` left out."""
    return {told(a) for a in read(text, language=language, date=date).assertions if a.predicate not in without}
