"""The trained component: features of pairs, sums of weights, what is accepted, and the weights that ship."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import read

from kg import lexicon, paths
from kg.explain import explain
from kg.extract import pipeline
from kg.extract.judge import ANY, BIAS, THRESHOLD, Judge, Verdict, default
from kg.extract.mentions import Anchor
from kg.extract.pairs import MOST, Pair, Pairs
from kg.model import Document, Problem
from kg.schema import default as default_schema


class Keeper:
    """Accepts nothing and keeps the pairs that it was shown."""

    def __init__(self) -> None:
        self.pairs: list[Pair] = []

    def accept(self, pairs: Pairs) -> list[Verdict]:
        self.pairs += pairs
        return []


def pairs(text: str) -> dict[tuple[str, str, str], set[str]]:
    """The pairs that the rules leave in a text, with their features."""
    from kg.extract.assertions import Extractor

    reading, keeper = pipeline.Reading.of(Document("d", text), pipeline.default_names()), Keeper()
    Extractor(reading.view, reading.lexicon, "", judge=keeper).run(  # type: ignore[arg-type]
        list(reading.sentences), reading.found.anchors
    )
    return {(p.subject.entity, p.relation, p.object.entity): set(p.features) for p in keeper.pairs}


# text, pair, features it has, features it has not
FEATURES = [
    (
        "美国认为制裁有效，华为不同意。",
        ("united-states", "restricts", "huawei"),
        {"trigger between", "clauses 1", "order first"},
        {"order second"},
    ),
    (
        "华为认为制裁无效，美国不同意。",
        ("united-states", "restricts", "huawei"),
        {"trigger between", "order second"},
        {"order first"},
    ),
    (
        "任正非谈到华为。",
        ("ren-zhengfei", "affiliatedWith", "huawei"),
        {"known parent", "no trigger"},
        {"known country"},
    ),
    (
        "Japan said that joining takes time, and AUKUS agreed.",
        ("japan", "memberOf", "aukus"),
        {"order first", "names between 0"},
        {"language zh first"},
    ),
    (
        "Japan said, with India and China, that joining takes time, and AUKUS agreed.",
        ("japan", "memberOf", "aukus"),
        {"names between 2"},
        {"names between 0"},
    ),
]
# text, a pair that nothing speaks for
SILENT = [
    ("美国谈到华为。", ("united-states", "restricts", "huawei")),
    ("Japan talked about AUKUS.", ("japan", "memberOf", "aukus")),
]


def test_the_table_holds_its_cases() -> None:
    assert (len(FEATURES), len(SILENT)) == (5, 2)


@pytest.mark.parametrize(("text", "pair", "has", "lacks"), FEATURES)
def test_features(text: str, pair: tuple[str, str, str], has: set[str], lacks: set[str]) -> None:
    found = pairs(text)[pair]
    assert has <= found and not lacks & found


@pytest.mark.parametrize(("text", "pair"), SILENT)
def test_a_pair_for_which_nothing_speaks_is_not_judged(text: str, pair: tuple[str, str, str]) -> None:
    assert pair not in pairs(text)


def test_what_rules_say_is_no_pair_and_the_ontology_decides_which_are() -> None:
    found = pairs("美国制裁华为。")
    assert ("united-states", "restricts", "huawei") not in found
    assert ("huawei", "restricts", "united-states") in found
    schema, entities = default_schema(), pipeline.default_names().entities
    assert all(schema.allows(entities[s].cls, r, entities[o].cls) for s, r, o in found)


def test_features_name_no_entity() -> None:
    entities = pipeline.default_names().entities
    names = {n for e in entities.values() for n in (e.key, e.zh, e.en) if len(n) > 3}
    known = {w for text, *_ in FEATURES for p in pairs(text).values() for f in p for w in f.split()}
    assert not names & known


def test_a_sentence_of_many_names_is_bounded() -> None:
    text = "、".join(["美国", "日本", "韩国", "印度", "法国", "德国"] * 20) + "谈到华为。"
    assert len(pairs(text)) <= MOST * MOST * len(default_schema().relations)


A, B, C = Anchor(0, 2, "a", "name"), Anchor(5, 7, "b", "name"), Anchor(9, 11, "c", "name")
WEIGHTS = {ANY: {BIAS: -1.0, "near": 1.0}, "restricts": {"word between 制裁": 2.0}, "targets": {BIAS: 0.5}}


def test_the_probability_is_the_logistic_sum() -> None:
    judge = Judge(WEIGHTS, 0.5)
    pair = Pair(A, "restricts", B, ("near", "word between 制裁", "unheard of"), None)
    assert judge.probability(pair) == pytest.approx(1 / (1 + math.exp(-2)))
    assert judge.probability(Pair(A, "targets", B, ("near",), None)) == pytest.approx(1 / (1 + math.exp(-0.5)))
    assert judge.probability(Pair(A, "funds", B, ("near",), None)) == 0.0


def test_two_names_get_their_best_relation_only() -> None:
    both = [Pair(A, "targets", B, ("near",), None), Pair(B, "restricts", A, ("near", "word between 制裁"), None)]
    low = Pair(A, "targets", C, (), None)
    (verdict,) = Judge(WEIGHTS, 0.5).accept([*both, low])
    assert verdict.pair.relation == "restricts" and verdict.reasons[0] == ("word between 制裁", 2.0)
    assert Judge(WEIGHTS, 0.99).accept(both) == []


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_probabilities_stay_between_none_and_one(bias: float, weight: float) -> None:
    judge = Judge({ANY: {BIAS: bias}, "funds": {"f": weight}}, 0.5)
    assert 0 <= judge.probability(Pair(A, "funds", B, ("f",), None)) <= 1


def test_the_weights_that_ship_are_sound() -> None:
    rows = lexicon.rows("weights")
    assert list(rows) == sorted(set(rows)) and len(rows) > 1000
    assert {r for r, *_ in rows} <= {ANY, *default_schema().relations}
    judge = default()
    assert 0.2 < judge.threshold < 1
    assert all(THRESHOLD not in weights and BIAS in weights for weights in judge.weights.values())


def test_a_damaged_table_names_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weights.tsv").write_text("relation\tfeature\tweight\n*\tx\n", encoding="utf-8")
    monkeypatch.setattr(paths, "lexicon", lambda: tmp_path)
    with pytest.raises(Problem, match=r"weights\.tsv:2"):
        lexicon.rows("weights")
    with pytest.raises(Problem, match="no such language data"):
        lexicon.rows("missing")


def test_what_is_learned_says_so_and_can_be_left_out() -> None:
    folder = Path(__file__).resolve().parent.parent / "benchmarks" / "annotated" / "texts"
    text = (folder / "zh-a01.txt").read_text(encoding="utf-8")
    rules, both = read(text).assertions, read(text, learned=True).assertions
    added = [a for a in both if a.rule.startswith("learned.")]
    assert added and not any(a.rule.startswith("learned.") for a in rules)
    assert {a.triple for a in rules} <= {a.triple for a in both}
    assert all(
        a.rule == f"learned.{a.predicate}" and a.evidence.text == text[a.evidence.start : a.evidence.end] for a in added
    )
    told = [o for e in explain(Document("d", text)) for o in e.said if o.rule.startswith("learned.")]
    assert told and all(o.frame.startswith("probability 0.") for o in told)
