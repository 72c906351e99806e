"""Joins: every row of the table by its own examples, whole sentences with their links, and rows that are wrong."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phrasing import parsed, units_of

from kg import lexicon
from kg.extract import joins
from kg.extract.mentions import Anchor
from kg.extract.pipeline import default_names
from kg.extract.text import Sentence, language_of
from kg.model import Problem

ROWS = lexicon.table("joins")["join"]
APPOSITIONS = lexicon.table("joins")["apposition"]
SAYS = [(row["name"], *example) for row in ROWS for example in row["says"]]
SILENT = [(row["name"], text) for row in ROWS for text in row["silent"]]
assert len(ROWS) >= 18 and len(SAYS) >= 33 and len(SILENT) >= 28


def test_every_row_has_examples_for_and_against() -> None:
    assert [r["name"] for r in (*ROWS, *APPOSITIONS) if not r["says"] or not r["silent"]] == []


@pytest.mark.parametrize(("name", "text", "expected"), SAYS)
def test_a_row_joins(name: str, text: str, expected: str) -> None:
    found = [f"{u.owner.entity} {u.head.entity}" for u in units_of(text)[0] if u.join == name and u.owner]
    assert found == [expected]


@pytest.mark.parametrize(("name", "text"), SILENT)
def test_a_row_does_not_join(name: str, text: str) -> None:
    assert [u for u in units_of(text)[0] if u.join == name] == []


@pytest.mark.parametrize("row", APPOSITIONS, ids=lambda row: row["name"])
def test_appositions(row: dict[str, Any]) -> None:
    for text, *expected in row["says"]:
        assert apposed(text) == [f"{row['link']} {pair}" for pair in expected]
        assert parsed(text).phrases[1].modifier is row.get("aside", False)
    for text in row["silent"]:
        assert apposed(text) == []


def apposed(text: str) -> list[str]:
    """The links of the first sentence that its units do not make."""
    return [told(link) for link in parsed(text).links[len(units_of(text)[1]) :]]


def told(link: joins.Link) -> str:
    """A link as a line of a table."""
    return f"{link.kind} {link.owner.entity} {link.head.entity}"


# text → phrases (role and heads), links
SENTENCES: list[tuple[str, list[str], list[str]]] = [
    ("英特尔时任首席执行官帕特·基辛格发言。", ["pat-gelsinger"], ["office intel pat-gelsinger"]),
    ("阿斯麦（首席执行官）温宁克发言。", ["peter-wennink"], ["office asml peter-wennink"]),
    (
        "美国前总统特朗普和国务卿布林肯发言。",
        ["donald-trump", "with: antony-blinken"],
        ["office united-states donald-trump", "title antony-blinken antony-blinken"],
    ),
    (
        "美国贸易代表戴琪、商务部长雷蒙多发言。",
        ["katherine-tai", "gina-raimondo"],
        ["office office-of-the-us-trade-representative katherine-tai", "title gina-raimondo gina-raimondo"],
    ),
    (
        "美国总统拜登的《芯片与科学法》出台。",
        ["joe-biden", "chips-and-science-act"],
        ["office united-states joe-biden"],
    ),
    (
        "美国总统拜登、日本首相岸田文雄发言。",
        ["joe-biden fumio-kishida"],
        ["office united-states joe-biden", "office japan fumio-kishida"],
    ),
    ("商务部的雷蒙多发言。", ["gina-raimondo"], ["office us-department-of-commerce gina-raimondo"]),
    ("路透社的布林肯发言。", ["reuters", "antony-blinken"], []),
    ("日本半导体设备制造商东京电子受限。", ["tokyo-electron"], ["seat japan tokyo-electron"]),
    ("中国人工智能公司商汤科技受限。", ["sensetime"], ["seat china sensetime"]),
    ("中国的华为受限。", ["huawei"], ["seat china huawei"]),
    ("韩国三星电子和SK海力士受限。", ["samsung-electronics sk-hynix"], ["seat south-korea samsung-electronics"]),
    (
        "欧盟的美欧贸易和技术委员会开会。",
        ["us-eu-trade-and-technology-council"],
        ["own european-union us-eu-trade-and-technology-council"],
    ),
    ("美国的印太经济框架启动。", ["ipef"], ["own united-states ipef"]),
    ("美国所谓芯片四方联盟启动。", ["chip-4"], ["own united-states chip-4"]),
    (
        "中国《出口管制法》和《数据安全法》生效。",
        ["china-export-control-law china-data-security-law"],
        ["own china china-export-control-law"],
    ),
    ("美国最新的《芯片与科学法》出台。", ["chips-and-science-act"], ["own united-states chips-and-science-act"]),
    ("美国、《芯片与科学法》。", ["united-states", "chips-and-science-act"], []),
    ("华为旗下的海思受限。", ["hisilicon"], ["part huawei hisilicon"]),
    ("中国科学院旗下中科曙光受限。", ["sugon"], ["part chinese-academy-of-sciences sugon"]),
    ("国务院和国家互联网信息办公室发言。", ["china-state-council cyberspace-administration-of-china"], []),
    ("对中国、越南的钢铁加征关税。", ["to: china vietnam steel"], []),
    ("对中国的半导体和人工智能加征关税。", ["to: semiconductors artificial-intelligence"], []),
    (
        "英国、法国等北约成员国加入。",
        ["united-kingdom france", "nato"],
        ["member nato united-kingdom", "member nato france"],
    ),
    (
        "英国、法国等两个北约的主要盟友加入。",
        ["united-kingdom france", "nato"],
        ["member nato united-kingdom", "member nato france"],
    ),
    ("英国、法国等30国加入。", ["united-kingdom france"], []),
    ("英国和法国，等北约成员国加入。", ["united-kingdom france", "nato"], []),
    (
        "阿斯麦、恩智浦等一批荷兰半导体企业受限。",
        ["asml nxp", "semiconductors"],
        ["seat netherlands asml", "seat netherlands nxp"],
    ),
    (
        "清华大学、北京大学等中国大学受限。",
        ["tsinghua-university peking-university", "china"],
        ["seat china tsinghua-university", "seat china peking-university"],
    ),
    ("阿斯麦等荷兰供应商和企业受限。", ["asml", "netherlands"], ["seat netherlands asml"]),
    ("半导体企业华为受限。", ["huawei"], []),
    ("人工智能领域的人才受限。", ["artificial-intelligence"], []),
    ("美国（包括日本和韩国）、荷兰表态。", ["united-states", "japan south-korea netherlands"], []),
    ("美国等三国和日本表态。", ["united-states", "with: japan"], []),
    ("美国、某国和日本表态。", ["united-states japan"], []),
    ("美国总统拜登在印太经济框架会议上发言。", ["joe-biden", "in: ipef"], ["office united-states joe-biden"]),
    ("北约峰会期间，日本发言。", ["nato-summit", "japan"], []),
    ("拜登在东京宣布启动“印太经济框架”（IPEF）。", ["joe-biden", "ipef"], []),
    ("美国将140家中国企业列入实体清单。", ["united-states", "ba: china", "entity-list"], []),
    ("美国对多家中国企业实施制裁。", ["united-states", "to: china"], []),
    ("Former US President Donald Trump spoke.", ["donald-trump"], ["office united-states donald-trump"]),
    (
        "Japan's Prime Minister Fumio Kishida and President Joe Biden spoke.",
        ["fumio-kishida joe-biden"],
        ["office japan fumio-kishida"],
    ),
    ("Joe Biden, president of the United States, spoke.", ["joe-biden"], ["office united-states joe-biden"]),
    ("Pat Gelsinger, who leads Intel, spoke.", ["pat-gelsinger"], ["office intel pat-gelsinger"]),
    (
        "Pat Gelsinger of Intel and Peter Wennink of ASML spoke.",
        ["pat-gelsinger peter-wennink"],
        ["office intel pat-gelsinger", "office asml peter-wennink"],
    ),
    ("The chief executive of Intel, Pat Gelsinger, spoke.", ["of: pat-gelsinger"], ["office intel pat-gelsinger"]),
    ("Intel, Pat Gelsinger and ASML spoke.", ["intel", "pat-gelsinger", "asml"], []),
    (
        "Jake Sullivan, the former US national security adviser, spoke.",
        ["jake-sullivan"],
        ["office united-states jake-sullivan"],
    ),
    ("Jake Sullivan, US and Chinese officials spoke.", ["jake-sullivan", "united-states china"], []),
    (
        "The South Korean giant Samsung Electronics spoke.",
        ["samsung-electronics"],
        ["seat south-korea samsung-electronics"],
    ),
    ("US-based Intel spoke.", ["intel"], ["seat united-states intel"]),
    ("The Netherlands-headquartered ASML spoke.", ["asml"], ["seat netherlands asml"]),
    ("The Netherlands, ASML and Japan spoke.", ["netherlands asml japan"], []),
    ("Chinese artificial intelligence company SenseTime spoke.", ["sensetime"], ["seat china sensetime"]),
    ("Japan's Tokyo Electron spoke.", ["tokyo-electron"], ["seat japan tokyo-electron"]),
    ("Tokyo Electron's Japan office spoke.", ["tokyo-electron", "japan"], []),
    ("The US-led IPEF grew.", ["ipef"], ["led united-states ipef"]),
    ("China's Belt and Road Initiative grew.", ["belt-and-road-initiative"], []),
    (
        "China's so-called Belt and Road Initiative grew.",
        ["belt-and-road-initiative"],
        ["own china belt-and-road-initiative"],
    ),
    ("The US Entity List grew.", ["entity-list"], []),
    (
        "America's CHIPS and Science Act and Inflation Reduction Act grew.",
        ["chips-and-science-act inflation-reduction-act"],
        ["own united-states chips-and-science-act"],
    ),
    ("Huawei's semiconductors and artificial intelligence grew.", ["semiconductors artificial-intelligence"], []),
    (
        "Intel ($7.86 billion), TSMC ($6.6 billion) and Samsung Electronics won funds.",
        ["intel tsmc samsung-electronics"],
        [],
    ),
    (
        "Intel ($7.86 billion), TSMC ($6.6 billion), Samsung Electronics won funds.",
        ["intel", "tsmc", "samsung-electronics"],
        [],
    ),
    ("Japan, the Netherlands, which agreed, grew.", ["japan", "netherlands"], []),
    ("Japan, the Netherlands, among others, grew.", ["japan netherlands"], []),
    ("Japan or the Netherlands, as well as South Korea, agreed.", ["japan netherlands south-korea"], []),
    ("Ministers of Japan and India met.", ["japan india"], []),
    ("Ministers from Japan and President Joe Biden met.", ["by: joe-biden"], ["office japan joe-biden"]),
    ("In 2022, Japan grew, namely Tokyo Electron.", ["japan", "tokyo-electron"], []),
    ("Foreign Minister Park Jin spoke.", ["park-jin"], ["title park-jin park-jin"]),
    ("Prime Minister Narendra Modi spoke.", ["narendra-modi"], ["title narendra-modi narendra-modi"]),
]
assert len(SENTENCES) >= 72 and sum(not links for *_, links in SENTENCES) >= 25


@pytest.mark.parametrize(("text", "phrases", "links"), SENTENCES)
def test_sentences(text: str, phrases: list[str], links: list[str]) -> None:
    found = parsed(text)
    assert [
        " ".join([*([f"{p.role}:"] if p.role else []), *(h.entity for h in p.heads)]) for p in found.phrases
    ] == phrases
    assert [told(link) for link in found.links] == links


ORDER = {
    "zh": "posted about office employee goods-seat sorted seat led part unit own own-titled body state-body held state-held",
    "en": "office employee goods-seat seat led part own own-titled own-adjective own-person body state-body held state-held headed apposed described officer",
}


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_a_language_has_the_rows_whose_patterns_it_has(language: str) -> None:
    assert " ".join(j.name for j in joins.table(language)) == ORDER[language]


def test_the_first_row_that_fits_joins() -> None:
    (unit,), links = units_of("中国驻美国大使谢锋发言。")
    assert (unit.join, [told(link) for link in links]) == ("posted", ["office china xie-feng"])


def test_a_title_without_an_owner_is_kept_for_later() -> None:
    assert [told(link) for link in units_of("国务卿布林肯发言。")[1]] == ["title antony-blinken antony-blinken"]
    assert units_of("布林肯发言。")[1] == []


GOOD = {"name": "new", "left": ["Actor"], "right": ["Person"], "gap": "title"}

# what a row says instead or leaves out → the problem and its cure
FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"rigth": ["Person"]}, "joins.toml: join new: unknown field 'rigth' (did you mean right?)"),
    ({"left": ["Actr"]}, "joins.toml: join new: class 'Actr' is not in the ontology (did you mean Actor?)"),
    ({"left": ["-Persn"]}, "joins.toml: join new: class 'Persn' is not in the ontology (did you mean Person?)"),
    ({"left": "Actor"}, """joins.toml: join new: left is 'Actor' (write a list of words: ["…"])"""),
    ({"left": None}, """joins.toml: join new: left is missing (write a list of words: ["…"])"""),
    ({"gap": "titel"}, "joins.toml: join new: unknown gap 'titel' (did you mean title?)"),
    ({"gap": None}, 'joins.toml: join new: nothing says what stands between the names (write gap = "…")'),
    ({"owned": True}, "joins.toml: join new: over is missing (write over = the classes of the name between)"),
    ({"chain": True}, "joins.toml: join new: chain is True (write a number)"),
    ({"link": "ofice"}, "joins.toml: join new: unknown link 'ofice' (did you mean office?)"),
    ({"owner": "both"}, "joins.toml: join new: unknown owner 'both' (left, right)"),
    ({"name": None}, 'joins.toml: join ?: name is missing (write a word in quotes: "…")'),
]
assert len(FAULTS) >= 12


def changed(change: dict[str, Any]) -> dict[str, Any]:
    """The good row with fields changed, or left out where the change is None."""
    return {k: v for k, v in {**GOOD, **change}.items() if v is not None}


def of_rows(monkeypatch: pytest.MonkeyPatch, kind: str, *entries: dict[str, Any]) -> None:
    """Let the table have these rows of a kind alone."""
    table = {"set": lexicon.table("joins")["set"], kind: list(entries)}
    real = lexicon.table
    monkeypatch.setattr(lexicon, "table", lambda name: table if name == "joins" else real(name))


def test_a_good_row_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    of_rows(monkeypatch, "join", GOOD)
    assert [(j.name, "Country" in j.left, j.right) for j in joins.table.__wrapped__("en")] == [
        ("new", True, frozenset({"Person"}))
    ]


@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_a_broken_row_is_a_problem_with_a_cure(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], message: str
) -> None:
    of_rows(monkeypatch, "join", changed(change))
    with pytest.raises(Problem) as caught:
        joins.table.__wrapped__("zh")
    assert str(caught.value) == message


def test_a_broken_apposition_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    of_rows(monkeypatch, "apposition", {"name": "new", "gap": "among", "link": "member", "behind": "stats"})
    with pytest.raises(Problem, match=r"joins\.toml: apposition new: unknown behind 'stats' \(did you mean states\?\)"):
        joins.appositions.__wrapped__("zh")


def test_two_rows_have_two_names(monkeypatch: pytest.MonkeyPatch) -> None:
    of_rows(monkeypatch, "join", GOOD, GOOD)
    with pytest.raises(Problem, match=r"joins\.toml: join new: stands twice \(give each its own name\)"):
        joins.table.__wrapped__("zh")


NAMES = (
    "united-states",
    "china",
    "huawei",
    "asml",
    "antony-blinken",
    "semiconductors",
    "chip-4",
    "chips-and-science-act",
)
GAPS = (
    "",
    "的",
    "商务部长",
    "驻",
    "企业",
    "、",
    "和",
    "《",
    "》",
    "所谓",
    "'s ",
    " ",
    ", ",
    ", president of ",
    " and ",
    "-led ",
)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(GAPS)), max_size=8))
def test_units_stand_in_order_and_lose_no_name(parts: list[tuple[str, str]]) -> None:
    entities, norm, anchors = default_names().entities, "", []
    for key, gap in parts:
        name = entities[key].zh
        anchors.append(Anchor(len(norm), len(norm) + len(name), key, "name"))
        norm += name + gap
    for language in {language_of(norm), "zh", "en"}:
        found, links = joins.units(norm, Sentence(0, len(norm), language, 0), anchors, [], entities)
        assert all(a.end <= b.start for a, b in pairwise(found))
        assert all(any(u.start <= a.start and a.end <= u.end for u in found) for a in anchors)
        assert all((u.owner is None) == (u.join == "") for u in found)
        assert {link.kind for link in links} <= set(joins.LINKS)
