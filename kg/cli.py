"""The command line: parse, call, print. Heavy modules are imported inside the commands, so help answers at once."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg import __version__
from kg.model import Problem

app = typer.Typer(
    name="kg",
    help="Policy documents in, an evidence-bearing knowledge graph out. 读取政策文献，生成有出处的知识图谱。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

OK, SOME_FAILED, NOTHING_DONE = 0, 1, 2


class Form(StrEnum):
    """How answers are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def _version(value: bool) -> None:
    if value:
        typer.echo(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Common options."""


@app.command()
def build(
    paths: Annotated[list[str] | None, typer.Argument(help="Files, folders or globs; the shipped documents if none.")] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write into.")] = Path("out"),
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Read documents and write graph, tables, network and page.

    Exit code: 0 all good, 1 some documents failed, 2 nothing could be done.
    """
    from rich.console import Console

    from kg import build as builder

    console = Console(stderr=True, quiet=quiet)
    if console.is_terminal:
        with console.status("reading") as status:
            built = builder.build(paths or [], out, progress=lambda what: status.update(what))
    else:
        built = builder.build(paths or [], out)
    for line in builder.failures(built.problems):
        typer.echo(f"failed: {line}", err=True)
    known = built.knowledge
    said = sum(len(x.assertions) for x in known.extractions)
    named = sum(len(x.mentions) for x in known.extractions)
    typer.echo(f"{len(known.extractions)} documents, {named} mentions, {said} assertions → {built.out}/")
    typer.echo(f"open {built.out}/graph.html in a browser; ask with: kg query {built.out} 'SELECT …'")
    if built.problems:
        raise typer.Exit(SOME_FAILED)


@app.command()
def query(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote, or a .ttl, .trig or .nq file.")],
    sparql: Annotated[str, typer.Argument(help="A SPARQL query, or a file that ends in .rq.")],
    form: Annotated[Form, typer.Option("--form", "-f", help="How to print the answer.")] = Form.TABLE,
    timeout: Annotated[float, typer.Option(help="Seconds until the query is stopped.")] = 60.0,
) -> None:
    """Ask the graph in SPARQL; tp:, tpe:, tpd:, rdfs:, skos: and their like need no PREFIX lines."""
    from kg import store

    text = sparql
    if sparql.endswith(".rq"):
        try:
            text = Path(sparql).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise Problem("cannot be read", where=sparql, cure="give an existing UTF-8 file, or the query itself") from None
    answer = store.query(store.load(out), text, timeout=timeout)
    if form is Form.CSV:
        sys.stdout.write(store.as_csv(answer))
    elif form is Form.JSON:
        sys.stdout.write(store.as_json(answer))
    else:
        _table(*store.as_table(answer))


@app.command()
def info(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote.")],
) -> None:
    """What is in a built graph: documents, entities, claims, unknown names, regions left unread."""
    from kg.info import info as read_info

    found = read_info(out)
    typer.echo(f"{len(found.documents)} documents, {found.sentences} sentences read, {found.ignored} regions left unread")
    columns = ("document", "title", "language", "date", "sentences", "unread regions", "unknown names")
    _table(columns, [tuple(str(v) for v in (d.id, d.title, d.language, d.date, d.sentences, d.ignored, d.unknown)) for d in found.documents])
    typer.echo(f"\n{sum(n for _, n in found.entities)} entities by class")
    _table(("class", "entities"), [(name, str(n)) for name, n in found.entities])
    typer.echo("\nclaims by relation and modality (a claim counts once under each modality)")
    _table(("relation", "modality", "claims"), [(r, m, str(n)) for r, m, n in found.claims])
    typer.echo(f"\n{len(found.unknown)} forms left undecided (unknown.csv)")
    _table(("form", "times"), [(form, str(n)) for form, n in found.unknown[:20]])


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]] | tuple[tuple[str, ...], ...]) -> None:
    """Rows as a table that fits the terminal, or plain tab-separated text where there is none."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        for row in (columns, *rows):
            typer.echo("\t".join(" ".join(cell.split()) for cell in row))
        return
    table = Table(*columns, header_style="bold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def main() -> None:
    """Run the command line; a `Problem` becomes one line and exit code 2, a traceback needs --debug."""
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except Problem as problem:
        if debug:
            raise
        typer.echo(f"kg: {problem}", err=True)
        raise SystemExit(NOTHING_DONE) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
    except Exception as error:
        if debug:
            raise
        typer.echo(f"kg: unexpected {type(error).__name__}: {error} (run again with --debug and report it)", err=True)
        raise SystemExit(NOTHING_DONE) from None


if __name__ == "__main__":
    main()
