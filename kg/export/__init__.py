"""A graph in the forms that other tools read; each text depends on the graph alone, not on order or hash seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg import sayings
from kg.entities import Directory
from kg.export import followthemoney, graph, jsonld, quads
from kg.model import Problem
from kg.output import whole
from kg.store import SECONDS, Store, nquads
from kg.terms import Quad
from kg.terms import quads as split

__all__ = ["FORMS", "Form", "form_of", "write"]


@dataclass(frozen=True)
class Source:
    """A graph as the forms want it: its quads, its claims as a graph, or its sayings; each made when asked for."""

    store: Store
    timeout: float

    @cached_property
    def quads(self) -> list[Quad]:
        return split(nquads(self.store, timeout=self.timeout))

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.store, self.timeout)

    @cached_property
    def said(self) -> tuple[sayings.Saying, ...]:
        return sayings.read(self.store, timeout=self.timeout)

    @cached_property
    def claims(self) -> graph.Graph:
        return graph.graph(self.said, self.directory.entities, self.directory.forms)


@dataclass(frozen=True, slots=True)
class Form:
    """A form: the ending of its file, and its text in pieces; with several files, the text of each by its name."""

    ending: str
    files: dict[str, Callable[[Source], Iterable[str]]]
    words: str


FORMS = {
    "turtle": Form(".ttl", {"": lambda s: quads.turtle(s.quads)}, "Turtle, the union of all named graphs"),
    "trig": Form(".trig", {"": lambda s: quads.trig(s.quads)}, "TriG, with the named graphs"),
    "nquads": Form(".nq", {"": lambda s: quads.nquads(s.quads)}, "N-Quads, sorted"),
    "jsonld": Form(".jsonld", {"": lambda s: jsonld.jsonld(s.quads)}, "JSON-LD with the published context"),
    "graphml": Form(".graphml", {"": lambda s: graph.graphml(s.claims)}, "GraphML: entities and claims"),
    "gexf": Form(".gexf", {"": lambda s: graph.gexf(s.claims)}, "GEXF for Gephi, with a time axis"),
    "csv": Form(
        "",
        {"nodes.csv": lambda s: [graph.nodes_csv(s.claims)], "edges.csv": lambda s: [graph.edges_csv(s.claims)]},
        "table of the entities or claims",
    ),
    "ftm": Form(
        ".ftm.json",
        {"": lambda s: followthemoney.followthemoney(s.said, s.directory.entities)},
        "FollowTheMoney entities, a line of JSON each",
    ),
}


def form_of(path: Path) -> str:
    """The form that a file's ending names; a `Problem` for one that names none."""
    found = next((name for name, form in FORMS.items() if form.ending and path.name.endswith(form.ending)), None)
    if found is None:
        endings = ", ".join(form.ending for form in FORMS.values() if form.ending)
        raise Problem("no form has this ending", where=str(path), cure=f"end it in {endings}, or name a form")
    return found


def write(store: Store, path: Path, form: str, *, timeout: float = SECONDS) -> tuple[Path, ...]:
    """Write a graph to a file (a folder for csv) in a form, and return the files; all are replaced, or none.

    ``timeout`` is that of each query, in seconds. An unknown form and a place that cannot be written are a `Problem`.
    """
    if form not in FORMS:
        raise Problem(f"there is no form {form!r}", where="export", cure=f"choose from {', '.join(FORMS)}")
    source, files = Source(store, timeout), FORMS[form].files
    try:
        if "" not in files:
            path.mkdir(parents=True, exist_ok=True)
        places = {name: path / name if name else path for name in files}
        with ExitStack() as stack:
            for name, make in files.items():
                stack.enter_context(whole(places[name])).writelines(make(source))
    except OSError as error:
        said = f"cannot be written ({error.strerror})"
        raise Problem(said, where=str(path), cure="give a place that is yours, on a disk with space") from None
    return tuple(places.values())
