"""Claims as a graph with properties: GraphML, GEXF with a time axis, and CSV tables of nodes and edges.

A node is an entity of some claim; an edge is a claim, with how often it is said in each modality. Plans and denials are
edges too: filter by ``modality``, or by the count of one, before taking an edge for a fact. Edges of relations that
hold both ways have ``symmetric``; GraphML and GEXF write them as directed too, for some readers take no mixture.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from kg import edtf
from kg.entities import iri_of
from kg.iris import CLAIM
from kg.model import Entity, Modality
from kg.sayings import Saying
from kg.schema import default as default_schema
from kg.tables import Cell, csv_text

Row = Mapping[str, str | int | bool | date | None]

NODES = {
    "label": "string",
    "label_zh": "string",
    "class": "string",
    "country": "string",
    "wikidata": "string",
    "provisional": "boolean",
    "mentions": "integer",
    "iri": "string",
}
EDGES = {
    "label": "string",
    "relation": "string",
    "symmetric": "boolean",
    "modality": "string",
    **dict.fromkeys(map(str, Modality), "integer"),
    "sayings": "integer",
    "documents": "integer",
    "languages": "integer",
    "first": "date",
    "last": "date",
    "quote": "string",
}
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Edge:
    """A claim between two nodes."""

    id: str
    source: str
    target: str
    row: Row


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by key and edges by claim, in order, with the columns of `NODES` and `EDGES`."""

    nodes: Mapping[str, Row]
    edges: Sequence[Edge]


def graph(said: Iterable[Saying], entities: Mapping[str, Entity], forms: Mapping[str, Mapping[str, int]]) -> Graph:
    """The graph of these sayings; ``forms`` tell how often each entity is mentioned."""
    claims: dict[str, list[Saying]] = defaultdict(list)
    for s in said:
        claims[s.claim].append(s)
    edges = []
    for claim, sayings in sorted(claims.items(), key=lambda item: (item[1][0].assertion.triple, item[0])):
        subject, predicate, object_ = sayings[0].assertion.triple
        edges.append(Edge(claim.removeprefix(CLAIM), subject, object_, _edge(predicate, sayings)))
    keys = sorted({key for edge in edges for key in (edge.source, edge.target)})
    nodes = {key: _node(entities.get(key) or Entity(key, "", key, key), forms.get(key, {})) for key in keys}
    return Graph(nodes, edges)


def _node(e: Entity, forms: Mapping[str, int]) -> Row:
    return {
        "label": e.label("en") or e.key,
        "label_zh": e.label("zh"),
        "class": e.cls,
        "country": e.country,
        "wikidata": e.wikidata,
        "provisional": e.provisional,
        "mentions": sum(forms.values()),
        "iri": iri_of(e.key),
    }


def _edge(predicate: str, sayings: Sequence[Saying]) -> Row:
    how = Counter(s.assertion.modality for s in sayings)
    days = [edtf.resolve(s.assertion.date) for s in sayings]
    relation = default_schema().relations.get(predicate)
    best = min(sayings, key=lambda s: list(Modality).index(s.assertion.modality))
    return {
        "label": default_schema().label(predicate, "en"),
        "relation": predicate,
        "symmetric": bool(relation and relation.symmetric),
        "modality": best.assertion.modality.value,
        **{modality.value: how[modality] for modality in Modality},
        "sayings": len(sayings),
        "documents": len({s.document.id for s in sayings}),
        "languages": len({s.document.language for s in sayings if s.document.language}),
        "first": min((first for first, _ in days if first), default=None),
        "last": max((last for _, last in days if last), default=None),
        "quote": best.assertion.evidence.text,
    }


def graphml(g: Graph) -> Iterator[str]:
    """GraphML (http://graphml.graphdrawing.org); dates are text."""
    types = {"string": "string", "integer": "int", "boolean": "boolean", "date": "string"}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for kind, columns in (("node", NODES), ("edge", EDGES)):
        for name, type_ in columns.items():
            yield f'<key id="{kind}-{name}" for="{kind}" attr.name="{name}" attr.type="{types[type_]}"/>\n'
    yield '<key id="edge-weight" for="edge" attr.name="weight" attr.type="int"/>\n'
    yield '<graph id="claims" edgedefault="directed">\n'
    for key, row in g.nodes.items():
        yield f"<node id={_attribute(key)}>{_data('node', row)}</node>\n"
    for edge in g.edges:
        ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)}"
        weight = f'<data key="edge-weight">{edge.row["sayings"]}</data>'
        yield f"<edge id={_attribute(edge.id)} {ends}>{weight}{_data('edge', edge.row)}</edge>\n"
    yield "</graph>\n</graphml>\n"


def gexf(g: Graph) -> Iterator[str]:
    """GEXF 1.3 (https://gexf.net); edges that are dated exist from their first to their last day."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield '<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">\n'
    for kind, columns in (("node", NODES), ("edge", EDGES)):
        yield f'<attributes class="{kind}" mode="static">\n'
        for name, type_ in list(columns.items())[1:]:
            yield f'<attribute id="{name}" title="{name}" type="{"string" if type_ == "date" else type_}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    for key, row in g.nodes.items():
        yield f"<node id={_attribute(key)} label={_attribute(row['label'])}>{_values(row)}</node>\n"
    yield "</nodes>\n<edges>\n"
    for edge in g.edges:
        ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)}"
        times = "".join(
            f' {at}="{day}"' for at, day in (("start", edge.row["first"]), ("end", edge.row["last"])) if day
        )
        about = f'label={_attribute(edge.row["label"])} weight="{edge.row["sayings"]}"{times}'
        yield f"<edge id={_attribute(edge.id)} {ends} {about}>{_values(edge.row)}</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def nodes_csv(g: Graph) -> str:
    """The nodes as CSV, with the column names that Gephi and Neo4j importers look for in lower case."""
    return csv_text(["id", *NODES], [[key, *map(_cell, row.values())] for key, row in g.nodes.items()])


def edges_csv(g: Graph) -> str:
    """The edges as CSV: source, target, type (Directed or Undirected) and weight, then their columns."""
    rows = [
        [
            e.source,
            e.target,
            "Undirected" if e.row["symmetric"] else "Directed",
            e.id,
            _cell(e.row["sayings"]),
            *map(_cell, e.row.values()),
        ]
        for e in g.edges
    ]
    return csv_text(["source", "target", "type", "id", "weight", *EDGES], rows)


def _cell(value: str | int | bool | date | None) -> Cell:
    return value.isoformat() if isinstance(value, date) else value


def _data(kind: str, row: Row) -> str:
    cells = ((name, _text(value)) for name, value in row.items())
    return "".join(f'<data key="{kind}-{name}">{escape(text)}</data>' for name, text in cells if text)


def _values(row: Row) -> str:
    cells = [(name, _text(value)) for name, value in row.items() if name != "label"]
    inner = "".join(f'<attvalue for="{name}" value={_attribute(text)}/>' for name, text in cells if text)
    return f"<attvalues>{inner}</attvalues>"


def _text(value: str | int | bool | date | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else _UNFIT.sub("\ufffd", str(value))


def _attribute(value: str | int | bool | date | None) -> str:
    return quoteattr(_text(value), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
