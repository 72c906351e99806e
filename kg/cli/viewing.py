"""The command that draws: view."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.screen import clean, say, write
from kg.model import Problem


def view(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote, or a graph file.")],
    around: Annotated[list[str] | None, typer.Option(help="Only what is said around this name.")] = None,
    depth: Annotated[int, typer.Option(min=1, help="Steps from there; 2 adds what is said of neighbours.")] = 1,
    cluster: Annotated[int, typer.Option(min=0, help="Only this cluster (a number of clusters.csv).")] = 0,
    since: Annotated[str, typer.Option(help="Only what is said of this day, month or year or later.")] = "",
    until: Annotated[str, typer.Option(help="Only what is said of this day, month or year or earlier.")] = "",
    undated: Annotated[bool, typer.Option("--undated", help="In a period, keep what has no date.")] = False,
    language: Annotated[list[str] | None, typer.Option(help="Only sources in this language: zh, en.")] = None,
    document: Annotated[list[str] | None, typer.Option(help="Only this document.")] = None,
    publisher: Annotated[list[str] | None, typer.Option(help="Only this publisher.")] = None,
    modality: Annotated[list[str] | None, typer.Option(help="asserted, planned, possible, negated.")] = None,
    relation: Annotated[list[str] | None, typer.Option(help="Only this relation, by name or label.")] = None,
    cls: Annotated[list[str] | None, typer.Option("--class", help="Only entities of this class.")] = None,
    top: Annotated[int, typer.Option(min=0, help="Only so many entities, the most central; 0 for all.")] = 0,
    to: Annotated[Path | None, typer.Option("-o", "--out", help="Page to write; if none, OUT/view-….html.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over any file.")] = False,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Draw a part of a graph as a page: kg view out --around aukus --depth 2 --open. 绘出图谱的一部分。"""
    from kg import store
    from kg.entities import Directory
    from kg.views import cut
    from kg.views import view as views
    from kg.views.data import EMBEDDED_NODES

    source = store.load(out)
    directory = Directory(source)
    chosen = views.choose(
        directory,
        around=around or (),
        depth=depth,
        cluster=cluster,
        top=top,
        relations=relation or (),
        classes=cls or (),
        modalities=modality or (),
        documents=document or (),
        publishers=publisher or (),
        languages=language or (),
        since=since,
        until=until,
        undated=undated,
    )
    target = to or source.path.parent / views.file_name(chosen)
    if target.exists() and not force and not views.ours(target):
        raise Problem("there is a file that is not such a page", where=str(target), cure="give another -o, or --force")
    made = cut.cut(cut.everything(directory), chosen)
    write(target, cut.draw(made, folder=target.parent))
    place = clean(str(target))
    say(clean(made.words[0] or "all that is said"))
    say(f"{made.entities[0]:,} of {made.entities[1]:,} entities, {made.claims[0]:,} of {made.claims[1]:,} claims")
    if made.entities[0] > EMBEDDED_NODES:
        say(
            f"the page holds the {EMBEDDED_NODES:,} most central of them; "
            "for others give --around, --cluster, --document or a period",
            err=True,
        )
    say(f"open {place}")
    if show and not _opened(target):
        say("no browser could be started; open the page yourself", err=True)


def _opened(path: Path) -> bool:
    import webbrowser

    try:
        return webbrowser.open(path.resolve().as_uri())
    except (OSError, webbrowser.Error):
        return False
