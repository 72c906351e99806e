"""The stages in order: documents → extractions → knowledge → tables, graph, network, page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import additions, candidates, contradictions, documents, network, paths, rdf, registry, tables
from kg.documents.values import shown
from kg.extract import names, pipeline
from kg.knowledge import gather
from kg.model import Document, Extraction, Knowledge, Problem
from kg.output import replaced
from kg.schema import default as default_schema
from kg.views import explorer, reader, site, start

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: where the output is, what it knows, which documents failed, what to know of given entities."""

    out: Path
    knowledge: Knowledge
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()


def _quiet(message: str) -> None:
    """Report nothing."""


def build(
    given: Sequence[str | Path] = (),
    out: str | Path = "out",
    *,
    knowledge: Sequence[str | Path] = (),
    progress: Progress = _quiet,
) -> Built:
    """Read documents (those that ship, if none is given) and write everything about them into the folder ``out``.

    ``knowledge`` are files of entities that this build knows besides, or in place of, those of the registry
    (`kg.additions`). Documents that fail are told in `Built.problems` and stop no other; when none is left, an entity
    is wrong, or the output cannot be written, a `Problem` is raised and ``out`` stays as it was. ``progress`` hears
    what is being done.
    """
    given, target = list(given) or [paths.seeds()], Path(out)
    _check_outside(target, given)
    known = registry_with(knowledge)
    with replaced(target) as folder:
        lexicon = pipeline.compiled(known.entities) if knowledge else None
        extractions, problems = read(given, lexicon=lexicon, progress=progress)
        if not extractions:
            raise _nothing(problems)
        found = gather(extractions, known.entities)
        write(found, folder, problems=problems, progress=progress)
    return Built(target, found, tuple(problems), known.notes)


def registry_with(files: Sequence[str | Path]) -> additions.Registry:
    """The registry that ships, with the entities of a user's files."""
    return additions.load(files, registry.default(), default_schema())


def read(
    given: Sequence[str | Path], *, lexicon: names.Names | None = None, progress: Progress = _quiet
) -> tuple[list[Extraction], list[Problem]]:
    """What each document says, and the problems met on the way; one that breaks our own code is a problem too."""
    extractions: list[Extraction] = []
    problems: list[Problem] = []
    registry.default()
    for item in documents.stream(given):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        progress(f"reading {item.id}")
        try:
            extractions.append(pipeline.extract(item, lexicon=lexicon))
        except Problem:
            raise
        except Exception as error:
            problems.append(_broken(item, error))
    return extractions, problems


def write(known: Knowledge, folder: Path, *, problems: Sequence[Problem] = (), progress: Progress = _quiet) -> None:
    """Every file of a build (`kg.output.FILES`), into an existing folder; the start page tells of the ``problems``."""
    progress("writing tables")
    tables.write(known, folder)
    candidates.write(known, folder)
    disputed = contradictions.write(known, folder)
    progress("writing graph.ttl and graph.trig")
    rdf.write_turtle(known, folder / "graph.ttl")
    rdf.write_trig(known, folder / "graph.trig")
    progress("measuring the network")
    net = network.write(known, folder)
    progress("writing documents")
    pages = reader.write(known, folder)
    progress("drawing graph.html")
    explorer.write(known, folder / site.EXPLORER, **explorer.measured(net), readers=pages, start=site.START)
    progress("writing index.html")
    start.write(known, folder / site.START, network=net, contradictions=disputed, problems=problems)


def _check_outside(out: Path, given: Sequence[str | Path]) -> None:
    """Refuse an output among the documents, which the next build would read as one of them."""
    try:
        place = out.resolve()
        around = next((f for f in map(Path, given) if f.is_dir() and place.is_relative_to(f.resolve())), None)
    except (OSError, RuntimeError, ValueError):
        return
    if around is not None:
        raise Problem(
            "the output lies among the documents, and the next build would read it",
            where=str(out),
            cure=f"give a folder outside of {shown(around)} after -o",
        )


def _broken(document: Document, error: Exception) -> Problem:
    said = shown(f"{type(error).__name__}: {error}")
    problem = Problem(
        f"it could not be analysed ({said})", where=document.source or document.id, cure="report it, with --debug"
    )
    problem.__cause__ = error
    return problem


def _nothing(problems: Sequence[Problem]) -> Problem:
    """One problem that holds all, a line each."""
    if len(problems) == 1:
        return problems[0]
    listed = "".join(f"\n  {problem}" for problem in problems)
    return Problem(f"none of the documents can be read:{listed}" if listed else "there are no documents")
