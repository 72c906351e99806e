"""The network as GEXF or GraphML for Gephi and its like, with every measure, interval and cluster as an attribute."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import networkx as nx

from kg.model import Problem
from kg.network import projections
from kg.network.analysis import Network
from kg.network.evidence import Evidence, Statement
from kg.network.project import CLUB, Pair, Weight, ends
from kg.network.rollup import rolled

FORMS = (".gexf", ".graphml")
_BARRED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STAMP = re.compile(r' lastmodifieddate="[^"]*"')


def attributed(evidence: Evidence, network: Network, *, weight: Weight = "claims") -> nx.Graph:
    """The graph that the measures stand on, with all that is known of its nodes and ties as plain attributes.

    ``evidence`` is that of the slice. What is not known is left out, for the formats have no word for it.
    """
    counted = rolled(evidence, network.roll_up)
    graph = projections.graph(counted, network.projection, weight=weight)
    sayings: dict[Pair, list[Statement]] = defaultdict(list)
    for s in projections.relevant(counted, network.projection):
        sayings[ends(s)].append(s)
    for node, cells in graph.nodes(data=True):
        firm = network.firm[node]
        found = {**cells, "label": cells["en"], **network.metrics[node], "top10": firm.top}
        for column in network.metrics[node]:
            found |= {f"{column}_low": firm.low[column], f"{column}_high": firm.high[column]}
        found |= {"document": firm.document, "cluster": network.cluster.get(node, 0)}
        found["cluster_name"] = network.names.get(network.cluster.get(node, 0), "")
        cells.clear()
        cells.update({name: _clean(value) for name, value in found.items() if value == value})
    for a, b, cells in graph.edges(data=True):
        one, other = sorted((a.removesuffix(CLUB), b.removesuffix(CLUB)))
        said = sayings[one, other]
        cells["relations"] = "; ".join(sorted({s.predicate for s in said}))
        cells["documents"] = _clean("; ".join(sorted({s.document for s in said if s.document})))
        cells["sayings"] = len(said)
    clean = nx.relabel_nodes(graph, {node: _clean(node) for node in graph})
    clean.graph = {"name": network.basis[0]}
    return clean


def save(graph: nx.Graph, path: Path) -> None:
    """Write a graph as .gexf or .graphml, the same bytes each time; a `Problem` says why it cannot be written."""
    if path.suffix.lower() not in FORMS:
        raise Problem("not a graph file that we write", where=str(path), cure=f"end its name in {' or '.join(FORMS)}")
    lines = nx.generate_gexf(graph) if path.suffix.lower() == ".gexf" else nx.generate_graphml(graph)
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + _STAMP.sub("", "\n".join(lines)) + "\n"
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem("cannot be written", where=str(path), cure="give a folder that exists and is yours") from error


def _clean(value: object) -> object:
    """Strings without the characters that XML bars; other values as they are."""
    return _BARRED.sub("\ufffd", value) if isinstance(value, str) else value
