"""A report as tables for the screen, as CSV and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.evaluation.faults import Fault, Passage
from kg.evaluation.report import Report
from kg.evaluation.score import MEASURES, QUALIFIERS, Agreement, Figures, Score
from kg.tables import csv_text

_SCORED = ("precision", "recall", "F1", "matched", "found", "gold")
_PLURAL = {"relation": "relations", "modality": "modalities", "class": "classes"}
_COLUMNS = ("part", "name", "measure", "precision", "recall", "f1", "matched", "found", "gold")


@dataclass(frozen=True, slots=True)
class Section:
    """A table and what stands above it."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]


def as_tables(report: Report) -> Iterator[Section]:
    """All measures together, then by part, then the reasons of faults."""
    scores = ((measure, getattr(report.overall, measure)) for measure in MEASURES)
    count = len(report.documents)
    title = f"{count} document{'' if count == 1 else 's'}"
    yield Section(title, ("measure", *_SCORED), [(m, *_cells(s)) for m, s in scores])
    agreements = ((q, getattr(report.overall, q)) for q in QUALIFIERS)
    rows = [(q, _number(a.share), a.agreed, a.of) for q, a in agreements]
    title = "of the triples matched and so qualified in the annotation"
    yield Section(title, ("qualifier", "share", "agree", "of"), rows)
    for part, named in (("document", report.documents), ("language", report.languages)):
        columns = (part, *MEASURES, "triple P", "triple R")
        yield Section(f"F1 by {part}; P and R of triples", columns, [(name, *_row(f)) for name, f in named.items()])
    for part, what, groups in _groups(report):
        yield Section(f"{what} by {part}", (part, *_SCORED), [(name, *_cells(s)) for name, s in groups.items()])
    reasons = [(*key, n) for key, n in report.causes.items()]
    yield Section("why statements and names are missed, false or differ", ("error", "what", "reason", "times"), reasons)


def as_lines(passages: tuple[Passage, ...]) -> Iterator[str]:
    """Passages as text: the place and the sentence, then a line per fault."""
    for p in passages:
        yield f"{p.document} {p.start}–{p.end}: {_flat(p.text)}"
        for f in p.faults:
            yield f"  {f.kind:8}{_flat(_said(f))}"


def as_csv(report: Report) -> str:
    """All scores in one table: the part they are of (overall, document, …), its name, the measure."""
    parts = [("overall", {"": report.overall}), ("document", report.documents), ("language", report.languages)]
    rows = [
        (part, name, measure, *_cells(getattr(figures, measure)))
        for part, named in parts
        for name, figures in named.items()
        for measure in MEASURES
    ]
    for part, what, groups in _groups(report):
        rows += [(part, name, what.removesuffix("s"), *_cells(s)) for name, s in groups.items()]
    return csv_text(_COLUMNS, rows)


def as_json(report: Report, *, errors: int | None = None) -> str:
    """Everything, the passages cut after ``errors`` of them; figures rounded to four digits."""
    value = {
        "overall": _figures(report.overall),
        "documents": {name: _figures(f) for name, f in report.documents.items()},
        "languages": {name: _figures(f) for name, f in report.languages.items()},
        **{_PLURAL[part]: _scores(groups) for part, _, groups in _groups(report)},
        "causes": [{"error": k, "of": of, "reason": why, "times": n} for (k, of, why), n in report.causes.items()],
        "absent": report.absent,
        "errors": [_passage(p) for p in report.passages[:errors]],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _groups(report: Report) -> tuple[tuple[str, str, Mapping[str, Score]], ...]:
    return (
        ("relation", "triples", report.relations),
        ("modality", "triples", report.modalities),
        ("class", "mentions", report.classes),
    )


def _cells(s: Score) -> tuple[str | int, ...]:
    return _number(s.precision), _number(s.recall), _number(s.f1), s.matched, s.found, s.gold


def _row(f: Figures) -> tuple[str, ...]:
    return (*(_number(getattr(f, m).f1) for m in MEASURES), _number(f.triple.precision), _number(f.triple.recall))


def _number(value: float) -> str:
    return f"{value:.3f}"


def _said(f: Fault) -> str:
    what = " = ".join(f.what) if len(f.what) == 2 else f"{' '.join(f.what)} ({f.qualified})"
    return f"{what}: {f.cause}{f' – {f.detail}' if f.detail else ''}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _figures(f: Figures) -> dict[str, Any]:
    agreements: dict[str, Agreement] = {q: getattr(f, q) for q in QUALIFIERS}
    agree = {q: {"share": round(a.share, 4), "agreed": a.agreed, "of": a.of} for q, a in agreements.items()}
    return {**_scores({m: getattr(f, m) for m in MEASURES}), "agreement": agree}


def _scores(named: Mapping[str, Score]) -> dict[str, Any]:
    return {
        name: {
            **{x: round(getattr(s, x), 4) for x in ("precision", "recall", "f1")},
            **{x: getattr(s, x) for x in ("matched", "found", "gold")},
        }
        for name, s in named.items()
    }


def _passage(p: Passage) -> dict[str, Any]:
    faults = [
        {"error": f.kind, "of": f.layer, "what": f.what, "qualified": f.qualified, "reason": f.cause}
        | {"detail": f.detail, "start": f.start, "end": f.end}
        for f in p.faults
    ]
    return {"document": p.document, "start": p.start, "end": p.end, "text": p.text, "faults": faults}
