"""Cards, quotes and networks as HTML and text: they say what is known, in both languages, and nothing in them runs."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import views_sample
from hypothesis import given
from hypothesis import strategies as st
from samples import TITLE, knowledge

from kg.model import Assertion, Document, Entity, Extraction, Knowledge, Mention, Modality, Span
from kg.network import Slice, analyse, from_knowledge
from kg.views import notes
from kg.views.plain import one_line, printable

HARM = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> &amp; {{ 7*7 }} \u202e\x1b[31m\ud800"
TAGS = {
    *("style", "div", "h3", "h4", "p", "span", "bdi", "b", "em", "code", "table", "thead", "tbody", "tr", "th", "td"),
    *("details", "summary", "blockquote", "mark"),
}


class Reader(HTMLParser):
    """The tags, attributes and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def hostile(text: str) -> Knowledge:
    """A knowledge whose every string is ``text``."""
    place = Span(0, len(text), text)
    entity = Entity(text, "Person", text, text, (text + "1",), (text + "2",), source=text, since=text, provisional=True)
    said = Assertion(text, "supports", text, Modality.PLANNED, place, text, text, text, trigger=place)
    document = Document(text, text, text, (text,), text, text, text)
    return Knowledge((Extraction(document, (Mention(0, len(text), text, text, text),), (said,)),), (entity,))


def card_of(known: Knowledge, key: str, language: str) -> notes.Context:
    """The card of an entity with what is said of it."""
    entity = next(e for e in known.entities if e.key == key)
    about = [
        replace(x, assertions=tuple(a for a in x.assertions if key in (a.subject, a.object))) for x in known.extractions
    ]
    known = Knowledge(tuple(about), known.entities)
    return notes.card(entity, known, {"form": 3, "另一": 1}, language)


@pytest.mark.parametrize("kind", ["card", "quotes"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_foreign_text_is_shown_and_never_runs(kind: str, language: str) -> None:
    known = hostile(HARM)
    context = card_of(known, HARM, language) if kind == "card" else notes.quotes(known, language)
    page = Reader(notes.html(kind, context))
    assert set(page.tags) <= TAGS and page.open == []
    assert {name for name, _ in page.attributes} <= {"class", "lang", "title", "style", "scope", "open"}
    assert all(
        re.fullmatch(r"border-color: #[0-9a-f]{6}", value or "") for name, value in page.attributes if name == "style"
    )
    assert page.text.count("<script>alert(1)</script>") >= 3 and "{{ 7*7 }}" in page.text
    text = notes.card_text(context) if kind == "card" else notes.quotes_text(context)
    assert "<script>" in text and not re.search("[\x1b\u202e\ud800]", text)


@given(st.text(st.characters(), min_size=1, max_size=40))
def test_any_text_can_be_shown(text: str) -> None:
    known = hostile(text)
    page = Reader(notes.html("card", card_of(known, text, "en")))
    assert set(page.tags) <= TAGS and page.open == []
    assert printable(notes.card_text(card_of(known, text, "zh"))).encode()


def test_a_card_says_what_is_known() -> None:
    known = knowledge()
    said = Reader(notes.html("card", card_of(known, "chip-4", "en"))).text
    for part in (
        "Chip 4",
        "芯片四方联盟",
        "alliance",
        "tpe:chip-4",
        "Fab 4",
        "2022-03",
        "general knowledge",
        "form (3)",
    ):
        assert part in said, part
    for part in (
        "planned 1",
        "possible 1",
        "negated 1",
        "according to 专家",
        "“芯片四方联盟”",
        "sample-en 0–41",
        "2023-05",
    ):
        assert part in said, part
    assert "asserted" not in said and "Huawei" not in said
    chinese = Reader(notes.html("card", card_of(known, "chip-4", "zh"))).text
    for part in ("联盟", "成员", "计划 1", "否定 1", "据 专家", "又名", "始于"):
        assert part in chinese, part


TEXT = """\
Chip 4 · 芯片四方联盟 · alliance · tpe:chip-4
Also: Fab 4, チップ4, 칩4
since: 2022-03
source: general knowledge
Named in documents: form (3), 另一 (1)
mentioned 4× in 2 documents

Japan – member of → Chip 4 (possible 1)
    “专家称，日本可能加入“芯片四方联盟”。” [possible · according to 专家 · 样本 zh/1.txt 61–80]
Netherlands – member of → Chip 4 (negated 1)
    “荷兰拒绝加入“芯片四方联盟”。” [negated · 样本 zh/1.txt 45–60]
United States – member of → Chip 4 (planned 1)
    “He said: "The U.S. plans to join Chip 4."” [planned · sample-en 0–41]"""


def test_a_card_as_text() -> None:
    known = knowledge()
    entities = tuple(replace(e, aliases=tuple(sorted(e.aliases))) for e in known.entities)
    text = notes.card_text(card_of(Knowledge(known.extractions, entities), "chip-4", "en"))
    assert re.sub(r"\d+–\d+", "0–0", text) == re.sub(r"\d+–\d+", "0–0", TEXT)


def test_quotes_group_claims_and_mark_their_words() -> None:
    page = Reader(notes.html("quotes", notes.quotes(views_sample.knowledge(), "en")))
    assert page.tags.count("h4") == 4 and page.tags.count("blockquote") == 6
    marks = [value for name, value in page.attributes if name == "class" and (value or "").startswith("kg-")]
    assert {"kg-subject", "kg-object", "kg-trigger", "kg-cue"} <= set(marks)
    assert "Japan — United States" in page.text and "South Korea → Chip 4 Alliance" in page.text
    assert "520亿美元" in page.text


PIECES = [
    ((), [("", "abcdef")]),
    (((0, 2), None, None, None), [("subject", "ab"), ("", "cdef")]),
    (((4, 6), (0, 2), (2, 4), None), [("object", "ab"), ("trigger", "cd"), ("subject", "ef")]),
    (((0, 3), (2, 5), None, (5, 6)), [("subject", "abc"), ("", "de"), ("cue", "f")]),
    (((1, 2), (1, 4), None, None), [("", "a"), ("object", "bcd"), ("", "ef")]),
    (((0, 6), (0, 6), None, None), [("subject", "abcdef")]),
    (((-1, 2), (5, 7), None, None), [("", "abcdef")]),
    (((3, 3), None, None, None), [("", "abcdef")]),
]


@pytest.mark.parametrize(("marks", "wanted"), PIECES)
def test_a_sentence_is_cut_at_its_marks(
    marks: tuple[tuple[int, int] | None, ...], wanted: list[tuple[str, str]]
) -> None:
    evidence = Span(10, 16, "abcdef")
    spans = [Span(10 + m[0], 10 + m[1], "?") if m else None for m in (*marks, None, None, None, None)[:4]]
    assert list(notes.pieces(evidence, spans)) == wanted


def test_long_cards_say_what_they_leave_out(monkeypatch: pytest.MonkeyPatch) -> None:
    known, *_ = views_sample.large(60, 400)
    said = Reader(notes.html("card", card_of(known, "e-0", "en")))
    claims = said.tags.count("summary")
    assert "more claims are not listed" not in said.text and claims > 10
    monkeypatch.setattr(notes, "CLAIMS", 5)
    short = Reader(notes.html("quotes", notes.quotes(known, "en")))
    assert short.tags.count("summary") == 5
    left = int(re.search(r"(\d+) more claims", short.text)[1])  # type: ignore[index]
    assert left > 300
    assert f"另有 {left} 条关系未列出" in Reader(notes.html("quotes", notes.quotes(known, "zh"))).text
    assert f"… +{len(known.entities) - 8}" == notes._some([e.key for e in known.entities], ", ").split("e-7 ")[1]


def test_nothing_said_is_said() -> None:
    empty = Knowledge((), (Entity("x", "Country", "", "X"),))
    assert "No saying fits." in Reader(notes.html("quotes", notes.quotes(empty, "en"))).text
    assert notes.card_text(card_of(empty, "x", "zh")).endswith("没有符合条件的陈述。")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_network_in_words(language: str) -> None:
    known, *_ = views_sample.large(60, 400)
    evidence = from_knowledge(known)
    found = analyse(evidence, part=Slice(observers=True))
    context = notes.network(found, Slice(observers=True), language)
    page, text = Reader(notes.html("network", context)), notes.network_text(context)
    best = min(found.metrics, key=lambda key: (found.metrics[key]["rank"], key))
    name = next(e for e in known.entities if e.key == best).label(language)
    for said in (page.text, text):
        assert Slice(observers=True).words(language) in said and name in said
        assert str(len(found.metrics)) in said
    assert page.tags.count("tr") == 1 + 10 + len(found.names) and set(page.tags) <= TAGS


def test_hostile_networks_do_not_run() -> None:
    said = Assertion("a", "cooperatesWith", "b", Modality.ASSERTED, Span(0, 1, "x"), "r")
    pair = tuple(Entity(key, "Country", HARM, HARM) for key in "ab")
    known = Knowledge((Extraction(Document("d", "x"), (), (said,)),), pair)
    page = Reader(notes.html("network", notes.network(analyse(from_knowledge(known)), Slice(), "en")))
    assert set(page.tags) <= TAGS and page.text.count("<script>alert(1)</script>") >= 3


def test_what_may_be_shown() -> None:
    assert printable("a\nb\tc\x1b[1m\u202e华") == "a\nb\tc�[1m�华"
    assert one_line(" a\n b\x00 " + TITLE[-3:]) == "a b� " + TITLE[-3:].strip()


def test_every_word_is_there_in_both_languages() -> None:
    assert set(notes.words("en")) == set(notes.words("zh-Hans"))
    assert all(notes.words("en").values()) and notes.words("zh")["left_out"] != notes.words("en")["left_out"]
