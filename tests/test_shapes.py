"""Names nobody registered: what looks like one in either language, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read

from kg.extract.shapes import ending, provisional

# Text → the provisional entities in it, as (wording, class).
FOUND = [
    # numbered
    ("第14999号行政令要求审查。", [("第14999号行政令", "ExecutiveOrder")]),
    ("公告2025年第930号已经公布。", [("公告2025年第930号", "Regulation")]),
    ("有关部门发布2025年第931号公告。", [("2025年第931号公告", "Regulation")]),
    ("Executive Order 14999 took effect.", [("Executive Order 14999", "ExecutiveOrder")]),
    ("The ministry issued Announcement No. 930 of 2025.", [("Announcement No. 930 of 2025", "Regulation")]),
    ("Public Law 199-167 is in force.", [("Public Law 199-167", "Law")]),
    # titles and quotes
    ("《数据信托办法》公布。", [("数据信托办法", "Regulation")]),
    ("《关于加快算法备案的意见》公布。", [("关于加快算法备案的意见", "Strategy")]),
    ("“供应链透明规则”生效。", [("供应链透明规则", "Regulation")]),
    ("双方设立“产业对话机制”。", [("产业对话机制", "Dialogue")]),
    # bodies
    ("中国商务部海外投资司负责人表示。", [("中国商务部海外投资司", "GovernmentBody")]),
    ("The Rotterdam Court of Appeal ruled on it.", [("Rotterdam Court of Appeal", "GovernmentBody")]),
    (
        "The Commerce Department's Office of Maritime Affairs said so.",
        [("Commerce Department's Office of Maritime Affairs", "GovernmentBody")],
    ),
    # policies whose titles go on; two that are joined
    (
        "The White Paper on Cables and the White Paper on Ports came out.",
        [("White Paper on Cables", "Report"), ("White Paper on Ports", "Report")],
    ),
    ("The Riverton Declaration on Ports was signed.", [("Riverton Declaration on Ports", "Declaration")]),
    # companies
    ("上海晶润精密仪器股份有限公司被列入名单。", [("上海晶润精密仪器股份有限公司", "Company")]),
    ("华为、中兴、云山科技和联想发言。", [("云山科技", "Company")]),
    ("Huawei, ZTE and Cloudhill objected.", [("Cloudhill", "Company")]),
    ("The deal with Cloudhill Semiconductor was blocked.", [("Cloudhill Semiconductor", "Company")]),
    ("该厂后来被美国维尔斯科技收购。", [("维尔斯科技", "Company")]),
    # persons
    ("参议员格拉尼特始终反对。", [("格拉尼特", "Person")]),
    ("参议员格拉尼特提出法案。", [("格拉尼特", "Person")]),
    ("Rotraud Keller, a researcher at a university, agreed.", [("Rotraud Keller", "Person")]),
    ("In a blog post, Karen Elmsworth of Oracle agreed.", [("Karen Elmsworth", "Person")]),
    ("The court suspended Zhang Xuemeng in October.", [("Zhang Xuemeng", "Person")]),
    ("They met Kim Yong-mun in Seoul.", [("Kim Yong-mun", "Person")]),
    ("A judge, Theodore Elmsworth, ruled on it.", [("Theodore Elmsworth", "Person")]),
    ("Rotraud Kellermann of Oracle disagreed.", [("Rotraud Kellermann", "Person")]),
    ("The data came from Yiping Xuan and Sihao Huang.", [("Sihao Huang", "Person")]),
    ("主任罗贤康介绍了改革。", [("罗贤康", "Person")]),
    ("董事长杨冰提出抗议。", [("杨冰", "Person")]),
    ("安徽省集成电路行业协会表态。", [("安徽省集成电路行业协会", "IndustryAssociation")]),
    # a Latin name explains the Chinese one
    ("海外投行伯恩沙姆（Burnsham）预测。", [("伯恩沙姆", "Company"), ("Burnsham", "Company")]),
]
assert len(FOUND) >= 28

SILENT = [
    "这家公司、子公司和大学合作。",
    "华为、中兴和供应商合作。",
    "“美国规则”引发讨论。",
    "“脱钩”行动没有出路。",
    "中国参与联署的决议通过。",
    "第3号机组停运，第12号文件未公布。",
    "首席执行官（CEO）表示。",
    "全球最大的光刻机制造商（ASML）表示。",
    "《国际展望》刊文。",
    "Consumer Electronics and Clean Energy are fields.",
    "Board members met on Tuesday.",
    "Last Tuesday, a spokesman spoke.",
    "Jordan River and Virginia Tech are none of them.",
    "You Can Do It",
    "Nvidia, AMD and Chinese firms met.",
    "The act of 1949 applies.",
    "The Act of 1949 applies.",
    "Next Year Global Group",
]
assert len(SILENT) >= 18


def shaped(text: str) -> list[tuple[str, str]]:
    """The mentions of provisional entities in a text as (wording, class)."""
    extraction = read(text)
    classes = {e.key: e.cls for e in extraction.entities}
    return [(m.text, classes[m.entity]) for m in extraction.mentions if m.entity in classes]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert shaped(text) == expected


@pytest.mark.parametrize("text", SILENT)
def test_silent(text: str) -> None:
    assert shaped(text) == []


# Text → all its persons and companies as (wording, entity).
KNOWN = [
    # another spelling of the given name, and another person of the family
    ("莎米·奥尔特曼发言。", [("莎米·奥尔特曼", "x-")]),
    ("埃莉丝·斯特凡尼克发言。", [("埃莉丝·斯特凡尼克", "elise-stefanik")]),
    ("亨特·拜登缺席。", [("亨特·拜登", "x-")]),
    ("They met Karen Biden on Tuesday.", [("Karen Biden", "x-karen-biden")]),
    # the last name goes on as the person whom the document introduced
    (
        "Mary Gallagher, a professor at a university, spoke. Gallagher left.",
        [("Mary Gallagher", "x-mary-gallagher"), ("Gallagher", "x-mary-gallagher")],
    ),
    ("Gallagher left.", [("Gallagher", "mike-gallagher")]),
    (
        "Zhang Xuemeng was suspended. Zhang denied it.",
        [("Zhang Xuemeng", "x-zhang-xuemeng"), ("Zhang", "x-zhang-xuemeng")],
    ),
    # a Latin name that is registered lends its entity to the Chinese one
    ("分析机构半导体分析（SemiAnalysis）称。", [("半导体分析", "semianalysis"), ("SemiAnalysis", "semianalysis")]),
]
assert len(KNOWN) >= 8


@pytest.mark.parametrize(("text", "expected"), KNOWN)
def test_the_registry_first(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(m.text, m.entity) for m in read(text).mentions]
    assert len(found) == len(expected)
    for (wording, entity), (form, key) in zip(found, expected, strict=True):
        assert wording == form
        assert entity.startswith(key) if key == "x-" else entity == key


def test_a_number_is_one_entity_in_both_languages() -> None:
    (chinese,) = read("第14999号行政令要求审查。").entities
    (english,) = read("Executive Order 14999 took effect.").entities
    assert chinese.key == english.key == "x-executive-order-14999"
    assert chinese.zh == "第14999号行政令"
    assert chinese.en == english.en == "Executive Order 14999"


KEYS = [
    ("Remote Access Act", "", "x-remote-access-act"),
    ("remote access act", "", "x-remote-access-act"),
    ("天空飞翼", "SkyWing", "x-skywing"),
]


@pytest.mark.parametrize(("name", "english", "key"), KEYS)
def test_keys(name: str, english: str, key: str) -> None:
    assert provisional(name, "Law", english).key == key


def test_ending() -> None:
    assert ending("谅解备忘录", {"录": "a", "备忘录": "b"}) == "备忘录"
    assert ending("法", {"法": "a"}) == ""


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"《》“”()（）、,.·'", "华为", "公司", "第1号", "Act", "Zhang", "of", " ", "Nvidia", "司"])
    )
)
def test_spans_stand_where_they_say(parts: list[str]) -> None:
    text = "".join(parts)
    assert all(text[m.start : m.end] == m.text for m in read(text).mentions)
