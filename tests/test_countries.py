"""Characters that stand for countries, and the many places where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import named, read

from kg import lexicon
from kg.extract import countries
from kg.extract.text import normal

US, CN, EU, JP, KR = "united-states", "china", "european-union", "japan", "south-korea"
IN, AU, GB, FR, DE, RU, TW = "india", "australia", "united-kingdom", "france", "germany", "russia", "taiwan"

POSITIVE = [
    ("中美关系紧张。", [("中", CN), ("美", US)]),
    ("美欧举行会谈。", [("美", US), ("欧", EU)]),
    ("美日印澳举行会议。", [("美", US), ("日", JP), ("印", IN), ("澳", AU)]),
    ("美、日、韩三国表态。", [("美", US), ("日", JP), ("韩", KR)]),
    ("中、美、俄三国表态。", [("中", CN), ("美", US), ("俄", RU)]),
    ("由美、英两国主导。", [("美", US), ("英", GB)]),
    ("澳英美宣布合作。", [("澳", AU), ("英", GB), ("美", US)]),
    ("英法德三国表态。", [("英", GB), ("法", FR), ("德", DE)]),
    ("美澳达成协议。", [("美", US), ("澳", AU)]),
    ("美德两国表态。", [("美", US), ("德", DE)]),
    ("中俄两国表态。", [("中", CN), ("俄", RU)]),
    ("中韩两国表态。", [("中", CN), ("韩", KR)]),
    ("中印边境问题。", [("中", CN), ("印", IN)]),
    ("中澳贸易增长。", [("中", CN), ("澳", AU)]),
    ("欧美国家表态。", [("欧", EU), ("美", US)]),
    ("截至目前中欧关系稳定。", [("中", CN), ("欧", EU)]),
    ("美国对华施压。", [("美国", US), ("华", CN)]),
    ("他昨日赴美访问。", [("美", US)]),
    ("他们访华三天。", [("华", CN)]),
    ("这一反华言论引发关注。", [("华", CN)]),
    ("中国驻美大使回应。", [("中国", CN), ("美", US)]),
    ("涉华条款获得通过。", [("华", CN)]),
    ("在华企业表示关切。", [("华", CN)]),
    ("亲美势力抬头。", [("美", US)]),
    ("对美出口下降。", [("美", US)]),
    ("援台议题升温。", [("台", TW)]),
    ("联美制华的主张。", [("美", US), ("华", CN)]),
    ("会议期间，美将公布名单。", [("美", US)]),
    ("中美国家实力对比。", [("中", CN), ("美", US)]),
    ("美歐舉行會談。", [("美", US), ("歐", EU)]),
    ("美、日、韓三國表態。", [("美", US), ("日", JP), ("韓", KR)]),
    ("中 美 关系紧张。", [("中", CN), ("美", US)]),
]
assert len(POSITIVE) >= 32

# Sentences whose characters stand for no country; a country named in full is one mention.
NEGATIVE = [
    ("其中不乏问题。", []),
    ("这一方案并不完美。", []),
    ("会议于6月24日举行。", []),
    ("会议于六月二十四日举行。", []),
    ("该法案获得通过。", []),
    ("依法治理，无法可依。", []),
    ("问题日益突出。", []),
    ("今日与昨日。", []),
    ("日前，会议举行。", []),
    ("日均产量上升。", []),
    ("这给人留下深刻印象。", []),
    ("印刷和复印材料。", []),
    ("韩非是思想家。", []),
    ("价格为三百美元。", []),
    ("美食节开幕。", []),
    ("集中美化环境。", []),
    ("道德建设。", []),
    ("英文版上线。", []),
    ("精英阶层。", []),
    ("更加重视，加强管理。", []),
    ("重新加入讨论。", []),
    ("优越感与超越。", []),
    ("需要加新条件。", []),
    ("平台与舞台。", []),
    ("经济复苏。", []),
    ("心中与手中。", []),
    ("欧元区。", []),
    ("中间与中心。", []),
    ("华丽与繁华。", []),
    ("德国表态。", [("德国", DE)]),
    ("法国与德国发言。", [("法国", FR), ("德国", DE)]),
    ("中国表态。", [("中国", CN)]),
    ("韩国代表发言。", [("韩国", KR)]),
    ("印度发言。", [("印度", IN)]),
    ("加拿大发言。", [("加拿大", "canada")]),
    ("新加坡发言。", [("新加坡", "singapore")]),
    ("中美洲发言。", [("中美洲", "central-america")]),
    ("澳门发言。", [("澳门", "macau")]),
    ("中方与美方发言。", [("中方", CN), ("美方", US)]),
    ("2023年3月3日美方回应。", [("美方", US)]),
]
assert len(NEGATIVE) >= 40


def _of_states(text: str) -> list[tuple[str, str]]:
    """The mentions of states, territories and regions."""
    from kg.extract.pipeline import default_names

    names = default_names()
    return [
        (form, key)
        for form, key in named(text)
        if names.schema.is_any(names.entities[key].cls, ("GeopoliticalEntity", "Region"))
    ]


@pytest.mark.parametrize(("text", "expected"), POSITIVE)
def test_characters_that_are_countries(text: str, expected: list[tuple[str, str]]) -> None:
    assert _of_states(text) == expected


@pytest.mark.parametrize(("text", "expected"), NEGATIVE)
def test_characters_that_are_none(text: str, expected: list[tuple[str, str]]) -> None:
    assert _of_states(text) == expected


def test_every_negative_without_a_name_gives_nothing_by_character() -> None:
    for text, _ in NEGATIVE:
        assert [m for m in read(text).mentions if m.how == "character"] == []


NO_COUNTRY_INSIDE = [
    ("有人鼓吹去中国化。", "去中国化"),
    ("华为发表声明。", "华为"),
    ("中国电信发表声明。", "中国电信"),
    ("台积电发表声明。", "台积电"),
    ("英特尔发表声明。", "英特尔"),
    ("印太战略出台。", "印太战略"),
    ("中欧班列开行。", "中欧班列"),
    ("美欧贸易和技术理事会开会。", "美欧贸易和技术理事会"),
    ("新华社报道。", "新华社"),
]
assert len(NO_COUNTRY_INSIDE) >= 9


@pytest.mark.parametrize(("text", "name"), NO_COUNTRY_INSIDE)
def test_no_character_inside_a_name(text: str, name: str) -> None:
    assert [form for form, _ in named(text)] == [name]


def test_an_event_keeps_its_countries() -> None:
    assert named("中美贸易战持续。") == [("中", CN), ("中美贸易战", "us-china-trade-war"), ("美", US)]


SPLITS = [
    ("中美国家实力", 1, True),
    ("美国家庭", 0, False),
    ("中美国际竞争", 1, True),
    ("其中美国家庭", 2, False),
    ("美国", 0, False),
]


@pytest.mark.parametrize(("norm", "start", "expected"), SPLITS)
def test_a_pair_before_a_common_noun(norm: str, start: int, expected: bool) -> None:
    assert countries.splits(norm, start) is expected


def test_the_data_names_countries_of_the_registry() -> None:
    from kg.extract.pipeline import default_names

    names = default_names()
    for char, row in lexicon.table("zh/countries")["char"].items():
        entity = names.entities[row["entity"]]
        assert names.schema.is_a(entity.cls, "GeopoliticalEntity"), char
        assert len(char) == 1 == len(normal(char))
    contexts = lexicon.table("zh/countries")["contexts"]
    for field in ("string", "anchors", "other", "initial"):
        assert set(contexts[field]) <= set(lexicon.table("zh/countries")["char"]), field


@given(st.text(alphabet="美中欧日韩印澳英法德俄台华对赴驻国家、-和与 a。的", max_size=14))
@settings(deadline=None, max_examples=300)
def test_any_string_of_characters(text: str) -> None:
    norm = normal(text)
    known = lexicon.table("zh/countries")["char"]
    for start, end, key in countries.find(norm):
        assert end == start + 1
        assert known[norm[start]]["entity"] == key
