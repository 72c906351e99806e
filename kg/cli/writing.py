"""The command that writes a graph for other tools: export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.screen import clean, say
from kg.model import Problem


class Form(StrEnum):
    """The forms, as `kg.export.FORMS` has them."""

    TURTLE = "turtle"
    TRIG = "trig"
    NQUADS = "nquads"
    JSONLD = "jsonld"
    GRAPHML = "graphml"
    GEXF = "gexf"
    CSV = "csv"
    FTM = "ftm"


def export(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote, or a graph file.")],
    form: Annotated[Form | None, typer.Option("--form", "-f", help="The form; else the ending of -o tells.")] = None,
    to: Annotated[
        Path | None, typer.Option("-o", "--out", help="File to write (csv: a folder); if none, OUT.ENDING here.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds until a query for it is stopped.")] = 600.0,
) -> None:
    """Write a graph for other tools: RDF, JSON-LD, GraphML, GEXF, tables of nodes and edges, FollowTheMoney."""
    from kg import store
    from kg.export import FORMS, form_of, write

    source = store.load(out)
    name = form.value if form else form_of(to) if to else "turtle"
    target = to or Path(f"{out.resolve().stem}{FORMS[name].ending or '-csv'}")
    if target.resolve() == source.path:
        raise Problem(
            "it would take the place of what it is made of", where=str(target), cure="give another file after -o"
        )
    for file in write(source, target, name, timeout=timeout):
        say(clean(f"{file}: {FORMS[name].words}"))
