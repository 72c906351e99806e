"""Names that no registry row knows, as candidates for one: counts, an example, and a row ready to be completed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kg.model import Knowledge
from kg.tables import write_csv

COLUMNS = ("key", "class", "name", "mentions", "documents", "example", "row")
_AROUND = 40


def rows(known: Knowledge) -> list[tuple[str, str, str, int, int, str, str]]:
    """One row per provisional entity, the most frequent first.

    ``row`` is tab-separated as ``ontology/entities/*.tsv`` wants it; the other label, country and source are for a
    person to fill in, and the key to be replaced by an English one.
    """
    mentions: Counter[str] = Counter()
    documents: dict[str, set[str]] = {}
    example: dict[str, str] = {}
    for extraction in known.extractions:
        text = extraction.document.text
        for m in extraction.mentions:
            mentions[m.entity] += 1
            documents.setdefault(m.entity, set()).add(extraction.document.id)
            around = text[max(0, m.start - _AROUND) : m.end + _AROUND]
            example.setdefault(m.entity, " ".join(around.split()))
    found = []
    for e in known.entities:
        if e.provisional and mentions[e.key]:
            cells = (e.key.removeprefix("x-"), e.cls, e.zh, e.en, "", "", "", "", "", "", "", "")
            name = e.zh or e.en
            found.append((e.key, e.cls, name, mentions[e.key], len(documents[e.key]), example[e.key], "\t".join(cells)))
    return sorted(found, key=lambda row: (-row[3], row[0]))


def write(known: Knowledge, folder: Path) -> None:
    """Write candidates.csv into ``folder``."""
    write_csv(folder / "candidates.csv", COLUMNS, rows(known))
