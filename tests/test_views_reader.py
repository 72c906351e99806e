"""The reader of a document as text: blocks, marks that nest, notes in the margin, safety, the same bytes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import views_sample as sample
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from test_views import PAYLOADS, Page, hostile

from kg.model import Assertion, Document, Entity, Extraction, Mention, Modality, Region, Span
from kg.output import SIGN
from kg.schema import default as schema
from kg.views import blocks, margin, marks, palette, reader, site
from kg.views.marks import Mark

TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
STRANGE = st.text(st.sampled_from("ab。.中\u0301𝕏\n\r\t \u3000<&\"\x00\x0b\x1b\x85\u00ad\u202e\u2066\u200d\ufeff\ud800\udfff\ufffe\U000e0041"), max_size=60)  # fmt: skip
KNOWN = {e.key: e for e in sample.ENTITIES}
ZH, EN = sample.knowledge().extractions


def lost(text: str) -> str:
    """A text as a page can hold it."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)


def shown(markup: str, css: str = "body") -> str:
    """The text of a page as an HTML5 parser has it, without the notes in the margin."""
    tree = LexborHTMLParser(markup)
    for notes in tree.css(".notes"):
        notes.decompose()
    found = tree.css_first(css)
    assert found is not None
    return str(found.text())


def data(page: str) -> dict[str, list[list[object]]]:
    found = re.search(r'id="kg-data">(.*?)</script>', page)
    assert found
    return dict(json.loads(found.group(1)))


# Text, what must stay whole, where prose begins; the blocks, each with "|" after one that a blank line follows.
BLOCKS = [
    ("", (), 0, []),
    ("一行", (), 0, ["一行"]),
    ("标题\n\n第一段。\n第二段。", (), 0, ["标题\n\n|", "第一段。\n", "第二段。"]),
    ("\n\n标题\n", (), 0, ["\n\n标题\n"]),
    ("甲\r\n乙\r丙\n\r\n丁", (), 0, ["甲\r\n", "乙\r", "丙\n\r\n|", "丁"]),
    ("甲\n \u3000\n\u3000\u3000乙", (), 0, ["甲\n \u3000\n|", "\u3000\u3000乙"]),
    ("甲\n乙\n丙", ((0, 3),), 0, ["甲\n乙\n", "丙"]),
    ("甲\n乙\n丙", ((0, 2),), 0, ["甲\n", "乙\n", "丙"]),
    ("甲\n\n乙\n丙", ((2, 3), (0, 6)), 0, ["甲\n\n乙\n丙"]),
    ("A line that is long enough to be wrapped\nand goes on.\nNext", (), 0, ["A line that is long enough to be wrapped\nand goes on.\n", "Next"]),
    ("A line that is long enough to be wrapped\nand goes on.", (), 50, ["A line that is long enough to be wrapped\n", "and goes on."]),
    ("A line that is long enough to end here.\nand", (), 0, ["A line that is long enough to end here.\n", "and"]),
    ("A line that is long enough to be wrapped\nAnd", (), 0, ["A line that is long enough to be wrapped\n", "And"]),
    ("Too short a line\nand", (), 0, ["Too short a line\n", "and"]),
    ("A line that is long enough to be wrapped\n\nand", (), 0, ["A line that is long enough to be wrapped\n\n|", "and"]),
    ("一" * 30 + "\n二", (), 0, ["一" * 30 + "\n二"]),
    ("一" * 29 + "。\n二", (), 0, ["一" * 29 + "。\n", "二"]),
]  # fmt: skip
assert len(BLOCKS) == 17


@pytest.mark.parametrize(("text", "whole", "body", "expected"), BLOCKS)
def test_blocks(text: str, whole: tuple[tuple[int, int], ...], body: int, expected: list[str]) -> None:
    assert [text[b.start : b.end] + "|" * b.gap for b in blocks.blocks(text, whole, body)] == expected


@given(st.one_of(TEXT, STRANGE), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_blocks_are_the_text(text: str, whole: list[tuple[int, int]]) -> None:
    made = list(blocks.blocks(text, whole))
    assert "".join(text[b.start : b.end] for b in made) == text
    assert all(b.start < b.end for b in made)


# Marks as (start, end, rank) over "abcdef", and the markup with [ and ] for a mark.
NESTING = [
    ([], "abcdef"),
    ([(0, 6, 1)], "[abcdef]"),
    ([(1, 3, 1), (3, 5, 1)], "a[bc][de]f"),
    ([(1, 5, 1), (2, 4, 1)], "a[b[cd]e]f"),
    ([(2, 4, 1), (1, 5, 1)], "a[b[cd]e]f"),
    ([(0, 4, 1), (2, 6, 1)], "[ab[cd]][ef]"),
    ([(1, 3, 2), (1, 3, 1)], "a[[bc]]def"),
    ([(0, 3, 1), (1, 4, 1), (2, 6, 1)], "[a[b[c]]][[d]ef]"),
    ([(2, 2, 1)], "ab[]cdef"),
    ([(6, 6, 1)], "abcdef[]"),
    ([(-1, 2, 1)], "abcdef"),
    ([(3, 2, 1)], "abcdef"),
    ([(0, 7, 1)], "abcdef"),
    ([(0, 3, 0), (3, 6, 0), (1, 5, 1)], "[a[bc]][[de]f]"),
    ([(0, 1, 0), (1, 2, 0), (2, 6, 0), (0, 4, 1), (3, 5, 1)], "[[a]][[b]][[c[d]][e]f]"),
    ([(0, 3, 0), (1, 2, 0)], "[a][b]cdef"),
]
assert len(NESTING) == 16


@pytest.mark.parametrize(("given_", "expected"), NESTING)
def test_marks_nest(given_: list[tuple[int, int, int]], expected: str) -> None:
    assert marks.html("abcdef", [Mark(a, b, rank, "[", "]") for a, b, rank in given_]) == expected


def test_a_cut_mark_opens_again_and_one_that_holds_its_like_is_deep() -> None:
    made = marks.html("abcdef", [Mark(0, 4, 1, "[", "]"), Mark(2, 6, 2, "<1>", "</>", again="<2>")])
    assert made == "[ab<1>cd</>]<2>ef</>"
    made = marks.html("abc", [Mark(0, 3, 1, "<a>", "</>", deep="<A>"), Mark(1, 2, 1, "<b>", "</>"), Mark(1, 2, 2, "<i>", "</>")])  # fmt: skip
    assert made == "<A>a<b><i>b</></>c</>"


def test_what_crosses_a_thousandfold_stays_small() -> None:
    found = list(marks.pieces(Mark(i, i + 5000, 1, "") for i in range(5000)))
    assert len(found) <= 5000 * 2
    assert marks.html("a" * 3000, [Mark(i, 3000 - i, 1, "<i>", "</i>") for i in range(1500)]).count("<i>") == 8


@given(
    st.one_of(TEXT, STRANGE),
    st.lists(st.tuples(st.integers(-2, 62), st.integers(-2, 62), st.integers(1, 3)), max_size=6),
    st.sets(st.integers(1, 60), max_size=3),
)
@settings(max_examples=300, deadline=None)
def test_every_character_keeps_its_place(text: str, given_: list[tuple[int, int, int]], cuts: set[int]) -> None:
    found = [Mark(a, b, rank, f'<u id="{i}">', "</u>", f'<u class="r{i}">') for i, (a, b, rank) in enumerate(given_)]
    places = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    walls = [Mark(a, b, 0, "<div>", "</div>") for a, b in pairwise(places) if a < b]
    page = f"<!doctype html><body>{marks.html(text, [*found, *walls])}"
    page.encode()
    assert shown(page) == lost(text)
    tree = LexborHTMLParser(page)
    assert [str(p.text()) for p in tree.css("body > div")] == [lost(text[w.start : w.end]) for w in walls]
    assert len(tree.css("div")) == len(walls)
    for i, mark in enumerate(found):
        if 0 <= mark.start < mark.end <= len(text):
            over = tree.css(f'u[id="{i}"], u.r{i}')
            assert "".join(str(piece.text()) for piece in over) == lost(text[mark.start : mark.end])


# Sentence by sentence: (subject, relation, object, modality) in order, and the notes they make.
A, P = Modality.ASSERTED, Modality.PLANNED
JOINED = [
    (["a r x A"], ["a>x"]),
    (["a r x A", "b r x A", "c r x A"], ["a,b,c>x"]),
    (["a r x A", "a r y A"], ["a>x,y"]),
    (["a r x A", "b r x P"], ["a>x", "b>x"]),
    (["a r x A", "b s x A"], ["a>x", "b>x"]),
    (["a r x A", "a r y A", "a r z A", "b r x A"], ["a>x,y,z", "b>x"]),
    (["a r x A", "b r y A"], ["a>x", "b>y"]),
]
assert len(JOINED) == 7


@pytest.mark.parametrize(("said", "expected"), JOINED)
def test_statements_that_differ_in_one_end_are_one_note(said: list[str], expected: list[str]) -> None:
    made = [Assertion(s, r, o, A if m == "A" else P, Span(0, 1, "x"), "rule") for s, r, o, m in map(str.split, said)]
    found = []
    for note in margin.notes(made, range(len(made))):
        ends = [",".join(dict.fromkeys(getattr(made[i], end) for i in note.members)) for end in ("subject", "object")]
        found.append(">".join(ends))
        assert len({made[i].object if note.subjects else made[i].subject for i in note.members}) == 1
    assert found == expected


def test_units_follow_the_places_where_sentences_begin() -> None:
    spans = [(0, 10), (0, 4), (4, 10), (12, 15), (14, 99), (5, 5), (-1, 3)]
    said = tuple(Assertion(f"s{i}", "r", "o", A, Span(a, b, ""), "rule", date=str(i)) for i, (a, b) in enumerate(spans))
    made = margin.margin(Extraction(Document("d", "x" * 20), (), said))
    stand = [(u.start, u.end, [made.said[i].subject for n in u.notes for i in n.members]) for u in made.units]
    assert stand == [(0, 4, ["s1", "s0"]), (4, 10, ["s2"]), (12, 15, ["s3"])]
    assert sorted(made.said[i].subject for n in made.lost for i in n.members) == ["s4", "s5", "s6"]
    assert sorted(i for n in made.notes for i in n.members) == list(range(7))


def test_a_page_says_what_the_document_says() -> None:
    page = reader.render(EN, KNOWN)
    assert shown(page, "#text") == sample.EN
    assert shown(page, "h1") == "Chips & alliances"
    assert "A. Author" in shown(page, "header") and "Journal" in shown(page, "header")
    notes = [str(n.text(separator=" ")) for n in LexborHTMLParser(page).css(".note")]
    assert [re.sub(r"\s+", " ", n).strip() for n in notes] == [
        "South Korea ↗ member of → Chip 4 Alliance possible · 2023 · according to Reuters · rule join",
        "United States ↗ cooperates with ↔ Japan asserted · rule with",
        "Huawei ↗ listed on → Entity List asserted · rule put on",
    ]
    links = [a.attributes["href"] for a in LexborHTMLParser(page).css(".note a")]
    assert links == [
        "../" + site.edge_link(*ends)
        for ends in (
            ("south-korea", "memberOf", "chip-4"),
            ("japan", "cooperatesWith", "united-states"),
            ("huawei", "listedOn", "entity-list"),
        )
    ]


def test_a_chinese_document_is_worded_in_chinese() -> None:
    page = reader.render(ZH, KNOWN)
    notes = [str(n.text(separator=" ")) for n in LexborHTMLParser(page).css(".note")]
    assert (
        re.sub(r"\s+", " ", notes[0]).strip() == "美国 ↗ 发起 → 芯片四方联盟 计划 · 2022-03 · 520亿美元 · 规则 propose"
    )
    assert '<html lang="zh-Hans">' in page and '<div id="text" tabindex="-1" lang="zh">' in page


def test_offsets_in_the_data_are_those_of_the_text() -> None:
    page = data(reader.render(EN, KNOWN))
    said = [[int(str(place)) for place in row[4:]] for row in page["said"]]
    pieces = [[sample.EN[a:b] for a, b in zip(row[::2], row[1::2], strict=True) if a >= 0] for row in said]
    assert pieces[0][1:] == ["South Korea", "Chip 4", "join", "may"]
    assert pieces[1] == ["Japan cooperates with the United States."]
    assert pieces[2] == ["𝕏 Huawei was put on the Entity List.", "Huawei", "Entity List"]


def test_mentions_are_marked_by_class_and_regions_say_why() -> None:
    text = "新华社讯：美国商务部发布公告。参考文献"
    extraction = Extraction(
        Document("d", text, language="zh", pages=(0, 5)),
        (Mention(5, 7, "美国", "us", "nested"), Mention(5, 10, "美国商务部", "doc", "name")),
        regions=(Region(15, 19, "references"), Region(0, 5, 'a"<why>')),
    )
    page = reader.render(extraction, {"us": Entity("us", "Country", "美国", "United States")})
    tree = LexborHTMLParser(page)
    assert [(m.text(), m.attributes["class"]) for m in tree.css(".m")] == [
        ("美国商务部", "m k0 deep"),
        ("美国", "m k1"),
    ]
    assert [(r.text(), r.attributes["data-unread"]) for r in tree.css(".skip")] == [
        ("新华社讯：", '未读: a"<why>'),
        ("参考文献", "未读: 参考文献与注释"),
    ]
    assert [i.attributes["data-page"] for i in tree.css(".page")] == ["1", "2"]
    assert shown(page, "#text") == text


def test_every_reason_for_not_reading_has_a_chinese_word() -> None:
    lines = (Path(reader.__file__).parent.parent / "lexicon" / "ignore.toml").read_text(encoding="utf-8")
    reasons = {*re.findall(r'^why = "(.*)"', lines, re.M), "front matter", "citation"}
    assert len(reasons) >= 8
    assert [why for why in reasons if reader.reason(why, reader.words("zh")) == why] == []


def test_an_empty_document_says_so() -> None:
    page = reader.render(Extraction(Document("leer", "")), {})
    assert "This document has no text." in page and shown(page, "#text") == ""


def test_statements_without_a_place_stand_below() -> None:
    stray = replace(EN, document=replace(EN.document, text="Short."))
    tree = LexborHTMLParser(reader.render(stray, KNOWN))
    assert len(tree.css("main > .notes .note")) == 3 and tree.css("#text .note") == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_foreign_text_cannot_leave_its_place(payload: str) -> None:
    knowledge, _ = hostile(payload)
    (extraction,) = knowledge.extractions
    extraction = replace(
        extraction,
        mentions=(Mention(0, len(payload), payload, payload, payload), Mention(0, 1, payload[0], "other", payload)),
        regions=(Region(0, 1, payload),),
    )
    page = reader.render(extraction, {e.key: e for e in knowledge.entities})
    page.encode()
    tags = {tag for tag, _ in Page(page).tags}
    assert tags <= {
        "html", "head", "meta", "link", "title", "style", "body", "header", "nav", "a", "button", "h1", "p", "span", "bdi",
        "div", "aside", "details", "summary", "main", "section", "ul", "li", "b", "i", "em", "small", "script",
    }  # fmt: skip
    assert [tag for tag, _ in Page(page).tags].count("script") == 3
    for _tag, attributes in Page(page).tags:
        assert not {"src", "style", "srcset", "onerror", "onload", "onclick"} & set(attributes)
        target = attributes.get("href") or ""
        assert target in ("", "data:,", "#text") or re.match(r"\.\./(index|graph)\.html(#|$)", target)
    assert payload.replace("\ud800", "\ufffd") == shown(page, "#text")
    assert shown(page, "h1") == payload.replace("\ud800", "\ufffd")


def test_nothing_runs_but_what_the_policy_names() -> None:
    page = reader.render(EN, KNOWN)
    policy = next(a["content"] for t, a in Page(page).tags if a.get("http-equiv") == "Content-Security-Policy") or ""
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy
    assert policy.count("sha256-") == 2
    assert SIGN in page[:300]
    own = "".join((palette.ASSETS / name).read_text("utf-8") for name in reader.SCRIPTS)
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(|fetch\(", own) == []


def test_same_extraction_same_bytes_in_any_order() -> None:
    for extraction in (ZH, EN):
        turned = replace(extraction, mentions=extraction.mentions[::-1], assertions=extraction.assertions[::-1])
        assert reader.render(turned, dict(reversed(KNOWN.items()))) == reader.render(extraction, KNOWN)


def test_each_document_gets_a_page(tmp_path: Path) -> None:
    names = reader.write(sample.knowledge(), tmp_path)
    assert names == {"en-1": "documents/en-1.html", "zh-1": "documents/zh-1.html"}
    assert (tmp_path / names["zh-1"]).read_text(encoding="utf-8") == reader.render(ZH, KNOWN)


def test_words_and_labels_are_there_in_both_languages() -> None:
    used = set(re.findall(r'word\("(\w+)"', "".join((palette.ASSETS / n).read_text("utf-8") for n in reader.SCRIPTS)))
    used |= set(re.findall(r'data-word="(\w+)"', (palette.ASSETS / "reader.html").read_text("utf-8")))
    assert len(used) > 15
    for language in ("zh", "en"):
        assert used - set(reader.words(language)) == set()
        assert all(reader.words(language).values())
    shapes = {palette.default().mark(cls, schema()).shape for cls in schema().classes}
    css = (palette.ASSETS / "reader.css").read_text("utf-8")
    assert [shape for shape in shapes if f"--{shape}:" not in css] == []
