"""The command line: parse, call, print. Heavy modules are imported inside the commands, so help answers at once.

One module per family of commands; `COMMANDS` lists them in the order in which help shows them.
"""

from __future__ import annotations

import signal
import sys
from typing import Annotated, NoReturn

import typer

from kg import __version__
from kg.cli.asking import ask, info, query
from kg.cli.judging import evaluate, explain, validate
from kg.cli.making import build
from kg.cli.measuring import network
from kg.cli.screen import DEBUG, NOTHING_DONE, OK, SOME_FAILED, clean, complain, options, say
from kg.cli.serving import publish, serve
from kg.cli.viewing import view
from kg.cli.writing import export
from kg.model import Problem

__all__ = ["NOTHING_DONE", "OK", "SOME_FAILED", "app", "main"]

COMMANDS = (build, ask, query, info, view, network, export, serve, publish, validate, explain, evaluate)

app = typer.Typer(
    name="kg",
    help="Policy documents in, an evidence-bearing knowledge graph out. 读取政策文献，生成有出处的知识图谱。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(value: bool) -> None:
    if value:
        say(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option(DEBUG, help="Show the traceback of an error; may stand anywhere.")] = False,
) -> None:
    """Policy documents in, an evidence-bearing knowledge graph out. 读取政策文献，生成有出处的知识图谱。"""


for _command in COMMANDS:
    app.command()(_command)


def _stop(*_: object) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)


def main() -> None:
    """Run the command line; a `Problem` becomes one line and exit code 2, a traceback needs --debug."""
    given = options()
    arguments = [option for option in given if option != DEBUG] + sys.argv[1 + len(given) :]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # As an exception, so that a build that is told to stop cleans up.
    signal.signal(signal.SIGTERM, _stop)
    try:
        app(arguments, prog_name="kg")
    except Problem as problem:
        complain(f"kg: {problem}", problem)
        for line in problem.excerpt.splitlines():
            say(f"  {clean(line)}", err=True)
        raise SystemExit(NOTHING_DONE) from None
    except Exception as error:
        complain(f"kg: unexpected {type(error).__name__}: {error} (report it, with --debug)", error)
        raise SystemExit(NOTHING_DONE) from None
