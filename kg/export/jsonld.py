"""Quads as JSON-LD with the published context: a line per node, so that two versions can be compared.

The context stands in each file as it is published (`kg.context`), so that reading one needs no network.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kg import context
from kg.context import Json
from kg.iris import ONTOLOGY, PREFIXES, expand, shorten
from kg.model import Problem
from kg.terms import Quad, Term, parse
from kg.turtle import natural

_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_WHOLE = re.compile(r"-?[1-9][0-9]{0,14}|0")
_TYPE = f"{PREFIXES['rdf']}type"
_STRING, _INTEGER, _BOOLEAN = (f"{PREFIXES['xsd']}{name}" for name in ("string", "integer", "boolean"))


def jsonld(quads: Iterable[Quad]) -> Iterator[str]:
    """A document with the nodes of the default graph, and a node with a graph of its own for each named one."""
    graphs: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, object_, graph in quads:
        graphs[graph][subject].append((predicate, object_))
    writer = Writer(_safe(context.default(), graphs))
    yield f'{{"@context": {json.dumps(writer.context, ensure_ascii=False)},\n"@graph": ['
    comma = "\n"
    for graph in sorted(graphs):
        nodes = sorted(graphs[graph].items(), key=lambda node: natural(node[0]))
        if graph:
            yield f'{comma}{{"@id": {_dumps(writer.name(parse(graph)))}, "@graph": ['
            comma = "\n"
        for subject, values in nodes:
            yield comma + _dumps(writer.node(subject, values))
            comma = ",\n"
        yield "\n]}" if graph else ""
        comma = ",\n"
    yield "\n]}\n"


@dataclass(frozen=True)
class Writer:
    """How terms are written with a context."""

    context: Json

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        """How the values of a property are typed, by its IRI."""
        typed = ((value["@id"], value["@type"]) for value in self.context.values() if isinstance(value, dict))
        return {iri: kind if kind.startswith("@") else expand(kind) for iri, kind in typed}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {value["@id"]: name for name, value in self.context.items() if isinstance(value, dict)}

    def node(self, subject: str, values: Iterable[tuple[str, str]]) -> Json:
        """A node with its types, then its properties in order, each with its values in order."""
        found: dict[str, list[Any]] = {}
        for predicate, object_ in sorted(values):
            iri, term = parse(predicate).value, parse(object_)
            if iri == _TYPE and term.kind in ("uri", "bnode"):
                found.setdefault("@type", []).append(self.vocabulary(term))
            else:
                found.setdefault(self.property(iri), []).append(self.value(iri, term))
        single = {key: several[0] if len(several) == 1 else several for key, several in sorted(found.items())}
        return {"@id": self.name(parse(subject)), **single}

    def property(self, iri: str) -> str:
        """A property as a key, or a term of the ontology where one is expected."""
        return self._names.get(iri) or self._bare(iri) or self._short(iri)

    def name(self, term: Term) -> str:
        """A node's name where one is expected."""
        return f"_:{term.value}" if term.kind == "bnode" else self._short(term.value)

    def vocabulary(self, term: Term) -> str:
        """A class or term of the ontology where one is expected."""
        return self.name(term) if term.kind == "bnode" else self.property(term.value)

    def value(self, predicate: str, term: Term) -> Any:
        """A value, as short as the property's type in the context allows."""
        kind = self._kinds.get(predicate, "")
        if term.kind in ("uri", "bnode"):
            if kind == "@vocab":
                return self.vocabulary(term)
            return self.name(term) if kind == "@id" else {"@id": self.name(term)}
        if term.kind == "triple" or "--" in term.language:
            raise Problem("JSON-LD cannot say it (RDF 1.2)", where=str(term)[:200], cure="export to another form")
        if term.language:
            return {"@language": term.language, "@value": term.value}
        if kind:
            plain = {"@value": term.value} if term.datatype == _STRING else self._typed(term)
            return term.value if kind == term.datatype else plain
        if term.datatype == _STRING:
            return term.value
        if term.datatype == _INTEGER and _WHOLE.fullmatch(term.value):
            return int(term.value)
        if term.datatype == _BOOLEAN and term.value in ("true", "false"):
            return term.value == "true"
        return self._typed(term)

    def _typed(self, term: Term) -> Json:
        return {"@type": self.vocabulary(Term("uri", term.datatype)), "@value": term.value}

    def _bare(self, iri: str) -> str:
        """The local name of one of our terms, where no other meaning of it in the context is in the way."""
        local = iri.removeprefix(ONTOLOGY)
        return local if local != iri and _LOCAL.fullmatch(local) and local not in self.context else ""

    def _short(self, iri: str) -> str:
        short = shorten(iri)
        return short if short.partition(":")[0] in self.context else iri


def _safe(whole: Json, graphs: Mapping[str, Mapping[str, Iterable[tuple[str, str]]]]) -> Json:
    """The context without names that an IRI of the data would be mistaken for, such as ``org`` in ``org:something``."""
    iris = set(graphs)
    for nodes in graphs.values():
        for subject, values in nodes.items():
            iris.add(subject)
            iris.update(part for pair in values for part in pair)
    schemes = {iri[1:].partition(":")[0] for iri in iris if iri.startswith("<") and "://" not in iri}
    schemes |= {text.rpartition("^^<")[2].partition(":")[0] for text in iris if text.startswith('"') and "^^<" in text}
    return {name: value for name, value in whole.items() if name.partition(":")[0] not in schemes}


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
