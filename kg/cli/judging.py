"""The commands that tell why and how well: explain, evaluate and validate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.asking import Form
from kg.cli.screen import OK, SOME_FAILED, WARNED, WRONG, clean, progress, say, table, write
from kg.model import Problem


class Engine(StrEnum):
    """Who runs the shapes."""

    FAST = "fast"
    PYSHACL = "pyshacl"


def explain(
    file: Annotated[Path, typer.Argument(help="A document.")],
    sentence: Annotated[int, typer.Option("--sentence", "-n", min=0, help="Only the sentence of this number.")] = 0,
    find: Annotated[str, typer.Option("--find", help="Only sentences that hold this text, in either script.")] = "",
    knowledge: Annotated[
        list[Path] | None,
        typer.Option("--knowledge", "-k", help="Entities of your own, .tsv or .ttl; may be repeated."),
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page there instead of printing.")] = None,
) -> None:
    """Show why each sentence says what it says: names, cues, the rules that fired, and those set aside and why."""
    from kg import builder, documents
    from kg import explain as reasons

    document = documents.read(file)
    known = builder.registry_with(knowledge) if knowledge else None
    for note in known.notes if known else ():
        say(clean(f"note: {note}"), err=True)
    told = reasons.explain(document, number=sentence, find=find, entities=known.entities if known else None)
    if not told:
        cure = "leave out --sentence and --find to see all"
        raise Problem("no sentence is chosen", where=str(file), cure=cure)
    if html is None:
        for explanation in told:
            say("\n".join(clean(line) for line in reasons.lines(explanation, document.text)))
    else:
        from kg.views import reasons as pages

        write(html, pages.render(told, title=document.title or document.id))
        say(f"open {clean(str(html))} in a browser")


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder with annotated documents.")],
    out: Annotated[Path | None, typer.Argument(help="Folder that kg build wrote; if none, they are read now.")] = None,
    form: Annotated[Form, typer.Option("--form", "-f", help="How to print the figures.")] = Form.TABLE,
    json: Annotated[Path | None, typer.Option("--json", help="Write figures and all errors there, too.")] = None,
    errors: Annotated[int, typer.Option("--errors", "-n", min=0, help="Sentences with errors to print.")] = 10,
    check: Annotated[bool, typer.Option("--check", help="Only check the annotation.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Compare what is found in annotated documents with their annotation: precision, recall, F1, and where it errs.

    For each document NAME the folder holds four tables: UTF-8, tabs between cells, nothing quoted, a header row.

    \b
    NAME.entities.tsv    key class zh en forms
    NAME.mentions.tsv    start end surface key
    NAME.ignore.tsv      start end why
    NAME.assertions.tsv  subject predicate object modality date attribution
                         amount ev_start ev_end

    The text NAME.txt stands in texts/ there, in the folder itself, or in corpus/ beside it. Offsets count its code
    points from 0, ends are exclusive; forms are separated by |, regions to ignore are not scored.

    Exit code: 0 all good, 1 OUT lacks some of the documents, 2 nothing could be done.
    """
    from kg.evaluation import gold as annotation
    from kg.schema import default as schema

    golds = annotation.read(gold, schema())
    if check:
        sayings = sum(len(g.noted.sayings) for g in golds)
        mentions = sum(len(g.noted.mentions) for g in golds)
        say(f"{len(golds)} documents, {mentions} mentions, {sayings} assertions: no faults")
        return
    from kg.evaluation import run, show

    with progress(quiet) as tell:
        report = run.evaluate(golds, schema(), out, progress=tell)
    if json:
        write(json, show.as_json(report))
    if form is Form.CSV:
        say(show.as_csv(report), end="")
    elif form is Form.JSON:
        say(show.as_json(report, errors=errors), end="")
    else:
        for section in show.as_tables(report):
            say(section.title)
            table(section.columns, section.rows)
            say("")
        say(f"the worst {min(errors, len(report.passages))} of {len(report.passages)} sentences with errors")
        say("".join(f"{clean(line)}\n" for line in show.as_lines(report.passages[:errors])), end="")
    for name in report.absent:
        say(clean(f"nothing of {name} is in {out}"), err=True)
    if report.absent:
        raise typer.Exit(SOME_FAILED)


def validate(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote, or a .ttl, .trig, .nq or .nt file.")],
    form: Annotated[Form, typer.Option("--form", "-f", help="How to print the findings.")] = Form.TABLE,
    limit: Annotated[int, typer.Option(min=1, help="Nodes to show of each check; CSV and JSON have all.")] = 20,
    engine: Annotated[Engine, typer.Option(help="Who runs the shapes; both give the same verdicts.")] = Engine.FAST,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds until it is stopped.")] = 600.0,
) -> None:
    """Check a graph: SHACL shapes, and queries for what one node cannot show; each finding with sentence and cure.

    Exit code: 0 nothing worse than a note, 1 warnings, 2 the graph could not be checked, 3 errors.
    """
    from kg import store
    from kg.checks import Severity, limited, report

    found = limited.validate(store.load(out), engine=engine, timeout=timeout)
    if form is Form.TABLE:
        say("\n".join(map(clean, report.as_lines(found, limit))))
    else:
        say(report.as_csv(found) if form is Form.CSV else report.as_json(found), end="")
    code = {Severity.ERROR: WRONG, Severity.WARNING: WARNED}.get(found.worst, OK) if found.worst else OK
    if code != OK:
        raise typer.Exit(code)
