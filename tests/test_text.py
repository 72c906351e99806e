"""Views of texts and their sentences: everything maps back to exact offsets."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.extract.text import CJK, Sentence, View, fold, language_of, normal, sentences, view

FOLDED = [
    ("ＡＵＫＵＳ", "aukus", "full width letters"),
    ("５Ｇ", "5g", "full width digits"),
    ("（美国），；：！？", "(美国),;:!?", "full width marks"),
    ("「美」『法』“x”‘y’", '"美""法""x"\'y\'', "quotes of all kinds"),
    ("美國與歐盟", "美国与欧盟", "Traditional script"),
    ("貿易和技術委員會", "贸易和技术委员会", "Traditional script"),
    ("a–b—c―d−e", "a-b-c-d-e", "dashes"),
    ("安东尼•布林肯・x", "安东尼·布林肯·x", "middle dots"),
    ("It’s", "it's", "apostrophes"),
    ("ÉCOLE", "école", "Latin letters with marks"),
    ("a\u00a0b\u3000c\td", "a b c d", "spaces"),
    ("。、《》", "。、《》", "Chinese marks stay"),
    ("İ", "İ", "a capital whose small letter is longer stays"),
    ("𠀀😀", "𠀀😀", "beyond the basic plane"),
    ("", "", "nothing"),
]
assert len(FOLDED) >= 15


@pytest.mark.parametrize(("text", "expected", "why"), FOLDED)
def test_folding(text: str, expected: str, why: str) -> None:
    assert fold(text) == expected, why


VIEWS = [
    ("美 国 商 务 部", "美国商务部", "spaces of optical recognition"),
    ("美國 與歐盟", "美国与欧盟", "a space in Traditional text"),
    ("有关方面一致认为应当尽快联系美国\n商务部", "有关方面一致认为应当尽快联系美国商务部", "a wrapped line"),
    ("美国\n\n商务部", "美国\n\n商务部", "a paragraph break stays"),
    ("使用 AI 技术", "使用ai技术", "spaces beside Latin"),
    ("the United States", "the united states", "English spaces stay"),
    ("the United\nStates", "the united\nstates", "English line ends stay"),
    ("华为①被制裁", "华为被制裁", "a circled note mark"),
    ("华为[12]被制裁", "华为被制裁", "a bracketed note mark"),
    ("华为<sup>3</sup>被制裁", "华为被制裁", "a raised note mark"),
    ("华为^{3}被制裁", "华为被制裁", "a note mark in TeX"),
    ("Huawei[3] said", "huawei said", "a note mark in English"),
    ("array[2023]", "array[2023]", "a year in brackets is no note mark"),
    ("a < b > c", "a < b > c", "signs are no note marks"),
    ("", "", "nothing"),
]
assert len(VIEWS) >= 15


@pytest.mark.parametrize(("text", "expected", "why"), VIEWS)
def test_views(text: str, expected: str, why: str) -> None:
    assert view(text).norm == expected, why


SPANS = [
    ("美 国 商 务 部宣布", "美国商务部", "美 国 商 务 部"),
    ("據美國《晶片法》", "芯片法", ""),
    ("據美國《晶片法》", "晶片法", "晶片法"),
    ("據美國《晶片法》", "美国", "美國"),
    ("工业与①安全局", "工业与安全局", "工业与①安全局"),
    ("ＡＵＫＵＳ峰会", "aukus", "ＡＵＫＵＳ"),
    ("签署 AUKUS 协议", "aukus", "AUKUS"),
    ("😀美国", "美国", "美国"),
    ("有关方面一致认为应当尽快联系美国\n国会", "美国国会", "美国\n国会"),
]
assert len(SPANS) >= 8


@pytest.mark.parametrize(("text", "form", "wording"), SPANS)
def test_spans_give_back_the_wording(text: str, form: str, wording: str) -> None:
    v = view(text)
    at = v.norm.find(form)
    assert (at >= 0) == bool(wording)
    if wording:
        span = v.span(at, at + len(form))
        assert span.text == wording == text[span.start : span.end]


NORMAL = [
    ("  美國 商務部 ", "美国商务部"),
    ("CHIPS and Science Act", "chips and science act"),
    ("Ａ　Ｂ", "a b"),
    ("中国 AI 计划", "中国ai计划"),
]
assert len(NORMAL) >= 4


@pytest.mark.parametrize(("form", "expected"), NORMAL)
def test_names_are_spelt_as_in_views(form: str, expected: str) -> None:
    assert normal(form) == expected


# A sentence per entry; the headings are those that carry no full stop.
SPLIT = [
    ("美国制裁华为。中国反对！真的吗？", ["美国制裁华为。", "中国反对！", "真的吗？"], []),
    ("他说：“美国制裁华为。”中国反对。", ["他说：“美国制裁华为。”", "中国反对。"], []),
    ("一、背景\n\n美国制裁华为。", ["一、背景", "美国制裁华为。"], ["一、背景"]),
    ("美国和中国在半导体领域的竞争日\n益激烈。", ["美国和中国在半导体领域的竞争日\n益激烈。"], []),
    ("美国制裁华为……中国反对。", ["美国制裁华为……", "中国反对。"], []),
    ("增长3.5%的数字。", ["增长3.5%的数字。"], []),
    ("Japan joined. India left.", ["Japan joined.", "India left."], []),
    (
        "The U.S. Commerce Department acted. China objected.",
        ["The U.S. Commerce Department acted.", "China objected."],
        [],
    ),
    ("It left the U.S. The firm closed.", ["It left the U.S.", "The firm closed."], []),
    ("S. Jaishankar spoke. Mr. Blinken left.", ["S. Jaishankar spoke.", "Mr. Blinken left."], []),
    ("It cost $3.5 billion. That is much.", ["It cost $3.5 billion.", "That is much."], []),
    ("Huawei Inc. said so. It left.", ["Huawei Inc. said so.", "It left."], []),
    ('He said: "It joined." Then he left.', ['He said: "It joined."', "Then he left."], []),
    ("Why now? Because it can!", ["Why now?", "Because it can!"], []),
    ("A heading\n\nJapan joined.", ["A heading", "Japan joined."], ["A heading"]),
    (
        "Japan and the United States\nsigned the pact. India left.",
        ["Japan and the United States\nsigned the pact.", "India left."],
        [],
    ),
    ("Visit example.com today. Go.", ["Visit example.com today.", "Go."], []),
    ("", [], []),
    (" \n\n \n", [], []),
]
assert len(SPLIT) >= 19


@pytest.mark.parametrize(("text", "expected", "headings"), SPLIT)
def test_sentences(text: str, expected: list[str], headings: list[str]) -> None:
    v = view(text)
    found = sentences(v)
    assert [v.span(s.start, s.end).text for s in found] == expected
    assert [v.span(s.start, s.end).text for s in found if s.heading] == headings


PARAGRAPHS = [
    ("一句。二句。\n\n三句。", [0, 0, 1]),
    ("One here. Two here.\n\nThree here.", [0, 0, 1]),
]


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS)
def test_paragraphs(text: str, expected: list[int]) -> None:
    numbers = [s.paragraph for s in sentences(view(text))]
    assert [sorted(set(numbers)).index(n) for n in numbers] == expected


LANGUAGES = [
    ("美国制裁华为。", "zh"),
    ("美國制裁華為。", "zh"),
    ("The United States sanctioned Huawei.", "en"),
    ("使用AI技术的TikTok平台受到限制。", "zh"),
    ("Huawei (华为) is a company in Shenzhen that makes phones.", "en"),
    ("12345", "en"),
    ("", "en"),
]
assert len(LANGUAGES) >= 7


@pytest.mark.parametrize(("text", "expected"), LANGUAGES)
def test_language(text: str, expected: str) -> None:
    assert language_of(text) == expected


def test_sentences_carry_their_own_language() -> None:
    text = "美国制裁华为。\nThe United States sanctioned Huawei.\n"
    assert [s.language for s in sentences(view(text))] == ["zh", "en"]


# ------------------------------------------------------------------ for any text
PIECES = st.sampled_from(
    [
        "美国",
        "美 国",
        "與",
        "。",
        "！",
        "\n",
        "\n\n",
        " ",
        "\u3000",
        "\t",
        "①",
        "[12]",
        "<sup>3</sup>",
        "^{2}",
        "《",
        "》",
        "“",
        "”",
        "Huawei",
        "U.S. ",
        ". ",
        "? ",
        "𠀀",
        "😀",
        "\r\n",
        "\u200b",
        "\ufeff",
        "İ",
        "\u0301",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=25).map("".join)


def _back(v: View) -> None:
    size = len(v.norm)
    offsets = [v.at(p) for p in range(size)]
    assert offsets == sorted(set(offsets)), "offsets grow"
    assert v.at(size) == len(v.text) or v.index is not None
    assert all(0 <= o < len(v.text) for o in offsets)
    for p, offset in enumerate(offsets):
        assert v.norm[p] == fold(v.text[offset])
        assert v.position(offset) == p
        assert v.end(p + 1) == offset + 1


@given(TEXTS)
@settings(deadline=None, max_examples=200)
@example("美 国\n 商务部①")
@example("\n \n美国")
def test_views_map_back_exactly(text: str) -> None:
    assert len(fold(text)) == len(text)
    v = view(text)
    _back(v)
    for start in range(len(v.norm)):
        for end in (start + 1, min(start + 5, len(v.norm)), len(v.norm)):
            span = v.span(start, end)
            assert 0 <= span.start < span.end <= len(text)
            assert span.text == text[span.start : span.end]
            assert fold(text[span.start]) == v.norm[start]
            assert fold(text[span.end - 1]) == v.norm[end - 1]


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_positions_round_to_the_next_place(text: str) -> None:
    v = view(text)
    for offset in range(len(text) + 1):
        p = v.position(offset)
        assert all(v.at(q) < offset for q in range(max(0, p - 2), p))
        assert p >= len(v.norm) or v.at(p) >= offset


@given(TEXTS)
@settings(deadline=None, max_examples=300)
@example("(\"')")
@example("A heading\n\nIt joined. (It left.)")
def test_sentences_cover_in_order(text: str) -> None:
    v = view(text)
    found = sentences(v)
    last = 0
    paragraph = -1
    for s in found:
        assert isinstance(s, Sentence)
        assert last <= s.start < s.end <= len(v.norm)
        assert s.language in ("zh", "en")
        assert s.paragraph >= paragraph
        last, paragraph = s.end, s.paragraph
    inside = [False] * len(v.norm)
    for s in found:
        inside[s.start : s.end] = [True] * (s.end - s.start)
    left_out = {c for c, covered in zip(v.norm, inside, strict=True) if not covered}
    assert not {c for c in left_out if c.isalnum()}, "no letter or digit stands outside every sentence"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
@settings(deadline=None)
def test_folding_keeps_lengths_and_is_stable(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


def test_chinese_characters_are_known() -> None:
    low, high = CJK[0], CJK[2]
    assert low <= "中" <= high
    assert unicodedata.name("中").startswith("CJK")


# hard-wrapped lines and lines of their own
WRAPS = [
    ("德国直到今年七月才同本国电信企业\n、设备商等达成协议。", 1),
    ("印度迟疑近三年，终于在二〇二三年年中\n6月21日加入该协定。", 1),
    ("专家认为这一比例在过去五年里上升了约\n20%，仍低于预期。", 1),
    ("这是一个很长而且没有句号的标题行文字\n2、数据来源。", 2),
    ("这是一个很长而且没有句号的标题行文字\n3. 数据来源。", 2),
    ("- 第一项没有句号但是相当长的列表文字\n- 第二项没有句号", 2),
    ("The ministry and its counterpart agreed to share data on\n27 firms.", 1),
    ("A rather long heading without a full stop\n\n2022 was a year.", 2),
]


@pytest.mark.parametrize(("text", "count"), WRAPS)
def test_wrapped_lines_are_one_sentence_and_numbered_ones_are_not(text: str, count: int) -> None:
    assert len(WRAPS) == 8
    v = view(text)
    assert len([s for s in sentences(v) if v.norm[s.start : s.end].strip()]) == count
