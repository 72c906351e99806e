"""The commands that hand a graph on: serve and publish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.screen import clean, say


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
