"""Values as pandas data frames, and what stands in data frames as values: the door to pandas.

Things are named by IRIs with prefixes (``tpe:japan``), or by their labels where a language is asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import pandas as pd

from kg import edtf
from kg.answers import Answer, Name, named_rows
from kg.checks import report as reports
from kg.checks.values import Report
from kg.entities import Hit, iri_of, key_of
from kg.iris import CLAIM, ENTITY, ONTOLOGY, claim_iri, document_iri, expand, shorten
from kg.model import Amount, Modality
from kg.network import Network, firmness
from kg.network.project import CLUB
from kg.sayings import Saying
from kg.tables import AssertionRow, EntityRow

_TYPES = (({bool}, "boolean"), ({int}, "Int64"), ({int, float}, "Float64"), ({str}, "string"))


def frame(rows: Sequence[Sequence[Any]], columns: Iterable[str]) -> pd.DataFrame:
    """Each column of the narrowest type that takes all its values and can be missing; mixed ones stay objects."""
    typed = {}
    for place, column in enumerate(columns):
        values = [row[place] for row in rows]
        kinds = {type(value) for value in values} - {type(None)}
        dtype = next((dtype for some, dtype in _TYPES if kinds and kinds <= some), "object")
        if dtype == "Int64" and any(value is not None and abs(value) >= 1 << 63 for value in values):
            dtype = "object"
        typed[column] = pd.Series(values, dtype=dtype)
    return pd.DataFrame(typed)


def answer(found: Answer, name: Name = str) -> pd.DataFrame:
    """The answer to a query; an ask is one row."""
    return frame(named_rows(found, name), ("answer",) if found.kind == "ask" else found.columns)


def claims(said: Iterable[Saying], fitting: Iterable[Saying], name: Name) -> pd.DataFrame:
    """A row per claim: how often it is said and how, in how many documents, when, and the first fitting quote."""
    quotes: dict[str, str] = {}
    for s in fitting:
        quotes.setdefault(s.claim, s.assertion.evidence.text)
    groups: dict[str, list[Saying]] = defaultdict(list)
    for s in said:
        groups[s.claim].append(s)
    rows: list[list[Any]] = []
    for claim, sayings in groups.items():
        how = Counter(s.assertion.modality for s in sayings)
        documents = {s.document.id: s.document for s in sayings}.values()
        days = [edtf.resolve(s.assertion.date) for s in sayings]
        rows.append(
            [
                shorten(claim),
                *_triple(sayings[0], name),
                *(how[modality] for modality in Modality),
                len(sayings),
                len(documents),
                len({d.publisher for d in documents if d.publisher}),
                len({d.language for d in documents if d.language}),
                min((first for first, _ in days if first), default=None),
                max((last for _, last in days if last), default=None),
                quotes.get(claim),
            ]
        )
    counts = ("sayings", "documents", "publishers", "languages")
    columns = ["claim", "subject", "relation", "object", *map(str, Modality), *counts, "first", "last", "quote"]
    return frame(sorted(rows, key=lambda row: tuple(row[1:4])), columns)


def findings(report: Report) -> pd.DataFrame:
    """A row per finding, worst first: how bad, which node, the sentence behind it, what is wrong and the cure."""
    columns = ("severity", "check", "node", "value", "sentence", "document", "start", "end", "problem", "cure", "part")
    found = frame(reports.as_rows(report), reports.COLUMNS)
    return found[list(columns)]


def sayings(said: Iterable[Saying], name: Name) -> pd.DataFrame:
    """A row per saying: the claim, how and when it is said, by whom and where, and the quote with its offsets."""
    rows = []
    for s in said:
        a, d = s.assertion, s.document
        first, last = edtf.resolve(a.date)
        rows.append(
            [
                shorten(s.claim),
                *_triple(s, name),
                name(f"tp:{a.modality}"),
                a.date or None,
                first,
                last,
                name(shorten(iri_of(a.attribution))) if a.attribution else None,
                *((a.amount.value, a.amount.unit) if a.amount else (None, None)),
                a.evidence.text,
                shorten(document_iri(d.id)),
                d.title or None,
                d.publisher or None,
                d.date or None,
                d.language or None,
                a.evidence.start,
                a.evidence.end,
                a.trigger.text if a.trigger else None,
                a.cue.text if a.cue else None,
                a.rule or None,
                shorten(s.iri),
            ]
        )
    return frame(
        rows,
        [
            *("claim", "subject", "relation", "object", "modality", "date", "from", "to", "attributed_to"),
            *("amount", "currency", "quote", "document", "title", "publisher", "published", "language"),
            *("start", "end", "trigger", "cue", "rule", "saying"),
        ],
    ).astype({"amount": "Float64"})


def hits(found: Iterable[Hit], mentions: Mapping[str, Mapping[str, int]]) -> pd.DataFrame:
    """A row per entity that a name may mean."""
    rows = [
        [
            shorten(iri_of(hit.entity.key)),
            hit.entity.en or None,
            hit.entity.zh or None,
            hit.entity.cls,
            hit.form,
            hit.how,
            hit.match,
            sum(mentions.get(hit.entity.key, {}).values()),
        ]
        for hit in found
    ]
    return frame(rows, ["entity", "label_en", "label_zh", "class", "form", "how", "match", "mentions"])


def metrics(found: Network, name: Name) -> pd.DataFrame:
    """A row per node of the network, best rank first: every measure, and where nine of ten resamples put it."""
    numbers = (*firmness.COLUMNS[:4], "rank", *firmness.COLUMNS[4:], "family_rank")
    spread = [(column, end) for column in numbers for end in ("low", "high")]
    best = sorted(found.metrics.items(), key=lambda item: (item[1]["rank"], item[0]))
    rows = [
        [
            name(shorten(iri_of(key.removesuffix(CLUB)))),
            found.entities[key].cls,
            found.cluster.get(key),
            *(row[n] for n in numbers),
            *(getattr(found.firm[key], end)[column] for column, end in spread),
        ]
        for key, row in best
    ]
    columns = ["entity", "class", "cluster", *numbers, *(f"{column}_{end}" for column, end in spread)]
    return frame(rows, columns).astype({"degree": "Int64", "rank": "Int64", "family_rank": "Int64"})


def sheet(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> pd.DataFrame:
    """A table of `kg.network.sheets`, numbers as numbers and lists as text."""
    rows = [[", ".join(cell) if isinstance(cell, tuple) else cell for cell in line] for line in lines]
    made = frame([[None if cell == "" else cell for cell in row] for row in rows], list(columns))
    for column in made.columns:
        if column not in ("entity", "key", "document", "date", "quote", "period"):
            numbers = pd.to_numeric(made[column], errors="coerce")
            if numbers.notna().sum() == made[column].notna().sum() > 0:
                made[column] = numbers
    return made


def clusters(found: Network, name: Name) -> pd.DataFrame:
    """A row per actor of the clusters, firmest members first, with the mechanisms that bind them."""
    rows = [
        [c.number, name(shorten(iri_of(key))), value, ", ".join(name(shorten(iri_of(m))) for m in c.mechanisms)]
        for c in found.clusters
        if c.number
        for key, value in sorted(zip(c.members, c.stability, strict=True), key=lambda pair: (-pair[1], pair[0]))
    ]
    return frame(rows, ["cluster", "entity", "stability", "mechanisms"])


def entities(rows: Iterable[EntityRow]) -> pd.DataFrame:
    """The table of entities."""
    columns = ["class" if f.name == "cls" else f.name for f in fields(EntityRow)]
    return frame([[shorten(row.entity), *_values(row)[1:]] for row in rows], columns)


def assertions(rows: Sequence[AssertionRow]) -> pd.DataFrame:
    """The table of sayings; money as a number (``amount``) of a ``currency``."""
    columns = [f.name for f in fields(AssertionRow)]
    made = frame([_values(row) for row in rows], columns).astype({"amount": "Float64"})
    for column in ("subject", "object", "attribution"):
        made[column] = made[column].map(shorten)
    units = [row.amount.unit if row.amount else None for row in rows]
    return made.assign(currency=pd.Series(units, dtype="string"))


def named(given: pd.DataFrame | pd.Series) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The IRIs of the claims and the keys of the entities that a frame or a row speaks of; triples are claims too.

    Entities count only where no claim is named, for a claim's own ends are no wish for all that is said of them.
    """
    table = given if isinstance(given, pd.DataFrame) else given.to_frame().T
    iris = [expand(cell) for column in table.columns for cell in table[column] if isinstance(cell, str)]
    claims = [iri for iri in iris if iri.startswith(CLAIM)]
    if list(table.columns) == ["subject", "predicate", "object"]:
        for subject, predicate, object_ in table.map(lambda cell: expand(str(cell))).itertuples(index=False):
            if predicate.startswith(ONTOLOGY):
                claims.append(claim_iri(key_of(subject), predicate.removeprefix(ONTOLOGY), key_of(object_)))
    entities = [] if claims else [key_of(iri) for iri in iris if iri.startswith(ENTITY)]
    return tuple(dict.fromkeys(claims)), tuple(dict.fromkeys(entities))


def _triple(s: Saying, name: Name) -> tuple[str, str, str]:
    subject, relation, object_ = s.assertion.triple
    return name(shorten(iri_of(subject))), name(f"tp:{relation}"), name(shorten(iri_of(object_)))


def _values(row: EntityRow | AssertionRow) -> list[Any]:
    values = (getattr(row, f.name) for f in fields(row))
    return [value.value if isinstance(value, Amount) else value for value in values]
