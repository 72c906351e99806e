"""The commands that ask a graph: query and info."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.screen import say, table
from kg.model import Problem


class Form(StrEnum):
    """How answers are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def query(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote, or a .ttl, .trig or .nq file.")],
    sparql: Annotated[str, typer.Argument(help="A SPARQL query, or a file that ends in .rq.")],
    form: Annotated[Form, typer.Option("--form", "-f", help="How to print the answer.")] = Form.TABLE,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds until the query is stopped.")] = 60.0,
) -> None:
    """Ask the graph in SPARQL; tp:, tpe:, tpd:, rdfs:, skos: and their like need no PREFIX lines."""
    from kg import store

    source = store.load(out)
    if sparql.endswith(".rq"):
        try:
            text = Path(sparql).read_text(encoding="utf-8-sig")
        except (OSError, ValueError):
            cure = "give an existing UTF-8 file, or the query itself"
            raise Problem("cannot be read", where=sparql, cure=cure) from None
        try:
            answer = store.query(source, text, timeout=timeout)
        except Problem as problem:
            where = f"{sparql}, {problem.where}" if problem.where else sparql
            raise Problem(problem.message, where=where, cure=problem.cure, excerpt=problem.excerpt) from problem
    else:
        answer = store.query(source, sparql, timeout=timeout)
    if form is Form.CSV:
        say(store.as_csv(answer), end="")
    elif form is Form.JSON:
        say(store.as_json(answer), end="")
    else:
        table(*store.as_table(answer))


def info(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote.")],
) -> None:
    """What is in a built graph: documents, entities, claims, unknown names, regions left unread."""
    from kg.info import info as read_info

    found = read_info(out)
    say(f"{len(found.documents)} documents, {found.sentences} sentences read, {found.ignored} regions left unread")
    table(
        ("document", "title", "language", "date", "sentences", "unread regions", "unknown names"),
        [(d.id, d.title, d.language, d.date, d.sentences, d.ignored, d.unknown) for d in found.documents],
    )
    say(f"\n{sum(n for _, n in found.entities)} entities by class")
    table(("class", "entities"), found.entities)
    say("\nclaims by relation and modality (a claim counts once under each modality)")
    table(("relation", "modality", "claims"), found.claims)
    pairs = sum(n for _, n in found.contradictions)
    say(f"\n{pairs} pairs of sayings that do not fit together (contradictions.csv)")
    table(("kind", "pairs"), found.contradictions)
    say(f"\n{len(found.unknown)} forms left undecided (unknown.csv)")
    table(("form", "times"), found.unknown[:20])
