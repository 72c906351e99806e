"""Mentions over the registry that ships: nesting, context, memory of the document, exact offsets."""

from __future__ import annotations

import pytest
from reading import named, read

from kg.extract import mentions
from kg.extract.pipeline import default_names
from kg.extract.text import sentences, view
from kg.model import Region

US, CN, EU = "united-states", "china", "european-union"
STATE, COMMERCE = "us-department-of-state", "us-department-of-commerce"
BIS = "bureau-of-industry-and-security"

# Whole sets: nothing but these may come out.
NESTED = [
    ("美国商务部工业与安全局发布规则。", [("美国", US), ("美国商务部", COMMERCE), ("美国商务部工业与安全局", BIS)]),
    ("美商务部宣布新规。", [("美", US), ("美商务部", COMMERCE)]),
    ("美国国务院发言人表示。", [("美国", US), ("美国国务院", STATE)]),
    ("美国国会通过法案。", [("美国", US), ("美国国会", "us-congress")]),
    ("欧盟委员会提出新规。", [("欧盟", EU), ("欧盟委员会", "european-commission")]),
    ("北约峰会举行。", [("北约", "nato"), ("北约峰会", "nato-summit")]),
    ("拜登政府表态。", [("拜登政府", "biden-administration")]),
    ("特朗普政府与特朗普。", [("特朗普政府", "trump-administration"), ("特朗普", "donald-trump")]),
    ("印太经济框架启动。", [("印太经济框架", "ipef")]),
    ("中国电信发表声明。", [("中国电信", "china-telecom")]),
    ("新美国安全中心发表声明。", [("新美国安全中心", "center-for-a-new-american-security")]),
    ("美欧贸易和技术理事会开会。", [("美欧贸易和技术理事会", "us-eu-trade-and-technology-council")]),
    ("《华盛顿邮报》报道。", [("华盛顿邮报", "washington-post")]),
    ("北京大学发表声明。", [("北京大学", "peking-university")]),
    ("中国政府表态。", [("中国政府", CN)]),
    ("The Biden administration acted.", [("Biden administration", "biden-administration")]),
    ("The US Department of Commerce acted.", [("US", US), ("US Department of Commerce", COMMERCE)]),
    ("The European Commission acted.", [("European Commission", "european-commission")]),
    (
        "China's Ministry of Commerce acted.",
        [("China", CN), ("China's Ministry of Commerce", "china-ministry-of-commerce")],
    ),
    ("The Chinese government objected.", [("Chinese government", CN)]),
]
assert len(NESTED) >= 20

# Only what is denoted: the article may or may not be part of the name.
PAPERS = [
    ("The Washington Post reported it.", ["washington-post"]),
    ("The New York Times reported it.", ["new-york-times"]),
]

MARKS = [
    ("拜登签署《芯片与科学法》。", [("拜登", "joe-biden"), ("芯片与科学法", "chips-and-science-act")]),
    ("脱钩与“小院高墙”。", [("脱钩", "decoupling"), ("小院高墙", "small-yard-high-fence")]),
    ("王毅外长会见布林肯国务卿。", [("王毅", "wang-yi"), ("布林肯", "antony-blinken")]),
    ("拜登总统发言。", [("拜登", "joe-biden")]),
    ("该法案、两国、该机制、双方。", []),
    ("本国、盟友、西方。", []),
    ("科技企业与政府发言。", []),
]
assert len(MARKS) >= 7

CAPITALS = [
    ("华盛顿对北京施压。", [("华盛顿", US), ("北京", CN)]),
    ("会议在华盛顿举行。", []),
    ("他抵达北京。", []),
    ("代表团前往东京。", []),
    ("东京与首尔加强合作。", [("东京", "japan"), ("首尔", "south-korea")]),
    ("布鲁塞尔宣布新规。", [("布鲁塞尔", EU)]),
    ("莫斯科表示反对。", [("莫斯科", "russia")]),
    ("Washington pressed Beijing.", [("Washington", US), ("Beijing", CN)]),
    ("The meeting was held in Beijing.", []),
    ("He flew to Washington for talks.", []),
    ("Brussels announced a rule.", [("Brussels", EU)]),
    ("Moscow objected.", [("Moscow", "russia")]),
]
assert len(CAPITALS) >= 12

OWNERS = [
    ("国务院印发文件，中国企业表态。", ["china-state-council"]),
    ("美国国务卿布林肯表示，国务院将行动。", [STATE]),
    ("中国国务院印发文件。", ["china-state-council"]),
    ("美国国务院发表声明。国务院还说明了理由。", [STATE, STATE]),
    ("中国商务部回应。商务部发言人还说明了理由。", ["china-ministry-of-commerce"] * 2),
    ("美国商务部发布新规。商务部称，规则立即生效。", [COMMERCE, COMMERCE]),
    ("美国国防部发言。国防部还说明了理由。", ["us-department-of-defense"] * 2),
    ("国防部发言人表示。", []),
    ("外交部发言人表示。", []),
    (
        "China's Ministry of Commerce responded. The Ministry of Commerce added more.",
        ["china-ministry-of-commerce"] * 2,
    ),
]
assert len(OWNERS) >= 10

BOUNDARIES = [
    ("The decision lets us cooperate.", []),
    ("The Quadrangle is a courtyard.", []),
    ("apple pie", []),
    ("Apple spoke.", [("Apple", "apple")]),
    ("who spoke?", []),
    ("The WHO spoke.", [("WHO", "who")]),
    ("NATO spoke.", [("NATO", "nato")]),
    ("nato spoke.", []),
    ("U.S. officials met.", [("U.S.", US)]),
    ("US-China rivalry", [("US", US), ("China", CN)]),
    ("anti-China rhetoric", [("China", CN)]),
    ("American firms complain.", [("American", US)]),
]
assert len(BOUNDARIES) >= 12


@pytest.mark.parametrize(("text", "expected"), NESTED + MARKS + CAPITALS + BOUNDARIES)
def test_mentions(text: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(named(text)) == sorted(expected)


@pytest.mark.parametrize(("text", "expected"), PAPERS)
def test_papers_are_no_places(text: str, expected: list[str]) -> None:
    assert [key for _, key in named(text)] == expected


@pytest.mark.parametrize(("text", "expected"), OWNERS)
def test_whose_body_it_is(text: str, expected: list[str]) -> None:
    assert [key for form, key in named(text) if form.endswith(("院", "部", "Commerce"))] == expected


UNKNOWN = [("会议在华盛顿举行。", "华盛顿"), ("外交部发言人表示。", "外交部"), ("He flew to Beijing.", "beijing")]


@pytest.mark.parametrize(("text", "form"), UNKNOWN)
def test_what_stays_undecided_is_counted(text: str, form: str) -> None:
    extraction = read(text)
    assert dict(extraction.unknown) == {form: 1}
    assert extraction.mentions == ()


OWN_COUNTRY = [
    ("我国反对单边主义。", "zh", [("我国", CN)]),
    ("我方立场明确。", "zh", [("我方", CN)]),
    ("我国反对。", "en", []),
]


@pytest.mark.parametrize(("text", "language", "expected"), OWN_COUNTRY)
def test_a_texts_own_country(text: str, language: str, expected: list[tuple[str, str]]) -> None:
    assert [m for m in named(text, language=language) if m[0].startswith("我")] == expected


# ------------------------------------------------------------------ what the document says a short form means
DEFINED = [
    ("印太经济框架（以下简称“框架”）启动。框架包括四个支柱。", "框架", "ipef", 2),
    ("中芯国际（简称“中芯”）发言。中芯回应。", "中芯", "smic", 2),
    ("中芯国际（下称“该芯”）发言。该芯回应。", "该芯", "smic", 2),
    ("工业与安全局（BIS）发布规则。BIS还表示。", "BIS", BIS, 2),
    ("印太经济框架（IPEF，以下简称“框架”）启动。框架与IPEF。", "框架", "ipef", 2),
    (
        "The Indo-Pacific Economic Framework (hereafter the Framework) began. The Framework grew.",
        "Framework",
        "ipef",
        2,
    ),
    ("The Bureau of Industry and Security (BIS) acted. BIS spoke.", "BIS", BIS, 2),
    ("Semiconductor Manufacturing International Corporation (“SMICO”) spoke. SMICO left.", "SMICO", "smic", 2),
    ("The Bureau of Industry and Security, or BIAS, acted. BIAS spoke.", "BIAS", BIS, 2),
    ("中芯国际（Zhongxin Guoji）发言。Zhongxin Guoji回应。", "Zhongxin Guoji", "smic", 2),
]
assert len(DEFINED) >= 10


@pytest.mark.parametrize(("text", "form", "entity", "count"), DEFINED)
def test_short_forms_that_the_document_defines(text: str, form: str, entity: str, count: int) -> None:
    assert [key for wording, key in named(text) if wording == form] == [entity] * count


UNDEFINED = [
    ("框架包括四个支柱。", "框架"),
    ("框架包括四个支柱。印太经济框架启动。", "框架"),
    ("SMICO spoke.", "SMICO"),
    ("中芯国际（2000年成立）发言。2000年成立的企业。", "2000年成立"),
    ("Huawei (see the annex) spoke. The annex is long.", "annex"),
    ("Huawei, or XQZ, may object. XQZ left.", "XQZ"),
]
assert len(UNDEFINED) >= 6


@pytest.mark.parametrize(("text", "form"), UNDEFINED)
def test_short_forms_that_it_does_not_define(text: str, form: str) -> None:
    assert [wording for wording, _ in named(text) if wording == form] == []


def test_a_definition_holds_in_its_document_only() -> None:
    assert ("中芯", "smic") in named("中芯国际（简称“中芯”）发言。中芯回应。")
    assert ("该芯", "smic") not in named("该芯回应。")


PERSONS = [
    (
        "Antony Blinken met Wang Yi. Blinken left.",
        [("Antony Blinken", "antony-blinken"), ("Wang Yi", "wang-yi"), ("Blinken", "antony-blinken")],
    ),
    (
        "Xi Jinping met Joe Biden. Xi smiled.",
        [("Xi Jinping", "xi-jinping"), ("Joe Biden", "joe-biden"), ("Xi", "xi-jinping")],
    ),
    ("Xi smiled.", []),
    ("安东尼·布林肯出席。布林肯发言。", [("安东尼·布林肯", "antony-blinken"), ("布林肯", "antony-blinken")]),
    ("Gina Raimondo spoke. Raimondo left.", [("Gina Raimondo", "gina-raimondo"), ("Raimondo", "gina-raimondo")]),
]
assert len(PERSONS) >= 5


@pytest.mark.parametrize(("text", "expected"), PERSONS)
def test_last_names_after_full_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


# ------------------------------------------------------------------ offsets into the text as it is
OFFSETS = [
    ("美 国 商 务 部 宣 布 制 裁 华 为。", [("美 国", US), ("美 国 商 务 部", COMMERCE), ("华 为", "huawei")]),
    (
        "美國與歐盟成立貿易和技術委員會。",
        [("美國", US), ("歐盟", EU), ("貿易和技術委員會", "us-eu-trade-and-technology-council")],
    ),
    (
        "日本、韓國與荷蘭加入晶片四方聯盟。",
        [("日本", "japan"), ("韓國", "south-korea"), ("荷蘭", "netherlands"), ("晶片四方聯盟", "chip-4")],
    ),
    ("ＡＵＫＵＳ引发关注。", [("ＡＵＫＵＳ", "aukus")]),
    ("华①为与中芯[3]国际发言。", [("华①为", "huawei"), ("中芯[3]国际", "smic")]),
    ("😀美国与𠀀日本。", [("美国", US), ("日本", "japan")]),
    ("\ufeff美国发言。", [("美国", US)]),
]


assert len(OFFSETS) >= 7


@pytest.mark.parametrize(("text", "expected"), OFFSETS)
def test_offsets(text: str, expected: list[tuple[str, str]]) -> None:
    found = read(text).mentions
    assert [(m.text, m.entity) for m in found if m.text.strip()] == expected
    assert all(text[m.start : m.end] == m.text for m in found)


def test_nothing_in_ignored_regions() -> None:
    text = "美国发言。日本发言。"
    v = view(text)
    anchors = mentions.find(v, default_names(), sentences(v), ignored=(Region(0, 5, "page furniture"),)).anchors
    assert [m.entity for m in mentions.mentions(v, anchors)] == ["japan"]


HOW = [
    ("美国发言。", {"name"}),
    ("中美发言。", {"character"}),
    ("华盛顿对北京施压。", {"context"}),
    ("美国商务部发言。", {"name", "nested"}),
    ("中芯国际（简称“该芯”）发言。", {"name", "defined"}),
]


@pytest.mark.parametrize(("text", "expected"), HOW)
def test_how_a_mention_was_recognised(text: str, expected: set[str]) -> None:
    assert {m.how for m in read(text).mentions} == expected
