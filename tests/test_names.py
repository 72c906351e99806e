"""The automaton of names: spellings, boundaries, case, rivals, names inside names. Its registry is made here."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract import mentions, names
from kg.extract.text import normal, sentences, view
from kg.model import Entity
from kg.schema import default as schema

ENTITIES = (
    Entity(
        "united-states",
        "Country",
        "美国",
        "United States",
        ("US", "U.S.", "America", "American"),
        ("华盛顿", "Washington"),
    ),
    Entity("china", "Country", "中国", "China", ("PRC",), ("北京", "Beijing")),
    Entity("european-union", "SupranationalUnion", "欧盟", "European Union", ("EU",)),
    Entity(
        "us-department-of-commerce",
        "GovernmentBody",
        "美国商务部",
        "US Department of Commerce",
        (),
        ("商务部", "Commerce"),
        "united-states",
    ),
    Entity(
        "china-ministry-of-commerce",
        "GovernmentBody",
        "中国商务部",
        "China's Ministry of Commerce",
        (),
        ("商务部",),
        "china",
    ),
    Entity(
        "bureau-of-industry-and-security",
        "GovernmentBody",
        "美国商务部工业与安全局",
        "Bureau of Industry and Security",
        ("BIS",),
        (),
        "united-states",
        "us-department-of-commerce",
    ),
    Entity("european-commission", "GovernmentBody", "欧盟委员会", "European Commission", (), (), "european-union"),
    Entity("nato", "IntergovernmentalOrganization", "北约", "NATO"),
    Entity("nato-summit", "Forum", "北约峰会", "NATO summit"),
    Entity("quad", "Dialogue", "四方安全对话", "Quadrilateral Security Dialogue", ("Quad",)),
    Entity("ipef", "Partnership", "印太经济框架", "Indo-Pacific Economic Framework", ("IPEF",)),
    Entity("indo-pacific", "Region", "印太", "Indo-Pacific"),
    Entity("china-telecom", "Company", "中国电信", "China Telecom"),
    Entity("chips-act", "Law", "芯片与科学法", "CHIPS and Science Act"),
    Entity("trade-war", "Event", "中国贸易战", "trade war"),
    Entity("semiconductors", "Technology", "半导体", "semiconductor", ("芯片",)),
    Entity("quantum", "Technology", "量子技术", "quantum technology"),
    Entity("gallium", "Technology", "镓", "gallium nitride"),
    Entity("apple", "Company", "苹果公司", "Apple"),
    Entity("who", "IntergovernmentalOrganization", "世界卫生组织", "WHO"),
    Entity("asml", "Company", "阿斯麦", "ASML"),
    Entity("xi", "Person", "甲", "Alpha Same", ("Same",)),
    Entity("yi", "Person", "乙", "Beta Same", ("Same",)),
    Entity("micron", "Company", "美光", "Micron"),
    Entity("belt", "Program", "一带一路倡议", "Belt and Road"),
)
NAMES = names.build(ENTITIES, schema())


def found(text: str) -> list[tuple[str, str]]:
    """The mentions of a text, by this registry."""
    v = view(text)
    anchors = mentions.find(v, NAMES, sentences(v)).anchors
    return [(m.text, m.entity) for m in mentions.mentions(v, anchors)]


def form(norm: str) -> names.Form:
    """The form of the registry spelt so."""
    return next(f for f in NAMES.forms if f.norm == norm)


SPELLINGS = [
    ("Indo-Pacific", "Region", ["Indo-Pacific", "Indo Pacific"]),
    ("semiconductor", "Technology", ["semiconductor", "semiconductors"]),
    ("semiconductors", "Technology", ["semiconductors", "semiconductor"]),
    ("quantum physics", "Technology", ["quantum physics"]),
    ("wireless", "Technology", ["wireless"]),
    ("Semiconductors", "Technology", ["Semiconductors"]),
    ("semiconductors", "Company", ["semiconductors"]),
    ("芯片与科学法", "Law", ["芯片与科学法", "芯片与科学法案"]),
    ("宪法", "Law", ["宪法"]),
    ("芯片与科学法", "Report", ["芯片与科学法"]),
    ("美国商务部", "GovernmentBody", ["美国商务部", "美商务部"]),
    ("美国商会", "IndustryAssociation", ["美国商会"]),
    ("一带一路倡议", "Program", ["一带一路倡议", '"一带一路"倡议']),
    ("一带一路", "Program", ["一带一路"]),
    ("中国-东盟", "Region", ["中国-东盟"]),
]
assert len(SPELLINGS) >= 15


@pytest.mark.parametrize(("given_form", "cls", "expected"), SPELLINGS)
def test_spellings(given_form: str, cls: str, expected: list[str]) -> None:
    got = list(dict.fromkeys(names.spellings(given_form, cls)))
    assert got == expected


WORDS = [("a", True), ("5", True), ("é", True), ("中", False), ("-", False), ("", False), (".", False), (" ", False)]


@pytest.mark.parametrize(("char", "expected"), WORDS)
def test_word_characters(char: str, expected: bool) -> None:
    assert names.is_word(char) is expected


# outer text, the mentions that come out of it: whole sets
NESTING = [
    (
        "美国商务部工业与安全局",
        [
            ("美国", "united-states"),
            ("美国商务部", "us-department-of-commerce"),
            ("美国商务部工业与安全局", "bureau-of-industry-and-security"),
        ],
    ),
    ("美国商务部", [("美国", "united-states"), ("美国商务部", "us-department-of-commerce")]),
    ("美商务部", [("美", "united-states"), ("美商务部", "us-department-of-commerce")]),
    ("欧盟委员会", [("欧盟", "european-union"), ("欧盟委员会", "european-commission")]),
    (
        "US Department of Commerce",
        [("US", "united-states"), ("US Department of Commerce", "us-department-of-commerce")],
    ),
    (
        "China's Ministry of Commerce",
        [("China", "china"), ("China's Ministry of Commerce", "china-ministry-of-commerce")],
    ),
    ("北约峰会", [("北约", "nato"), ("北约峰会", "nato-summit")]),
    ("NATO summit", [("NATO", "nato"), ("NATO summit", "nato-summit")]),
    ("中国贸易战", [("中国", "china"), ("中国贸易战", "trade-war")]),
    # a name inside that no longer denotes it
    ("中国电信", [("中国电信", "china-telecom")]),
    ("China Telecom", [("China Telecom", "china-telecom")]),
    ("印太经济框架", [("印太经济框架", "ipef")]),
    ("Indo-Pacific Economic Framework", [("Indo-Pacific Economic Framework", "ipef")]),
    ("芯片与科学法", [("芯片与科学法", "chips-act")]),
    ("European Commission", [("European Commission", "european-commission")]),
]
assert len(NESTING) >= 15


@pytest.mark.parametrize(("text", "expected"), NESTING)
def test_names_inside_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == sorted(expected, key=lambda m: (text.find(m[0]), len(m[0])))


BOUNDARIES = [
    ("The US acted.", [("US", "united-states")]),
    ("It lets us act.", []),
    ("USB sticks", []),
    ("US-China ties", [("US", "united-states"), ("China", "china")]),
    ("The EU's rule", [("EU", "european-union")]),
    ("EUV machines", []),
    ("The Quad met.", [("Quad", "quad")]),
    ("The Quadrangle is old.", []),
    ("a quad bike", []),
    ("apple pie", []),
    ("Apple said so.", [("Apple", "apple")]),
    ("Pineapple", []),
    ("who said so", []),
    ("The WHO said so.", [("WHO", "who")]),
    ("American firms", [("American", "united-states")]),
    ("Americans", []),
    ("SEMICONDUCTORS", [("SEMICONDUCTORS", "semiconductors")]),
    ("Semiconductors", [("Semiconductors", "semiconductors")]),
    ("semiconductorlike", []),
    ("使用ASML设备", [("ASML", "asml")]),
    ("BIS发布规则", [("BIS", "bureau-of-industry-and-security")]),
    ("ＢＩＳ发布规则", [("ＢＩＳ", "bureau-of-industry-and-security")]),
    ("IBIS发布规则", []),
    ("indo pacific", []),
    ("Indo Pacific", [("Indo Pacific", "indo-pacific")]),
    ("Indo–Pacific", [("Indo–Pacific", "indo-pacific")]),
]
assert len(BOUNDARIES) >= 26


@pytest.mark.parametrize(("text", "expected"), BOUNDARIES)
def test_case_and_word_boundaries(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


GUARDS = [
    ("美光发布公告", [("美光", "micron")]),
    ("中美光伏产业", []),
    ("美光伏企业", []),
    ("中国台湾地区", []),
    ("中国政府", [("中国", "china")]),
]
assert len(GUARDS) >= 5


@pytest.mark.parametrize(("text", "expected"), GUARDS)
def test_words_that_only_hold_a_name(text: str, expected: list[tuple[str, str]]) -> None:
    assert [m for m in found(text) if len(m[0]) > 1] == expected


def test_a_longer_name_that_fails_gives_way_to_a_shorter_one() -> None:
    assert found("NATO summits") == [("NATO", "nato")]
    assert found("China Telecoms") == [("China", "china")]


def test_a_form_of_two_owners_needs_context() -> None:
    assert all(r.context for r in form("same").readings)
    assert [r.entity for r in form("same").readings] == ["xi", "yi"]
    assert found("Same spoke.") == []
    assert found("Beta Same met. Same spoke.") == [("Beta Same", "yi"), ("Same", "yi")]


def test_a_sure_form_stays_sure() -> None:
    assert [(r.entity, r.context) for r in form("bis").readings] == [("bureau-of-industry-and-security", False)]
    assert [(r.entity, r.context) for r in form("商务部").readings] == [
        ("china-ministry-of-commerce", True),
        ("us-department-of-commerce", True),
    ]


def test_a_form_of_one_character_is_left_to_the_countries() -> None:
    assert "镓" not in {f.norm for f in NAMES.forms}
    assert "gallium nitride" in {f.norm for f in NAMES.forms}


def test_capitals_are_asked_where_the_registry_writes_them() -> None:
    assert form("us").readings[0].upper == (0, 1)
    assert form("semiconductor").readings[0].upper == ()
    assert form("china telecom").readings[0].upper == (0, 6)


def test_order_of_rows_does_not_matter() -> None:
    assert names.build(reversed(ENTITIES), schema()).forms == NAMES.forms


@given(
    st.sampled_from(ENTITIES),
    st.text(alphabet="。，, .的和x中 \n", max_size=6),
    st.text(alphabet="。，, .的和x中 \n", max_size=6),
)
@settings(deadline=None, max_examples=150)
def test_found_names_stand_where_they_say(entity: Entity, before: str, after: str) -> None:
    text = f"{before}{entity.zh}{after}{entity.en}{before}"
    v = view(text)
    anchors = mentions.find(v, NAMES, sentences(v)).anchors
    for m in mentions.mentions(v, anchors):
        assert text[m.start : m.end] == m.text
        if m.entity not in NAMES.entities:
            continue
        owner = NAMES.entities[m.entity]
        spelt = {
            normal(s)
            for f in (owner.zh, owner.en, *owner.aliases, *owner.context)
            for s in names.spellings(f, owner.cls)
        }
        assert m.how in ("character", "nested") or normal(m.text) in spelt
