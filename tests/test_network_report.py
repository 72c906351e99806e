"""The result: ranks, names, and the two tables, equal on every run."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from network_samples import ENTITIES, said
from samples import knowledge

from kg import tables as csvs
from kg.model import Knowledge
from kg.network import Evidence, Slice, analyse, tables, write
from kg.network.analysis import metrics
from kg.network.report import CLUSTERS, METRICS

BLOCS = said(
    *(f"{who} memberOf quad" for who in ("united-states", "japan", "india", "australia")),
    *(f"{who} memberOf chip-4" for who in ("united-states", "japan", "south-korea")),
    "china cooperatesWith russia",
    "biden initiated icet",
    "modi initiated icet",
    "russia cooperatesWith huawei",
    "china opposes quad",
    "netherlands memberOf chip-4 planned",
)


def test_measures_and_clusters_of_a_slice() -> None:
    network = analyse(BLOCS)
    assert network.metrics["quad"]["rank"] == 1
    assert network.metrics["quad"]["degree"] == 5
    assert "netherlands" not in network.metrics
    west = {"united-states", "japan", "india", "australia", "south-korea"}
    assert {k for k, number in network.cluster.items() if number == 1} == west
    assert {k for k, number in network.cluster.items() if number == 2} == {"china", "russia", "huawei"}
    assert network.names == {1: "Quad, Chip-4", 2: "Russia, China"}
    assert network.clusters[0].mechanisms == ("quad", "chip-4", "icet")


def test_the_basis_says_slice_projection_and_weights() -> None:
    network = analyse(BLOCS, part=Slice(since="2020"), weight="documents")
    for basis in network.basis:
        assert Slice(since="2020").words() in basis
        assert "each document counted once" in basis
    assert "countries" not in network.basis[0]
    assert "counted as their country" in network.basis[1]


def test_ranks_are_shared_by_equals_only() -> None:
    star = nx.Graph()
    star.add_weighted_edges_from([("hub", leaf, 1.0) for leaf in "abc"] + [("c", "d", 1.0)])
    ranks = {node: row["rank"] for node, row in metrics(star).items()}
    assert ranks == {"hub": 1, "c": 2, "d": 3, "a": 4, "b": 4}


def test_rank_follows_betweenness_first() -> None:
    arms = nx.Graph()
    arms.add_weighted_edges_from([("centre", hub, 1.0) for hub in "xyz"])
    arms.add_weighted_edges_from([(hub, f"{hub}{n}", 1.0) for hub in "xyz" for n in range(2)])
    found = metrics(arms)
    assert found["centre"]["pagerank"] < found["x"]["pagerank"]
    assert (found["centre"]["rank"], found["x"]["rank"], found["x0"]["rank"]) == (1, 2, 5)


def test_numbers_have_six_digits() -> None:
    third = nx.Graph()
    third.add_weighted_edges_from([("a", "b", 1 / 3), ("b", "c", 2 / 3)])
    assert metrics(third)["a"]["strength"] == 0.333333
    assert metrics(third)["c"]["strength"] == 0.666667


def test_tables_of_a_network() -> None:
    found = tables(analyse(BLOCS))
    assert found["metrics.csv"][0] == METRICS
    assert found["clusters.csv"][0] == CLUSTERS
    rows = [dict(zip(METRICS, row, strict=True)) for row in found["metrics.csv"][1]]
    assert rows[0]["entity"] == "https://w3id.org/techpolicy-kg/entity/quad"
    assert (rows[0]["key"], rows[0]["class"], rows[0]["label_zh"], rows[0]["degree"]) == (
        "quad",
        "Alliance",
        "中quad",
        "5",
    )
    assert [int(str(row["rank"])) for row in rows] == sorted(int(str(row["rank"])) for row in rows)
    groups = [dict(zip(CLUSTERS, row, strict=True)) for row in found["clusters.csv"][1]]
    assert [row["cluster"] for row in groups] == ["1"] * 5 + ["2"] * 3
    assert groups[0]["mechanisms"] == ("quad", "chip-4", "icet")


def test_who_stands_in_no_cluster_is_listed_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.network import cluster

    whole = cluster.clusters

    def strict(graph: nx.Graph, **options: Any) -> tuple[cluster.Cluster, ...]:
        return whole(graph, agreement=1.01, **options)

    monkeypatch.setattr(cluster, "clusters", strict)
    network = analyse(BLOCS)
    assert network.cluster == {}
    assert network.names == {}
    rows = [dict(zip(CLUSTERS, row, strict=True)) for row in tables(network)["clusters.csv"][1]]
    assert len(rows) == 8
    assert {(row["cluster"], row["name"], row["stability"]) for row in rows} == {("", "", "")}


def test_nothing_at_all_gives_headers(tmp_path: Path) -> None:
    network = write(Knowledge((), ()), tmp_path)
    assert (network.metrics, network.cluster, network.names) == ({}, {}, {})
    assert (tmp_path / "metrics.csv").read_text(encoding="utf-8") == ",".join(METRICS) + "\n"
    assert (tmp_path / "clusters.csv").read_text(encoding="utf-8") == ",".join(CLUSTERS) + "\n"


def test_cells_are_harmless_to_spreadsheets(tmp_path: Path) -> None:
    known = knowledge()
    hostile = tuple(replace(e, en="=cmd|' /C calc'!A0") if e.key == "huawei" else e for e in known.entities)
    write(replace(known, entities=hostile), tmp_path)
    text = (tmp_path / "metrics.csv").read_text(encoding="utf-8")
    assert "'=cmd|" in text
    assert ",=cmd" not in text
    labels = {row["key"]: row["label_en"] for row in csvs.read_csv(tmp_path / "metrics.csv")}
    assert labels["huawei"] == "=cmd|' /C calc'!A0"


def test_a_key_that_is_an_iri_stays_one() -> None:
    nz, quad = "http://example.org/nz", "http://example.org/quad"
    entities = {nz: replace(ENTITIES["japan"], key=nz), quad: replace(ENTITIES["quad"], key=quad)}
    one = said("japan memberOf quad").statements[0]
    network = analyse(Evidence((replace(one, subject=nz, object=quad),), entities))
    assert {row[0] for row in tables(network)["metrics.csv"][1]} == {nz, quad}


SCRIPT = """
import sys
from network_samples import said
from kg.network import analyse, tables
actors = "united-states japan india australia china russia south-korea netherlands huawei tsinghua biden modi".split()
clubs = "quad aukus chip-4 icet nato european-union".split()
lines = [f"{a} memberOf {c}" for i, a in enumerate(actors) for j, c in enumerate(clubs) if (i * i + 3 * j) % 4 < 2]
sys.stdout.buffer.write(repr(tables(analyse(said(*lines, "china cooperatesWith russia")))).encode())
"""


def test_same_tables_under_every_hash_seed() -> None:
    here = Path(__file__).resolve().parent
    search = os.pathsep.join((str(here), str(here.parent)))
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": search},
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(outputs) == 1
