"""The commands that ask a graph: ask, query and info."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.screen import clean, say, table
from kg.model import Problem

if TYPE_CHECKING:
    from kg.answers import Answer


class Tongue(StrEnum):
    """In which language things are named."""

    EN = "en"
    ZH = "zh"


class Form(StrEnum):
    """How answers are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


Out = Annotated[Path, typer.Option("-o", "--out", help="Folder that kg build wrote, or a .ttl, .trig or .nq file.")]
Language = Annotated[
    Tongue | None, typer.Option("--language", "-l", help="Name things by their labels in this language: en or zh.")
]
Timeout = Annotated[float, typer.Option(min=0.1, help="Seconds until the query is stopped.")]
Answers = Annotated[Form, typer.Option("--form", "-f", help="How to print the answer.")]


def ask(
    question: Annotated[str | None, typer.Argument(help="A question by name, or an .rq file; none lists all.")] = None,
    arguments: Annotated[list[str] | None, typer.Argument(help="What it asks about, by key, label or alias.")] = None,
    out: Out = Path("out"),
    since: Annotated[str | None, typer.Option(help="Only what is said of this year, month or day, or later.")] = None,
    until: Annotated[str | None, typer.Option(help="Only what is said of this year, month or day, or earlier.")] = None,
    language: Language = None,
    form: Answers = Form.TABLE,
    timeout: Timeout = 60.0,
    sparql: Annotated[bool, typer.Option("--sparql", help="Print the query instead of its answer.")] = False,
) -> None:
    """Ask a question by name: kg ask members-of aukus --since 2021. 按名称提问；不带名称则列出全部问题。"""
    from kg import questions, store
    from kg.entities import Directory, naming

    if question is None:
        table(("question", "en", "zh"), [(q.usage, q.en, q.zh) for q in questions.load().values()])
        return
    asked = questions.named(question)
    directory = Directory(store.load(out), timeout)
    options = {name: value for name, value in (("since", since), ("until", until)) if value is not None}
    if sparql:
        say(questions.bind(asked, directory, arguments or (), options), end="")
        return
    answer, _ = questions.ask(asked, directory, arguments or (), options, timeout=timeout)
    tongue = language or (Tongue.EN if form is Form.TABLE else None)
    _show(answer, form, naming(directory.entities.values(), tongue))


def query(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote, or a .ttl, .trig or .nq file.")],
    sparql: Annotated[str, typer.Argument(help="A SPARQL query, or a file that ends in .rq.")],
    form: Answers = Form.TABLE,
    timeout: Timeout = 60.0,
    language: Language = None,
) -> None:
    """Ask the graph in SPARQL; tp:, tpe:, tpd:, rdfs:, skos: and their like need no PREFIX lines."""
    from kg import store
    from kg.entities import Directory, naming, strangers

    directory = Directory(store.load(out), timeout)
    where = sparql if sparql.endswith(".rq") else ""
    text = _text(Path(sparql)) if where else sparql
    try:
        answer = store.query(directory.store, text, timeout=timeout)
    except Problem as problem:
        place = ", ".join(part for part in (where, problem.where) if part)
        raise Problem(problem.message, where=place, cure=problem.cure, excerpt=problem.excerpt) from problem
    if not (answer.cells or answer.truth):
        for stranger in strangers(text, directory):
            say(clean(f"kg: {stranger}"), err=True)
    _show(answer, form, naming(directory.entities.values() if language else (), language))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        cure = "give an existing UTF-8 file, or the query itself"
        raise Problem("cannot be read", where=str(path), cure=cure) from None


def _show(answer: Answer, form: Form, name: Callable[[str], str]) -> None:
    from kg.answers import as_csv, as_json, as_table

    if form is Form.JSON:
        say(as_json(answer), end="")
    elif form is Form.CSV:
        say(as_csv(answer, name), end="")
    else:
        table(*as_table(answer, name))


def info(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote.")],
) -> None:
    """What is in a built graph: documents, entities, claims, unknown names, regions left unread."""
    from kg.info import info as read_info

    found = read_info(out)
    noun = "document" if len(found.documents) == 1 else "documents"
    say(f"{len(found.documents)} {noun}, {found.sentences} sentences read, {found.ignored} regions left unread")
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
