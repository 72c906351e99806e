"""Which part of a graph to look at, chosen by names in either language, and the file that its page goes into."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from kg import entities, sayings
from kg.entities import Directory
from kg.model import Modality, Problem, content_hash
from kg.network import Slice
from kg.output import FILES
from kg.schema import default as default_schema

EVERYTHING = Slice(modalities=tuple(Modality), observers=True)
_OTHER = re.compile(r"[^A-Za-z0-9-]+")
_LONG = 80
_DRAWN = '<script type="application/json" id="kg-nodes">'


@dataclass(frozen=True, slots=True)
class View:
    """Which part of a graph is meant; an empty choice means all.

    ``part`` says which sayings count. ``around`` are keys, and ``depth`` how many claims one may walk from them: 1
    keeps the claims that name them, 2 also those of their neighbours. ``cluster`` is a number of clusters.csv: what is
    said between its members, their officials, and what several of them sit in. ``top`` is how many entities are kept,
    the most central ones and those of ``around``.
    """

    part: Slice = EVERYTHING
    around: tuple[str, ...] = ()
    depth: int = 1
    cluster: int = 0
    top: int = 0


def choose(
    directory: Directory,
    *,
    around: Iterable[str] = (),
    depth: int = 1,
    cluster: int = 0,
    top: int = 0,
    relations: Iterable[str] = (),
    classes: Iterable[str] = (),
    modalities: Iterable[str] = (),
    documents: Iterable[str] = (),
    publishers: Iterable[str] = (),
    languages: Iterable[str] = (),
    since: str = "",
    until: str = "",
    undated: bool = False,
) -> View:
    """The view that these names mean: entities by any name, relations and classes by name or label (奥库斯, 限制).

    What names nothing in this graph is a `Problem` that says what is near.
    """
    if depth < 1 or cluster < 0 or top < 0:
        raise Problem("depth, cluster and top count from 1", where="view", cure="give a number above 0")
    schema, known = default_schema(), list(sayings.documents(directory.store, timeout=directory.timeout).values())
    part = replace(
        EVERYTHING,
        relations=tuple(entities.term(r, schema.relations, what="relation") for r in relations),
        classes=tuple(entities.term(c, schema.classes, what="class") for c in classes),
        modalities=tuple(Modality(entities.term(m, Modality, what="modality")) for m in modalities) or tuple(Modality),
        documents=_of(documents, [d.id for d in known], "document"),
        publishers=_of(publishers, [d.publisher for d in known], "publisher"),
        languages=_of(
            languages, [tag for d in known for tag in (d.language, d.language[:2])], "language of a document"
        ),
        since=since,
        until=until,
        undated=undated,
    )
    return View(part, tuple(dict.fromkeys(directory.key(name) for name in around)), depth, cluster, top)


def file_name(view: View) -> str:
    """The file of a view, by its choices: ``view-aukus-depth-2.html``; a hash stands for what no file name takes."""
    p = view.part
    ways = () if set(p.modalities) == set(Modality) else p.modalities
    parts = [*view.around, *([f"depth-{view.depth}"] if view.around and view.depth > 1 else [])]
    parts += [f"cluster-{view.cluster}"] if view.cluster else []
    parts += [*p.relations, *p.classes, *ways, *p.languages, *p.documents, *p.publishers]
    parts += [f"since-{p.since}"] if p.since else []
    parts += [f"until-{p.until}"] if p.until else []
    parts += ["undated"] if p.undated else []
    parts += [f"top-{view.top}"] if view.top else []
    text = "-".join(parts) or "all"
    plain = "-".join(filter(None, _OTHER.split(text)))[:_LONG].rstrip("-")
    return f"view-{plain}.html" if plain == text else f"view-{plain}-{content_hash(*parts)[:8]}.html"


def ours(path: Path) -> bool:
    """Whether a file is a page of a view: one that we drew, and none of the files of a build."""
    try:
        return path.name not in FILES and _DRAWN in path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False


def _of(given: Iterable[str], known: Iterable[str], what: str) -> tuple[str, ...]:
    """Names that must be among those that a graph has."""
    there = sorted(set(filter(None, known)))
    for name in given:
        if name not in there:
            near = get_close_matches(name, there, 3) or there[:5]
            raise Problem(f"there is no such {what}", where=repr(name[:80]), cure=f"there are {', '.join(near)}")
    return tuple(given)
