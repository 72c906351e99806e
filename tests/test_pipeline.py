"""The spaCy door, and what holds for any text: no error, valid offsets, the same result twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st

import kg
from kg.extract import pipeline
from kg.extract.regions import inside
from kg.extract.text import sentences, view
from kg.model import Document, Extraction, Modality
from kg.schema import default as schema

FRAGMENTS = [
    "美国", "日本", "中国", "欧盟", "华为", "中美", "美、日、韩", "美国商务部", "商务部", "国务院", "北京", "拜登", "《芯片与科学法》", "实体清单", "北约",
    "加入", "制裁", "签署", "对", "与", "和", "被", "由", "将", "没有", "可能", "据", "称，", "该法案", "两国", "其", "框架", "（以下简称“", "”）", "（BIS）",
    "2022年10月7日", "同年", "两个月后", "520亿美元", "，", "。", "；", "、", "“", "”", "《", "》", "(", ")", "\n", "\n\n", " ", "①", "[1]",
    "United States", "China", "Huawei", "NATO", "the ", "joined ", "sanctioned ", "did not ", "may ", "said ", "according to ", "by ", "and ", ", ", ". ", "'s ", "(BIS)", "Both countries ", "US ", "in May 2023 ", "$52.7 billion ",
    "參考文獻：", "参考文献：\n", "責任編輯：", "https://a.b/c ", "𠀀", "😀", "\u200b", "\ufeff", "\r\n", "\x00", "İ", "ß", "·", "安东尼·", "Act", " Act of 2022", "Mr. ",
]  # fmt: skip
PIECES = st.sampled_from(FRAGMENTS)
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=30).map("".join)
DATES = st.sampled_from(["", "2023", "2023-05-04", "2021/2022", "199X", "soon"])
LANGUAGES = st.sampled_from(["", "zh", "en", "zh-Hant", "en-GB", "fr"])


def sound(extraction: Extraction) -> None:
    """Everything that holds for the extraction of any document."""
    text = extraction.document.text
    names = pipeline.default_names()
    known = {**names.entities, **{e.key: e for e in extraction.entities}}
    mentions, said = extraction.mentions, extraction.assertions
    assert list(mentions) == sorted(mentions)
    assert len({(m.start, m.end) for m in mentions}) == len(mentions)
    for m in mentions:
        assert 0 <= m.start < m.end <= len(text)
        assert text[m.start : m.end] == m.text
        assert m.entity in known
        assert m.how
        assert not inside(extraction.regions, m.start)
    assert list(said) == sorted(said, key=lambda a: a.order)
    assert len({(*a.triple, a.evidence) for a in said}) == len(said)
    for a in said:
        for span in (a.evidence, a.trigger, a.cue, a.subject_span, a.object_span):
            if span is not None:
                assert 0 <= span.start < span.end <= len(text)
                assert text[span.start : span.end] == span.text
        assert a.subject != a.object
        assert schema().allows(known[a.subject].cls, a.predicate, known[a.object].cls)
        assert a.attribution == "" or a.attribution in known
        assert a.modality in set(Modality)
        if a.amount is not None:
            assert a.amount.text in text
    assert all(e.provisional for e in extraction.entities)
    assert [e.key for e in extraction.entities] == sorted(e.key for e in extraction.entities)
    assert list(extraction.unknown) == sorted(extraction.unknown)
    assert all(n > 0 for _, n in extraction.unknown)
    assert list(extraction.regions) == sorted(extraction.regions)
    assert extraction.sentences >= 0


@given(TEXTS, DATES, LANGUAGES)
@settings(deadline=None, max_examples=250)
@example("", "", "")
@example("美 国\n制裁①华为。", "2023", "zh")
@example("（（（（（（（（（（", "", "zh")
def test_any_text(text: str, date: str, language: str) -> None:
    document = Document(id="x", text=text, date=date, language=language)
    first = pipeline.extract(document)
    sound(first)
    assert first.document is document
    assert pipeline.extract(document) == first


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=150)
def test_any_string(text: str) -> None:
    sound(pipeline.extract(Document(id="x", text=text)))


LONG = [
    ("美国制裁华为，" * 400 + "。", "one sentence of many clauses"),
    ("美国" * 800, "one name over and over"),
    ("（" * 500 + "美国" + "）" * 500, "deep parentheses"),
    ("a" * 4000, "one word"),
    ("《" * 1000, "marks that never close"),
    ("1" * 3000 + "年", "a number without end"),
    (" " * 3000 + "美国", "blanks"),
    ("\n" * 3000, "line ends"),
    ("The " * 1000 + "Act", "capitals"),
    ("美、" * 600, "a list without end"),
]


@pytest.mark.parametrize(("text", "why"), LONG, ids=[why for _, why in LONG])
def test_long_texts(text: str, why: str) -> None:
    sound(pipeline.extract(Document(id="x", text=text)))


SAMPLE = (
    "2022年10月7日，美国商务部工业与安全局发布新规，制裁华为、中芯国际（简称“中芯”）。中芯表示反对。\n\n"
    "据路透社报道，美国、日本和荷兰可能加入芯片四方联盟。该联盟涵盖半导体。\n\n"
    "The United States and Japan signed the Artemis Accords in 2020. Both countries launched the Example Alliance for Testing.\n"
)


def test_the_sample_says_something() -> None:
    extraction = pipeline.extract(Document(id="x", text=SAMPLE))
    sound(extraction)
    assert len(extraction.mentions) >= 12
    assert len(extraction.assertions) >= 5


def test_documents_do_not_leak_into_each_other() -> None:
    alone = pipeline.extract(Document(id="b", text="框架启动。该法案为半导体拨款527亿美元。"))
    pipeline.extract(Document(id="a", text="印太经济框架（以下简称“框架”）启动。拜登签署《芯片与科学法》。"))
    assert pipeline.extract(Document(id="b", text="框架启动。该法案为半导体拨款527亿美元。")) == alone
    assert alone.mentions == tuple(m for m in alone.mentions if m.text != "框架")


def test_the_hash_seed_does_not_matter() -> None:
    code = (
        "from kg.extract.pipeline import extract; from kg.model import Document; import sys; "
        "x = extract(Document(id='x', text=sys.stdin.read())); print(repr((x.mentions, x.assertions, x.entities, x.unknown, x.regions)))"
    )
    folder = Path(kg.__file__).resolve().parent.parent
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        )
        for seed in ("1", "4242")
    ]
    answers = [run.communicate(SAMPLE, timeout=300) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], answers[0][1]
    assert answers[0][0] == answers[1][0]
    assert "us-department-of-commerce" in answers[0][0]


# ------------------------------------------------------------------ as spaCy components
@pytest.fixture(scope="module", params=["zh", "en"])
def nlp(request: pytest.FixtureRequest) -> spacy.language.Language:
    """A blank pipeline of somebody else with both components."""
    made = spacy.blank(request.param)
    made.add_pipe("kg_mentions")
    made.add_pipe("kg_assertions")
    return made


def test_components_in_somebody_elses_pipeline(nlp: spacy.language.Language) -> None:
    text = {"zh": "日本加入印太经济框架。", "en": "Japan joined the Indo-Pacific Economic Framework."}[nlp.lang]
    doc = nlp(text)
    assert doc.text == text
    assert [m.entity for m in doc._.kg.mentions] == ["japan", "ipef"]
    assert [a.triple for a in doc._.kg.assertions] == [("japan", "memberOf", "ipef")]
    assert doc._.kg == pipeline.extract(doc._.kg.document)
    for span in doc.spans["kg"]:
        (mention,) = [m for m in doc._.kg.mentions if (m.start, m.end) == (span.start_char, span.end_char)]
        assert (span.text, span.label_) == (mention.text, mention.entity)


def test_a_doc_that_nobody_read_is_empty(nlp: spacy.language.Language) -> None:
    doc = nlp.make_doc("日本加入印太经济框架。")
    assert doc._.kg.mentions == ()
    assert doc._.kg.assertions == ()
    assert doc._.kg.document.text == doc.text


@pytest.mark.parametrize("language", ["zh", "en", "zh-Hant", "en-GB", "fr"])
def test_our_pipeline_carries_text_without_tokens(language: str) -> None:
    made = pipeline.pipeline(language)
    assert made.pipe_names == ["kg_mentions", "kg_assertions"]
    doc = made("日本加入印太经济框架。")
    assert len(doc) == 0
    assert [m.entity for m in doc._.kg.mentions] == ["japan", "ipef"]


def test_the_extension_is_set_once() -> None:
    before = pipeline.extract(Document(id="x", text="美国发言。"))
    made = spacy.blank("zh")
    made.add_pipe("kg_mentions")
    made.add_pipe("kg_assertions")
    assert made("美国发言。")._.kg.mentions == before.mentions


COUNTED = [("美国发言。日本发言。", 2), ("", 0), ("美国发言。\n\n责任编辑：张三\n", 1)]


@pytest.mark.parametrize(("text", "expected"), COUNTED)
def test_sentences_are_counted_without_ignored_ones(text: str, expected: int) -> None:
    extraction = pipeline.extract(Document(id="x", text=text))
    assert extraction.sentences == expected
    assert expected <= len(sentences(view(text)))


def test_the_body_of_a_document_begins_after_its_front_matter() -> None:
    text = "---\ntitle: 美国\n---\n日本发言。"
    extraction = pipeline.extract(Document(id="x", text=text, body=text.index("日本")))
    assert [m.entity for m in extraction.mentions] == ["japan"]


SHARED = Path(kg.__file__).resolve().parent.parent.parent / "shared" / "corpus"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")
def test_real_documents_are_sound() -> None:
    paths = sorted(SHARED.glob("sample-*.txt"))[:3]
    assert paths
    for path in paths:
        extraction = pipeline.extract(Document(id=path.stem, text=path.read_text(encoding="utf-8")))
        sound(extraction)
        assert extraction.assertions
