"""Explanations: what fired, on which words, and why the rest did not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Kg
from hypothesis import given
from hypothesis import strategies as st

from kg.explain import explain, lines
from kg.explanation import KINDS, Explanation
from kg.model import Document
from kg.views import reasons

ZH = (
    "2022年10月，美国商务部将长江存储列入未核实名单。\n"
    "日本可能加入“芯片四方联盟”，但荷兰拒绝加入该机制。\n"
    "《芯片与科学法》拨款527亿美元支持半导体制造。\n"
    "今天天气很好。\n"
)
EN = "Japan joined AUKUS. The Commerce Department did not ban Huawei. <b>Huawei</b> rose."

# text, sentence number, part of the sentence, what a mark of which kind says of it
PARTS = [
    (ZH, 1, "2022年10月", "date", "2022-10"),
    (ZH, 1, "长江存储", "mention", "ymtc"),
    (ZH, 1, "列入", "trigger", ""),
    (ZH, 2, "可能", "cue", "possible"),
    (ZH, 2, "拒绝", "cue", "negated"),
    (ZH, 2, "该机制", "anaphor", "chip-4"),
    (ZH, 3, "527亿美元", "amount", "52700000000 USD"),
    (EN, 2, "did not", "cue", "negated"),
]

# text, sentence number, rule (or part of one), outcome: a triple with modality, or words of the reason
OUTCOMES = [
    (ZH, 1, "zh.list", "ymtc listedOn unverified-list asserted"),
    (ZH, 2, "zh.join", "japan memberOf chip-4 possible"),
    (ZH, 2, "zh.join", "netherlands memberOf chip-4 negated"),
    (EN, 1, "en.join", "japan memberOf aukus asserted"),
    (EN, 2, "en.restrict", "us-department-of-commerce restricts huawei negated"),
]
REASONS = [
    ("日本加入讨论。", "zh.join", "no object: target of class"),
    ("加入芯片四方联盟。", "zh.join", "no subject: agent of class"),
    ("The plan will fund semiconductors.", "en.", "needs an amount of money"),
    ("印太经济框架合作。", "zh.cooperate", "no two parties found"),
]


def one(text: str, number: int) -> Explanation:
    found = explain(Document("d", text), number=number)
    assert [e.number for e in found] == [number]
    return found[0]


def test_the_tables_hold_their_cases() -> None:
    assert (len(PARTS), len(OUTCOMES), len(REASONS)) == (8, 5, 4)
    assert {kind for *_, kind, _ in PARTS} == set(KINDS)


@pytest.mark.parametrize(("text", "number", "words", "kind", "meaning"), PARTS)
def test_parts_are_marked_where_they_stand(text: str, number: int, words: str, kind: str, meaning: str) -> None:
    marked = [(text[p.start : p.end], p.kind, p.meaning) for p in one(text, number).parts]
    assert (words, kind, meaning) in marked


@pytest.mark.parametrize(("text", "number", "rule", "said"), OUTCOMES)
def test_what_fired_is_told_with_its_rule(text: str, number: int, rule: str, said: str) -> None:
    found = [
        (o.rule, " ".join([*a.triple, a.modality]), o.trigger is not None)
        for o in one(text, number).said
        for a in o.said
    ]
    assert (rule, said, True) in found


@pytest.mark.parametrize(("text", "rule", "why"), REASONS)
def test_what_was_dropped_is_told_with_a_reason(text: str, rule: str, why: str) -> None:
    dropped = one(text, 1).dropped
    assert any(o.rule.startswith(rule) and why in o.why for o in dropped), dropped


def test_every_outcome_that_says_nothing_has_a_reason() -> None:
    for explanation in (*explain(Document("d", ZH)), *explain(Document("d", EN))):
        assert all(o.why for o in explanation.dropped)


def test_a_trigger_inside_a_name_is_set_aside() -> None:
    hidden = [
        (o.trigger.text, o.why)
        for o in one("上海合作组织举行会议。", 1).dropped
        if o.trigger and o.why == "part of a name"
    ]
    assert ("合作", "part of a name") in hidden


def test_sentences_are_chosen_by_number_or_words_in_either_script() -> None:
    document = Document("d", ZH)
    assert [e.number for e in explain(document)] == [1, 2, 3, 4]
    assert [e.number for e in explain(document, find="晶片四方聯盟")] == []
    assert [e.number for e in explain(document, find="芯片四方聯盟")] == [2]
    assert [e.number for e in explain(document, number=9)] == []


def test_lines_hold_the_statement_the_rule_and_the_reason() -> None:
    text = "\n".join(lines(one(ZH, 2), ZH))
    assert "+ japan memberOf chip-4  possible by “可能”" in text
    assert "zh.join, verb: agent – target at “加入”" in text
    assert "anaphors: 该机制 = chip-4" in text


@given(st.text(alphabet="美国商务部将华为列入实体清单，。《》<>&\"'\n日本加入AUKUS a", max_size=60))
def test_any_text_can_be_explained_and_drawn(text: str) -> None:
    told = explain(Document("d", text))
    for explanation in told:
        cut = "".join(p.text for p in reasons.pieces(explanation))
        assert cut == explanation.sentence.text == text[explanation.sentence.start : explanation.sentence.end]
    assert "<script" not in reasons.render(told, title=text)


def test_the_page_escapes_asks_for_nothing_and_repeats() -> None:
    told = explain(Document("d", EN))
    page = reasons.render(told, title="<script>alert(1)</script>")
    assert page == reasons.render(told, title="<script>alert(1)</script>")
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "&lt;b&gt;" in page and not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "default-src &#39;none&#39;" in page and "style-src &#39;sha256-" in page
    assert 'class="mention class-Country"' in page and ".class-Country {" in page


def test_command(kg_run: Kg, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(ZH, encoding="utf-8")
    done = kg_run("explain", source, "--find", "未核实名单")
    assert done.returncode == 0 and "+ ymtc listedOn unverified-list  asserted  2022-10" in done.stdout
    assert "[2]" not in done.stdout
    page = tmp_path / "why.html"
    done = kg_run("explain", source, "--sentence", "2", "--html", page)
    assert done.returncode == 0 and str(page) in done.stdout
    assert "zh.join" in page.read_text(encoding="utf-8")
    done = kg_run("explain", source, "--sentence", "99")
    assert done.returncode == 2 and "no sentence is chosen" in done.stderr and "Traceback" not in done.stderr
    done = kg_run("explain", source, "--html", tmp_path / "missing" / "x.html")
    assert done.returncode == 2 and "cannot be written" in done.stderr
