"""The stages in order: documents → extractions → knowledge → tables, graph, network, page.

A build writes into a new folder beside the output and swaps it in when everything is there, so a failure never leaves
half an output or spoils a good one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import documents, knowledge, network, paths, rdf, registry, tables
from kg.extract import pipeline
from kg.model import Document, Extraction, Knowledge, Problem
from kg.views import explorer

FILES = (
    "graph.ttl",
    "graph.trig",
    "entities.csv",
    "mentions.csv",
    "assertions.csv",
    "unknown.csv",
    "metrics.csv",
    "clusters.csv",
    "graph.html",
)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: where the output is, what it knows, and which documents failed."""

    out: Path
    knowledge: Knowledge
    problems: tuple[Problem, ...]


def _quiet(message: str) -> None:
    """Report nothing."""


def sources(given: Sequence[str | Path]) -> list[str | Path]:
    """The paths to read: those given, or the documents that ship."""
    return list(given) or [paths.seeds()]


def read(given: Sequence[str | Path], *, progress: Progress = _quiet) -> tuple[list[Extraction], list[Problem]]:
    """What each document says, and the problems met on the way; a failing document stops no other."""
    extractions: list[Extraction] = []
    problems: list[Problem] = []
    for item in documents.stream(sources(given)):
        if isinstance(item, Document):
            progress(item.id)
            extractions.append(pipeline.extract(item))
        else:
            problems.append(item)
    return extractions, problems


def write(known: Knowledge, folder: Path, *, progress: Progress = _quiet) -> None:
    """Every output file of a build, into an existing folder."""
    progress("tables")
    tables.write(known, folder)
    progress("graph.ttl, graph.trig")
    rdf.write_turtle(known, folder / "graph.ttl")
    rdf.write_trig(known, folder / "graph.trig")
    progress("network")
    net = network.write(known, folder)
    progress("graph.html")
    explorer.write(known, folder / "graph.html", metrics=net.metrics, cluster=net.cluster, names=net.names)


def _replace(new: Path, out: Path) -> None:
    """Put a finished folder's files in the place of the old ones; what else is in ``out`` stays."""
    out.mkdir(parents=True, exist_ok=True)
    for file in sorted(new.iterdir()):
        os.replace(file, out / file.name)


def build(given: Sequence[str | Path] = (), out: str | Path = "out", *, progress: Progress = _quiet) -> Built:
    """Read documents and write everything about them into ``out``.

    A `Problem` is raised when nothing could be read; documents that fail are returned in `Built.problems`.
    """
    target = Path(out)
    if target.exists() and not target.is_dir():
        raise Problem("the output is a file, not a folder", where=str(target), cure="give another folder after -o")
    extractions, problems = read(given, progress=progress)
    if not extractions:
        listed = "; ".join(str(p) for p in problems[:5])
        raise Problem(f"nothing could be read: {listed}" if listed else "there are no documents", cure="give files or folders of .txt, .md, .html, .pdf or .docx")
    known = knowledge.gather(extractions, registry.default())
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise Problem(f"cannot write there ({error.strerror})", where=str(target), cure="give a folder you may write to after -o") from None
    try:
        write(known, work, progress=progress)
        _replace(work, target)
    except OSError as error:
        raise Problem(f"cannot write there ({error.strerror})", where=str(target), cure="free some space, or give another folder") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Built(target, known, tuple(problems))


def failures(problems: Iterable[Problem]) -> list[str]:
    """Problems as lines for people."""
    return [str(p) for p in problems]
