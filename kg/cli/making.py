"""The command that makes a graph: build."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.screen import SOME_FAILED, clean, complain, progress, say


def build(
    paths: Annotated[list[str] | None, typer.Argument(help="Files, folders, globs; if none, our samples.")] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write into.")] = Path("out"),
    knowledge: Annotated[
        list[Path] | None,
        typer.Option("--knowledge", "-k", help="Entities of your own, .tsv or .ttl; may be repeated."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Read documents and write graph, tables, network and page.

    Exit code: 0 all good, 1 some documents failed, 2 nothing could be done.
    """
    with progress(quiet) as tell:
        tell("loading the registry")
        from kg import builder

        built = builder.build(paths or [], out, knowledge=knowledge or [], progress=tell)
    for note in built.notes:
        say(clean(f"note: {note}"), err=True)
    for problem in built.problems:
        complain(f"failed: {problem}", problem)
    read = built.knowledge.extractions
    said = sum(len(x.assertions) for x in read)
    named = sum(len(x.mentions) for x in read)
    failed = f" ({len(built.problems)} failed)" if built.problems else ""
    folder = clean(str(built.out))
    noun = "document" if len(read) == 1 else "documents"
    say(f"{len(read)} {noun}, {named} mentions, {said} assertions → {folder}/{failed}")
    say(f"open {folder}/index.html")
    if built.problems:
        raise typer.Exit(SOME_FAILED)
