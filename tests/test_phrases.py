"""Noun phrases: who is coordinated, who owns what, which preposition stands before, where clauses break."""

from __future__ import annotations

from itertools import pairwise

import pytest
from phrasing import parsed
from reading import read

from kg import lexicon
from kg.extract.syntax import syntax

US, JP, NL, KR, CN = "united-states", "japan", "netherlands", "south-korea", "china"

# text → (role, heads) of each phrase
COORDINATED = [
    ("美国、日本和荷兰表态。", [("", [US, JP, NL])]),
    ("美国与日本、韩国表态。", [("", [US, JP, KR])]),
    ("美国以及日本表态。", [("", [US, JP])]),
    ("中美表态。", [("", [CN, US])]),
    ("华为、中芯国际和海康威视表态。", [("", ["huawei", "smic", "hikvision"])]),
    ("美国（华盛顿）表态。", [("", [US])]),
    ("美国，日本表态。", [("", [US]), ("", [JP])]),
    ("美国支持日本。", [("", [US]), ("", [JP])]),
    ("美国对日本。", [("", [US]), ("to", [JP])]),
    ("拜登、日本表态。", [("", ["joe-biden"]), ("", [JP])]),
    ("The United States, Japan and the Netherlands agreed.", [("", [US, JP, NL])]),
    ("Japan as well as South Korea agreed.", [("", [JP, KR])]),
    ("Huawei, SMIC and Hikvision agreed.", [("", ["huawei", "smic", "hikvision"])]),
    ("The United States supports Japan.", [("", [US]), ("", [JP])]),
    ("The leaders of Australia and Japan met.", [("", ["australia", JP])]),
]
assert len(COORDINATED) >= 15

ROLES = [
    ("美国对华为实施制裁。", [("", [US]), ("to", ["huawei"])]),
    ("美国向日本提议。", [("", [US]), ("to", [JP])]),
    ("美国把中国视为对手。", [("", [US]), ("ba", [CN])]),
    ("美国将中国视为对手。", [("", [US]), ("ba", [CN])]),
    ("由美国主导的印太经济框架启动。", [("by", [US]), ("", ["ipef"])]),
    ("华为被美国制裁。", [("", ["huawei"]), ("by", [US])]),
    ("根据《芯片与科学法》，美国行动。", [("under", ["chips-and-science-act"]), ("", [US])]),
    ("中国通过联合国表态。", [("", [CN]), ("via", ["united-nations"])]),
    ("美国在印太经济框架下推动合作。", [("", [US]), ("in", ["ipef"])]),
    ("为日本担忧。", [("for", [JP])]),
    ("The United States signed with Japan and South Korea.", [("", [US]), ("with", [JP, KR])]),
    ("sanctions on Huawei by the United States", [("to", ["huawei"]), ("by", [US])]),
    ("Competition between China and the United States grows.", [("with", [CN, US])]),
    ("Rules under the CHIPS and Science Act grew.", [("under", ["chips-and-science-act"])]),
    ("It acted against China.", [("to", [CN])]),
    ("It acted through the United Nations.", [("via", ["united-nations"])]),
    ("Nearby China grew.", [("", [CN])]),
]
assert len(ROLES) >= 17


@pytest.mark.parametrize(("text", "expected"), COORDINATED + ROLES)
def test_phrases(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert [(p.role, [h.entity for h in p.heads]) for p in parsed(text).phrases] == expected


# text → (kind, owner, head)
LINKS = [
    ("拜登政府的印太战略出台。", [("own", "biden-administration", "indo-pacific-strategy")]),
    (
        "The Biden administration's Indo-Pacific Strategy began.",
        [("own", "biden-administration", "indo-pacific-strategy")],
    ),
    ("荷兰企业阿斯麦受限。", [("seat", NL, "asml")]),
    ("The Dutch chipmaker ASML objected.", [("seat", NL, "asml")]),
    ("Peter Wennink, chief executive of ASML, spoke.", [("office", "asml", "peter-wennink")]),
    ("S. Jaishankar, India's external affairs minister, spoke.", [("office", "india", "s-jaishankar")]),
    ("美国国务卿布林肯发言。", [("office", US, "antony-blinken")]),
    ("美国、日本和荷兰表态。", []),
    ("美国制裁华为。", []),
    ("美国反对阿斯麦。", []),
    ("The United States sanctioned Huawei.", []),
    ("Japan met Antony Blinken.", []),
]
assert len(LINKS) >= 12


@pytest.mark.parametrize(("text", "expected"), LINKS)
def test_links_without_a_verb(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(link.kind, link.owner.entity, link.head.entity) for link in parsed(text).links] == expected


OWNED = [
    ("拜登政府的印太战略出台。", {"indo-pacific-strategy": "biden-administration"}),
    ("The Dutch chipmaker ASML objected.", {"asml": NL}),
    ("美国与日本表态。", {}),
]


@pytest.mark.parametrize(("text", "expected"), OWNED)
def test_owners(text: str, expected: dict[str, str]) -> None:
    found = {h.entity: p.owners[h.start].entity for p in parsed(text).phrases for h in p.heads if h.start in p.owners}
    assert found == expected


CLAUSES = [
    ("美国制裁华为，日本支持美国。", [0, 0, 1, 1]),
    ("美国制裁华为；日本支持美国。", [0, 0, 1, 1]),
    ("美国、日本制裁华为。", [0, 0]),
    ("美国（包括日本，韩国）制裁华为。", [0, 0, 0]),
    ("美国拨款1,500万元，日本行动。", [0, 1]),
    ("The United States sanctioned Huawei; Japan helped.", [0, 0, 1]),
    ("It cost $1,500 and Japan paid.", [0]),
]
assert len(CLAUSES) >= 7


@pytest.mark.parametrize(("text", "expected"), CLAUSES)
def test_clauses(text: str, expected: list[int]) -> None:
    assert [p.clause for p in parsed(text).phrases][: len(expected)] == expected


def test_an_abbreviation_in_parentheses_is_no_second_head() -> None:
    assert [[h.entity for h in p.heads] for p in parsed("工业与安全局（BIS）行动。").phrases] == [
        ["bureau-of-industry-and-security"]
    ]


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_prepositions_are_tried_longest_first(language: str) -> None:
    for tried in (syntax(language).prepositions, *syntax(language).ending.values()):
        lengths = [len(word) for word, _ in tried]
        assert lengths == sorted(lengths, reverse=True)
    assert sum(map(len, syntax(language).ending.values())) == len(syntax(language).prepositions) >= 30


def test_phrases_do_not_overlap() -> None:
    text = "美国国务卿布林肯与日本、韩国以及荷兰企业阿斯麦讨论《芯片与科学法》。"
    phrases = parsed(text).phrases
    assert all(a.end <= b.start for a, b in pairwise(phrases))
    assert {h.entity for p in phrases for h in p.heads} <= {m.entity for m in read(text).mentions}
