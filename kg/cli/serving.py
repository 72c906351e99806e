"""The commands that hand a graph on: serve and publish."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.screen import NOTHING_DONE, OK, SOME_FAILED, clean, progress, say
from kg.model import BASE, Problem

if TYPE_CHECKING:
    from kg.publish import Outcome

_LISTED = 10


class Way(StrEnum):
    """How a store is written to, as `kg.publish.protocols.Way` has it."""

    AUTO = "auto"
    GSP = "gsp"
    UPDATE = "update"


def serve(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote, or a graph file.")] = Path("out"),
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines ask.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free one.")] = 7878,
    timeout: Annotated[float, typer.Option(min=0.1, max=86400, help="Seconds until a query is stopped.")] = 30.0,
    limit: Annotated[float, typer.Option(min=0.001, max=1024, help="Megabytes that an answer may have.")] = 64.0,
    origin: Annotated[
        list[str] | None, typer.Option(help="A web site whose pages may ask, such as https://example.org; * for all.")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the start page in a browser.")] = False,
) -> None:
    """Serve a build on this machine: its pages, and SPARQL at /sparql, read-only. 在本机提供网页与 SPARQL 查询。"""
    from kg.endpoint import server

    def ready(address: str) -> None:
        say(clean(f"{address} has the pages, {address}sparql answers SPARQL; Ctrl-C ends it"))
        if open_:
            import webbrowser

            webbrowser.open(address)

    server.run(
        out,
        host=host,
        port=port,
        seconds=timeout,
        limit=int(limit * (1 << 20)),
        origins=origin or (),
        ready=ready,
    )


def publish(
    out: Annotated[Path, typer.Argument(help="Folder that kg build wrote, or its graph.trig.")],
    url: Annotated[str, typer.Argument(help="Address of a store's Graph Store Protocol or SPARQL Update.")],
    protocol: Annotated[Way, typer.Option(help="Which of the two; auto finds out.")] = Way.AUTO,
    user: Annotated[str, typer.Option(help="Name that the store knows.")] = "",
    password_env: Annotated[str, typer.Option(help="Environment variable with the password.")] = "KG_PASSWORD",
    query: Annotated[
        str, typer.Option(help="Where the store answers queries, if not at URL; to learn what it has.")
    ] = "",
    graph_prefix: Annotated[str, typer.Option(help="Beginning of the graphs' names in the store.")] = BASE,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove graphs with that beginning that the build no longer has.")
    ] = False,
    timeout: Annotated[float, typer.Option(min=0.1, max=86400, help="Seconds to wait for each answer.")] = 120.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only what goes wrong.")] = False,
) -> None:
    """Put a build's named graphs into a store, each replaced as a whole. 把图谱发布到三元组库，逐篇替换。"""
    from kg import publish as publishing
    from kg import store
    from kg.publish import graphs, protocols
    from kg.publish.remote import Remote

    names = graphs.Names(graph_prefix)
    found = graphs.read(store.load(out), names)
    remote = Remote(url, user=user, password=_password(user, password_env), seconds=timeout)
    if query:
        remote.sibling(query)
    with progress(quiet) as tell:
        tell(f"asking {url}")
        way, writer = protocols.writer(remote, protocols.Way(protocol), names)
        known = protocols.present(remote, names, query) if query or way is protocols.Way.UPDATE else None
        if known is None and prune:
            cure = "say with --query where it answers SPARQL queries"
            raise Problem("which graphs the store has cannot be asked", where=url, cure=cure)
        stale = sorted({*(known or ())} - {g.name for g in found})
        outcome = publishing.publish(found, stale if prune else (), writer, tell)
        if known is not None and not outcome.problem:
            outcome = publishing.checked(outcome, protocols.present(remote, names, query))
    _report(outcome, url, quiet)
    if known is None and not quiet:
        say("which graphs of documents that are gone it still has was not asked; --query URL tells where to")
    elif stale and not prune:
        say(f"{len(stale)} graphs are there that this build does not have (--prune removes them):")
        _list(stale)
    if outcome.problem:
        raise typer.Exit(SOME_FAILED if outcome.replaced or outcome.doubtful else NOTHING_DONE)
    raise typer.Exit(OK)


def _report(outcome: Outcome, url: str, quiet: bool) -> None:
    if not quiet or outcome.problem:
        gone = f", {len(outcome.removed)} removed" if outcome.removed else ""
        say(clean(f"{len(outcome.replaced)} graphs replaced{gone} at {url}"), err=bool(outcome.problem))
    if outcome.problem:
        say(clean(f"kg: {outcome.problem}"), err=True)
        for words, names in (
            ("in doubt, perhaps half replaced", outcome.doubtful),
            ("as they were", outcome.untouched),
        ):
            if names:
                say(f"{words}: {len(names)}", err=True)
                _list(names, err=True)
        say("the same command, run again, replaces all of them", err=True)


def _list(names: tuple[str, ...] | list[str], *, err: bool = False) -> None:
    for name in names[:_LISTED]:
        say(clean(f"  {name}"), err=err)
    if len(names) > _LISTED:
        say(f"  and {len(names) - _LISTED} more", err=err)


def _password(user: str, variable: str) -> str:
    if not user:
        return ""
    if variable in os.environ:
        return os.environ[variable]
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass(f"Password of {clean(user)}: ")
    raise Problem("no password", where=variable, cure="set this environment variable, or name another: --password-env")
