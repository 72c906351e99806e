"""The engine, or a build it made, on annotated documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kg import knowledge, registry, tables
from kg.documents.values import shown
from kg.evaluation import found
from kg.evaluation.report import Report, report
from kg.evaluation.values import Gold
from kg.extract import pipeline
from kg.model import Problem
from kg.schema import Schema

Progress = Callable[[str], None]


def evaluate(golds: Sequence[Gold], schema: Schema, out: Path | None, *, progress: Progress) -> Report:
    """The report on what a build in ``out`` holds, or on what the engine finds now, where that is None.

    A build of other texts is a `Problem`, and so is one that has none of the documents; those that it lacks are told in
    `Report.absent` and count as read without a find.
    """
    if out is None:
        return report(golds, found.align(golds, read(golds, progress=progress), schema))
    rows = tables.read(out)
    absent = found.absent(golds, rows)
    if len(absent) == len(golds):
        raise Problem("none of the annotated documents is in it", where=shown(out), cure="build it from their texts")
    return report(golds, found.align(golds, rows, schema), absent)


def read(golds: Sequence[Gold], *, progress: Progress) -> tables.Tables:
    """The tables that a build of the annotated documents would write."""
    extractions = []
    for gold in golds:
        progress(f"reading {gold.name}")
        extractions.append(pipeline.extract(gold.document))
    return tables.rows(knowledge.gather(extractions, registry.default()))
