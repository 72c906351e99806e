"""Nominals: what noun phrases say without a verb, what is told once, and rows that are wrong."""

from __future__ import annotations

from typing import Any

import pytest
from reading import read

from kg import lexicon
from kg.extract import nominals
from kg.model import Problem

US, CN = "united-states", "china"


def nominal(text: str) -> list[str]:
    """The statements of a text that noun phrases make, each with the rule: "frame.seat: asml basedIn netherlands"."""
    return sorted(f"{a.rule}: {' '.join(a.triple)}" for a in read(text).assertions if a.rule.startswith("frame."))


SENTENCES = [
    ("美国国务卿布林肯发言。", [f"frame.office: antony-blinken affiliatedWith {US}"]),
    (
        "美国国务院发言。国务卿布林肯发言。",
        [
            "frame.nested: us-department-of-state partOf united-states",
            "frame.title: antony-blinken affiliatedWith us-department-of-state",
        ],
    ),
    ("荷兰企业阿斯麦受限。", ["frame.seat: asml basedIn netherlands"]),
    ("The US-led Chip 4 alliance began.", [f"frame.led: {US} initiated chip-4"]),
    ("越南、泰国等东盟国家表态。", ["frame.member: thailand memberOf asean", "frame.member: vietnam memberOf asean"]),
    (
        "商务部下属的工业与安全局发言。",
        ["frame.part: bureau-of-industry-and-security partOf us-department-of-commerce"],
    ),
    (
        "镓、锗等关键矿产受限。",
        ["frame.kind: gallium partOf critical-minerals", "frame.kind: germanium partOf critical-minerals"],
    ),
    ("欧盟的欧盟委员会发言。", ["frame.body: european-commission partOf european-union"]),
    ("拜登政府的印太战略出台。", ["frame.owner: biden-administration issued indo-pacific-strategy"]),
    ("拜登政府的印太经济框架启动。", ["frame.owner: biden-administration initiated ipef"]),
    ("美国商务部发言。", [f"frame.nested: us-department-of-commerce partOf {US}"]),
    # what lasts is told once in a document
    ("荷兰企业阿斯麦受限。荷兰企业阿斯麦受限。", ["frame.seat: asml basedIn netherlands"]),
    ("美国商务部发言。美国商务部发言。", [f"frame.nested: us-department-of-commerce partOf {US}"]),
    # an office is told each time
    ("美国国务卿布林肯发言。美国国务卿布林肯出访。", [f"frame.office: antony-blinken affiliatedWith {US}"] * 2),
    # nothing
    ("美国的印太经济框架启动。", []),
    ("国务卿布林肯发言。", []),
    ("华为等多家企业受限。", []),
    ("欧盟委员会发言。", []),
    ("中国电信发言。", []),
    ("华为的半导体受限。", []),
    ("The US Entity List grew.", []),
]
assert len(SENTENCES) >= 21 and sum(not said for _, said in SENTENCES) >= 7


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_what_noun_phrases_say(text: str, expected: list[str]) -> None:
    assert nominal(text) == expected


def test_every_row_says_something_above() -> None:
    rules = {line.split(":")[0] for _, said in SENTENCES for line in said}
    assert {s.rule for s in nominals.sayings()} == rules


GOOD = {"name": "new", "link": "office", "relation": "affiliatedWith", "subject": "head"}
FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"link": "ofice"}, "joins.toml: statement new: unknown link 'ofice' (did you mean office?)"),
    ({"relation": "basdIn"}, "joins.toml: statement new: unknown relation 'basdIn' (did you mean basedIn?)"),
    ({"subject": "hed"}, "joins.toml: statement new: unknown subject 'hed' (did you mean head?)"),
    ({"head": ["Lawe"]}, "joins.toml: statement new: class 'Lawe' is not in the ontology (did you mean Law?)"),
    ({"once": 1}, "joins.toml: statement new: once is 1 (write true or false)"),
    ({"onse": True}, "joins.toml: statement new: unknown field 'onse' (did you mean once?)"),
]
assert len(FAULTS) >= 6


@pytest.mark.parametrize(("change", "message"), [({}, ""), *FAULTS])
def test_a_broken_row_is_a_problem_with_a_cure(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], message: str
) -> None:
    table = {"statement": [{**GOOD, **change}]}
    monkeypatch.setattr(lexicon, "table", lambda name: table)
    if message:
        with pytest.raises(Problem) as caught:
            nominals.sayings.__wrapped__()
        assert str(caught.value) == message
    else:
        assert [s.rule for s in nominals.sayings.__wrapped__()] == ["frame.new"]
