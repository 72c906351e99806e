"""Words that point back: what they may mean, how far back, and when they mean nothing."""

from __future__ import annotations

import pytest
from reading import read, said

from kg import lexicon
from kg.extract.anaphora import Memory
from kg.extract.mentions import Anchor
from kg.extract.pipeline import default_names
from kg.extract.text import Sentence

ACCORDS = "artemis-accords"

# text → the statement that needs the anaphor
RESOLVED = [
    ("拜登签署《芯片与科学法》。该法案为半导体拨款527亿美元。", {"chips-and-science-act funds semiconductors"}),
    (
        "美国与日本举行会谈。两国签署《阿尔忒弥斯协定》。",
        {f"united-states partyTo {ACCORDS}", f"japan partyTo {ACCORDS}"},
    ),
    (
        "美国与日本举行会谈。双方签署《阿尔忒弥斯协定》。",
        {f"united-states partyTo {ACCORDS}", f"japan partyTo {ACCORDS}"},
    ),
    (
        "美国、日本、荷兰举行会谈。三国签署《阿尔忒弥斯协定》。",
        {f"united-states partyTo {ACCORDS}", f"japan partyTo {ACCORDS}", f"netherlands partyTo {ACCORDS}"},
    ),
    ("印太经济框架启动。日本加入该框架。", {"japan memberOf ipef"}),
    ("美国更新实体清单。华为被列入该清单。", {"huawei listedOn entity-list"}),
    ("华为受到关注，美国将其列入实体清单。", {"huawei listedOn entity-list"}),
    ("中芯国际发展迅速。美国制裁该公司。", {"united-states restricts smic"}),
    (
        "Biden signed the CHIPS and Science Act. The law provided $52.7 billion for semiconductors.",
        {"chips-and-science-act funds semiconductors"},
    ),
    (
        "India and Japan met. Both countries signed the Artemis Accords.",
        {f"india partyTo {ACCORDS}", f"japan partyTo {ACCORDS}"},
    ),
    ("The United States launched IPEF. Japan joined the framework.", {"japan memberOf ipef"}),
    ("SMIC grew. The United States sanctioned the company.", {"united-states restricts smic"}),
    (
        "中国科学技术大学发表论文。美国制裁该校。",
        {"united-states restricts university-of-science-and-technology-of-china"},
    ),
    (
        "Rapidus grew. Established by Sony, the company licensed its technology from IBM.",
        {"ibm cooperatesWith rapidus"},
    ),
    ("美国更新实体清单。市场震动。各方猜测不断。华为上榜。", {"huawei listedOn entity-list"}),
    ("美国更新实体清单。\n\n市场震动。\n\n各方猜测不断。\n\n华为上榜。", {"huawei listedOn entity-list"}),
]
assert len(RESOLVED) >= 16


@pytest.mark.parametrize(("text", "expected"), RESOLVED)
def test_what_an_anaphor_stands_for(text: str, expected: set[str]) -> None:
    assert expected <= said(text)
    second = text[text.index("。" if "。" in text else ". ") + 1 :].strip()
    assert "将其" in text or not expected & said(second), "without the sentence before nothing is said"


# text → statements that must not come out
UNRESOLVED = [
    ("会议举行。该法案为半导体拨款527亿美元。", "funds"),
    ("日本发言。该法案为半导体拨款527亿美元。", "coversTechnology"),
    ("会议举行。两国签署《阿尔忒弥斯协定》。", "partyTo"),
    ("会议举行。日本加入该框架。", "memberOf"),
    ("India met nobody. Both countries signed the Artemis Accords.", "partyTo"),
    ("Nobody met. Both countries signed the Artemis Accords.", "partyTo"),
    ("Nobody came. Japan joined the framework.", "memberOf"),
]
assert len(UNRESOLVED) >= 7


def test_it_as_an_object_is_not_its_own_subject() -> None:
    assert said("Huawei grew, but TSMC stopped shipping to it.") == {"tsmc restricts huawei"}


@pytest.mark.parametrize(("text", "relation"), UNRESOLVED)
def test_an_anaphor_without_anything_before_it(text: str, relation: str) -> None:
    assert [t for t in said(text) if t.split()[1] == relation] == []


def test_anaphors_are_no_mentions() -> None:
    for text, _ in RESOLVED:
        words = {m.text for m in read(text).mentions}
        assert not {
            w
            for w in words
            if w.startswith(("该", "两国", "双方", "三国", "其"))
            or w.lower().startswith(("both", "the law", "the company"))
        }


def test_evidence_reaches_back_to_what_is_meant_or_stays_in_the_sentence() -> None:
    for text, expected in RESOLVED:
        for a in read(text).assertions:
            if " ".join(a.triple) in expected:
                assert a.evidence.text == text[a.evidence.start : a.evidence.end]
                assert a.subject_span is not None
                assert a.object_span is not None


# ------------------------------------------------------------------ the memory itself
def _memory(*sentences: list[tuple[int, int, str]]) -> Memory:
    names = default_names()
    memory = Memory(names.entities, names.schema)
    for sentence in sentences:
        memory.remember([Anchor(a, b, key, "name") for a, b, key in sentence])
    return memory


def _resolve(
    memory: Memory, norm: str, language: str = "zh", before: tuple[tuple[int, int, str], ...] = ()
) -> list[tuple[str, str]]:
    sentence = Sentence(100, 100 + len(norm), language, 0)
    anchors = [Anchor(100 + a, 100 + b, key, "name") for a, b, key in before]
    return [(norm[a.start - 100 : a.end - 100], a.entity) for a in memory.resolve(" " * 100 + norm, sentence, anchors)]


JAPAN, INDIA = (0, 2, "japan"), (3, 5, "india")
ACT, BILL = (6, 9, "chips-and-science-act"), (0, 4, "restrict-act")

CASES = [
    ([[JAPAN, INDIA]], "两国表态", [("两国", "india"), ("两国", "japan")]),
    ([[JAPAN], [INDIA]], "两国表态", [("两国", "india"), ("两国", "japan")]),
    ([[JAPAN], []], "两国表态", []),
    ([[JAPAN, INDIA], [], []], "两国表态", []),
    ([[JAPAN, INDIA], []], "两国表态", [("两国", "india"), ("两国", "japan")]),
    ([[ACT]], "该法案通过", [("该法案", "chips-and-science-act")]),
    ([[BILL, ACT]], "该法案通过", [("该法案", "chips-and-science-act")]),
    ([[BILL], [JAPAN]], "该法案通过", [("该法案", "restrict-act")]),
    ([[JAPAN]], "该法案通过", []),
    ([[JAPAN, JAPAN]], "两国表态", []),
    ([], "该法案通过", []),
]
assert len(CASES) >= 11


@pytest.mark.parametrize(("sentences", "norm", "expected"), CASES)
def test_memory(sentences: list[list[tuple[int, int, str]]], norm: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(_resolve(_memory(*sentences), norm)) == sorted(expected)


def test_the_list_that_a_text_is_about_is_the_last_of_the_paragraph_or_the_one_most_named() -> None:
    memory = _memory([(0, 4, "entity-list")], [(5, 9, "entity-list")], [(10, 14, "unverified-list")])
    assert memory.listing is not None and memory.listing.entity == "unverified-list"
    memory.new_paragraph()
    assert memory.listing is not None and memory.listing.entity == "entity-list"
    assert _memory([JAPAN]).listing is None


def test_a_new_paragraph_keeps_only_the_last_sentence() -> None:
    memory = _memory([JAPAN], [INDIA])
    memory.new_paragraph()
    assert _resolve(memory, "两国表态") == []
    assert [k for _, k in _resolve(memory, "该国表态")] == ["india"]


def test_the_same_sentence_comes_first() -> None:
    memory = _memory([BILL])
    assert _resolve(memory, "《芯片法》与该法案", before=((1, 4, "chips-and-science-act"),)) == [
        ("该法案", "chips-and-science-act")
    ]


def test_a_name_is_no_anaphor() -> None:
    assert _resolve(_memory([JAPAN, INDIA]), "两国论坛", before=((0, 4, "quad"),)) == []


def test_an_object_pronoun_is_never_the_subject_of_its_clause() -> None:
    memory = _memory([(0, 2, "huawei")])
    assert [k for _, k in _resolve(memory, "美国将其列入", before=((0, 2, "united-states"),))] == ["huawei"]
    assert [t for t, _ in _resolve(memory, "美国将其列入", before=((0, 2, "united-states"),))] == ["其"]


def test_english_words_stand_alone() -> None:
    memory = _memory([BILL])
    assert [t for t, _ in _resolve(memory, "the bill passed", "en")] == ["the bill"]
    assert _resolve(memory, "the billing passed", "en") == []


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_the_data(language: str) -> None:
    rows = lexicon.table(f"{language}/anaphors")["anaphor"]
    words = [w for row in rows for w in row["words"]]
    assert len(words) >= 30
    assert sorted({w for w in words if words.count(w) > 1}) == []
    for row in rows:
        assert row["classes"]
        assert 0 <= row.get("number", 1) <= 4
        assert all(row.get("keep", 0) < len(w) for w in row["words"])


# who owns what follows: "its" stands for nobody else
OWNED = [
    ("SMIC grew fast. Its chief executive, Liang Mong-song, spoke.", {"liang-mong-song affiliatedWith smic"}),
    ("华为发布新机，其创始人任正非出席。", {"ren-zhengfei affiliatedWith huawei"}),
    ("SMIC grew fast. Its suppliers joined AUKUS.", set()),
]


@pytest.mark.parametrize(("text", "expected"), OWNED)
def test_a_possessive_only_owns(text: str, expected: set[str]) -> None:
    assert len(OWNED) == 3
    assert said(text, without=("basedIn",)) == expected
