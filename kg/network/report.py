"""The network as a result: measures and clusters with the slice they stand on, and as metrics.csv and clusters.csv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import networkx as nx

from kg.iris import entity_iri
from kg.model import Entity, Knowledge
from kg.network import cluster, measure, project
from kg.network.cluster import Cluster
from kg.network.evidence import Evidence, from_knowledge
from kg.network.project import Weight
from kg.network.slices import Slice, take
from kg.tables import Cell, write_csv

Table = tuple[tuple[str, ...], list[tuple[Cell, ...]]]

METRICS = (
    "entity",
    "key",
    "class",
    "label_zh",
    "label_en",
    "degree",
    "strength",
    "betweenness",
    "pagerank",
    "rank",
    "slice",
)
CLUSTERS = (
    "cluster",
    "name",
    "entity",
    "key",
    "class",
    "label_zh",
    "label_en",
    "stability",
    "mechanisms",
    "slice",
)


@dataclass(frozen=True, slots=True)
class Network:
    """Who is central and who stands together, on which slice.

    ``metrics``: degree, strength, betweenness, pagerank and rank by key, of actors, mechanisms and policies;
    ``clusters`` with ``cluster`` (number by key) and ``names`` (by number); ``basis`` says in plain words what the
    measures and the clusters stand on. Numbers are rounded to six significant digits, so that they are the same
    everywhere.
    """

    metrics: Mapping[str, Mapping[str, float]]
    clusters: tuple[Cluster, ...]
    cluster: Mapping[str, int]
    names: Mapping[int, str]
    basis: tuple[str, str]
    entities: Mapping[str, Entity]


def analyse(evidence: Evidence, *, part: Slice | None = None, weight: Weight = "claims") -> Network:
    """Measures over all actors, mechanisms and policies, and clusters of aligned actors, of one slice.

    One per claim is the default weight, so that no talkative document makes a centre.
    """
    part = part or Slice()
    taken = take(evidence, part)
    whole = project.everything(taken, weight=weight)
    aligned = project.alignment(taken, weight=weight)
    found = cluster.bind(cluster.clusters(aligned), project.membership(taken, weight=weight, roll_up=True))
    return Network(
        metrics=metrics(whole),
        clusters=found,
        cluster={member: c.number for c in found if c.number for member in c.members},
        names={c.number: name(c, aligned, evidence.entities) for c in found if c.number},
        basis=(f"{project.words(whole)}; {part.words()}", f"{project.words(aligned)}; {part.words()}"),
        entities=evidence.entities,
    )


def metrics(graph: nx.Graph) -> dict[str, dict[str, float]]:
    """Degree, strength, betweenness, PageRank and rank of each node.

    Rank 1 has the highest betweenness; PageRank, then strength, decide between equals; full equals share a rank.
    """
    columns: dict[str, Mapping[str, float]] = {
        "degree": measure.degree(graph),
        "strength": measure.strength(graph),
        "betweenness": measure.betweenness(graph),
        "pagerank": measure.pagerank(graph),
    }
    found = {node: {column: _rounded(values[node]) for column, values in columns.items()} for node in graph}

    def height(node: str) -> tuple[float, float, float]:
        row = found[node]
        return -row["betweenness"], -row["pagerank"], -row["strength"]

    heights = sorted(height(node) for node in found)
    ranks: dict[tuple[float, float, float], int] = {}
    for place, value in enumerate(heights, 1):
        ranks.setdefault(value, place)
    for node, row in found.items():
        row["rank"] = ranks[height(node)]
    return found


def name(found: Cluster, graph: nx.Graph, entities: Mapping[str, Entity], language: str = "en") -> str:
    """A cluster's name: the two mechanisms that bind it best, or its two strongest members where none does."""
    keys = found.mechanisms[:2]
    if not keys:
        strong = measure.strength(graph.subgraph(found.members))
        keys = tuple(sorted(found.members, key=lambda k: (-_rounded(strong[k]), k))[:2])
    return ("、" if language.startswith("zh") else ", ").join(entities[key].label(language) for key in keys)


def tables(network: Network) -> dict[str, Table]:
    """Columns and rows of metrics.csv (by rank) and clusters.csv (by cluster, firmest members first)."""
    by_rank = sorted(network.metrics.items(), key=lambda item: (item[1]["rank"], item[0]))
    numbers = ("degree", "strength", "betweenness", "pagerank", "rank")
    measured: list[tuple[Cell, ...]] = [
        (*_entity(network.entities[key]), *(_number(row[column]) for column in numbers), network.basis[0])
        for key, row in by_rank
    ]
    grouped: list[tuple[Cell, ...]] = [
        (
            str(c.number or ""),
            network.names.get(c.number, ""),
            *_entity(network.entities[key]),
            _number(value) if c.number else "",
            c.mechanisms,
            network.basis[1],
        )
        for c in network.clusters
        for key, value in sorted(zip(c.members, c.stability, strict=True), key=lambda m: (-_rounded(m[1]), m[0]))
    ]
    return {"metrics.csv": (METRICS, measured), "clusters.csv": (CLUSTERS, grouped)}


def write(knowledge: Knowledge, folder: Path, *, part: Slice | None = None, weight: Weight = "claims") -> Network:
    """Analyse a build's knowledge and write metrics.csv and clusters.csv into an existing folder."""
    network = analyse(from_knowledge(knowledge), part=part, weight=weight)
    for file, (columns, rows) in tables(network).items():
        write_csv(folder / file, columns, rows)
    return network


def _entity(entity: Entity) -> tuple[str, str, str, str, str]:
    iri = entity.key if "://" in entity.key else entity_iri(entity.key)
    return iri, entity.key, entity.cls, entity.zh, entity.en


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")


def _number(value: float) -> str:
    return f"{value:.6g}"
