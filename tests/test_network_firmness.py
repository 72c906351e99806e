"""Intervals by resampling, and what hangs on one document."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_samples import said, saying

from kg.network import analyse, project
from kg.network.analysis import metrics
from kg.network.firmness import COLUMNS, LEAST, TOP, interval, ranking, resamples
from kg.network.project import Weight
from kg.network.report import METRICS, tables

CLUBS = ["quad", "aukus", "chip-4", "nato", "icet"]
HUB = [f"japan memberOf {club} asserted doc-{n}" for n in (1, 2, 3) for club in CLUBS]
TALKER = [
    f"china supports {other} asserted doc-4"
    for other in ["russia", "india", "huawei", "tsinghua", "netherlands", "modi"]
]


def test_resamples_draw_documents_and_then_sayings() -> None:
    rows = [saying(f"japan memberOf {club} asserted {doc}") for doc in ("doc-1", "doc-2") for club in CLUBS]
    samples = list(resamples(rows, 50, seed=3))
    assert len(samples) == 50
    assert all(len(sample) == len(rows) for sample in samples)
    documents = [{rows[i].document for i in sample} for sample in samples]
    assert Counter(map(len, documents))[1] > 10
    assert any(len(set(sample)) < 5 for sample in samples)
    assert samples == list(resamples(rows, 50, seed=3)) != list(resamples(rows, 50, seed=4))


def test_facts_of_the_registry_are_in_every_resample() -> None:
    fact = saying("huawei basedIn china")
    rows = [type(fact)(fact.subject, fact.predicate, fact.object, fact.modality), saying("japan memberOf quad")]
    assert all(sample[0] == 0 and len(sample) == 2 for sample in resamples(rows, 5))


@pytest.mark.parametrize("weight", ["claims", "assertions", "documents"])
def test_the_ranking_is_that_of_the_graph(weight: Weight) -> None:
    evidence = said(*HUB, *TALKER, "china cooperatesWith japan", "japan cooperatesWith china asserted doc-2")
    graph = project.everything(evidence, weight=weight)
    assert ranking(project.standing(evidence), weight=weight, times=0).rows == metrics(graph)


def test_who_stands_on_one_document_is_less_firm_than_who_stands_on_three() -> None:
    found = ranking(project.standing(said(*HUB, *TALKER, "china opposes quad asserted doc-1")), times=200)
    japan, china = found.firm["japan"], found.firm["china"]
    assert (found.rows["china"]["rank"], found.rows["japan"]["rank"]) == (1, 2)
    assert (japan.document, japan.without) == ("", 0)
    assert (china.document, china.without) == ("doc-4", 3)
    assert china.high["rank"] > japan.high["rank"]
    assert china.low["degree"] < found.rows["china"]["degree"] == china.high["degree"]


def test_gone_without_its_document() -> None:
    found = ranking(project.standing(said(*HUB, *TALKER, "russia opposes quad")))
    assert (found.firm["russia"].document, found.firm["russia"].without) == ("doc-1", 8)
    assert (found.firm["huawei"].document, found.firm["huawei"].without) == ("doc-4", 0)


def test_one_document_alone_is_never_left_out() -> None:
    found = ranking(project.standing(said(*TALKER)))
    assert {firm.document for firm in found.firm.values()} == {""}
    assert found.firm["china"].low["degree"] < 6


def test_large_networks_get_fewer_resamples() -> None:
    keys = [f"n{i}" for i in range(3000)]
    rows = [saying(f"{a} supports {b}") for a, b in itertools.pairwise(keys)]
    assert ranking(rows, times=40).times == LEAST


def test_no_resamples_no_intervals() -> None:
    network = analyse(said(*HUB), resamples=0)
    assert network.resamples == 0
    assert math.isnan(network.firm["japan"].low["rank"])
    row = dict(zip(METRICS, tables(network)["metrics.csv"][1][0], strict=True))
    assert (row["rank"], row["rank_low"], row["rank_high"], row["top10"]) == ("1", "", "", "")


def test_every_score_has_its_interval() -> None:
    for row in tables(analyse(said(*HUB, *TALKER)))["metrics.csv"][1]:
        cells = {name: str(cell) for name, cell in zip(METRICS, row, strict=True)}
        for column in (*COLUMNS, "rank", "family_rank"):
            assert float(cells[f"{column}_low"]) <= float(cells[column]) <= float(cells[f"{column}_high"])
        assert 0 <= float(cells["top10"]) <= 1
        assert (cells["seed"], cells["resamples"]) == ("0", "40")
        assert "40 resamples" in cells["slice"]


INTERVALS: list[tuple[list[float], float, tuple[float, float]]] = [
    ([float(n) for n in range(1, 101)], 50, (6, 95)),
    ([3.0] * 10, 3, (3, 3)),
    ([1.0, 2.0], 5, (1, 5)),
    ([7.0], 5, (5, 7)),
]


@pytest.mark.parametrize(("values", "value", "expected"), INTERVALS)
def test_interval(values: list[float], value: float, expected: tuple[float, float]) -> None:
    assert interval(values, value) == expected


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(-1e6, 1e6))
def test_an_interval_holds_nine_of_ten_and_the_value(values: list[float], value: float) -> None:
    low, high = interval(values, value)
    assert low <= value <= high
    assert sum(low <= v <= high for v in values) >= 0.9 * len(values) - 1


def test_support_of_clusters() -> None:
    firm = [f"{who} memberOf quad asserted doc-{n}" for n in range(6) for who in ("japan", "india", "australia")]
    network = analyse(said(*firm, "china cooperatesWith russia asserted doc-9"))
    assert {network.support.members[k] for k in ("japan", "india", "australia")} == {1.0}
    assert network.support.low <= 2 == network.support.high
    assert network.support.times == 40
    assert TOP == 10
