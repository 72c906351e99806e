"""Figures: worked out by hand on a small annotation, and those of the scorer beside the project where it is there."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from conftest import SHARED
from evaluation_sample import ANNOTATED, ENTITIES, golds, knowledge
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import tables
from kg.evaluation import found, gold, run, show
from kg.evaluation.faults import Cause, Fault, Kind, Layer
from kg.evaluation.report import Report, report
from kg.evaluation.score import MEASURES, Agreement, Figures, Score, agrees, figures
from kg.evaluation.values import Saying, Side
from kg.iris import entity_iri
from kg.model import Document, Entity, Extraction, Knowledge, Mention, Problem
from kg.schema import default as schema


def reported(known: Knowledge | None = None) -> Report:
    """The report on what was found in the sample."""
    rows = tables.rows(known or knowledge())
    return report(golds(), found.align(golds(), rows, schema()), found.absent(golds(), rows))


# Counted by hand in evaluation_sample.py: matched, found, gold.
EN = Figures(
    span=Score(7, 8, 9),
    mention=Score(6, 8, 9),
    entity=Score(7, 8, 8),
    pair=Score(4, 6, 6),
    triple=Score(2, 6, 6),
    modality=Agreement(1, 2),
    date=Agreement(1, 1),
    attribution=Agreement(0, 0),
    amount=Agreement(0, 0),
)
ZH = Figures(
    span=Score(10, 11, 11),
    mention=Score(10, 11, 11),
    entity=Score(7, 8, 7),
    pair=Score(4, 5, 5),
    triple=Score(4, 5, 5),
    modality=Agreement(4, 4),
    date=Agreement(0, 1),
    attribution=Agreement(1, 1),
    amount=Agreement(0, 0),
)
ALL = Figures(
    span=Score(17, 19, 20),
    mention=Score(16, 19, 20),
    entity=Score(14, 16, 15),
    pair=Score(8, 11, 11),
    triple=Score(6, 11, 11),
    modality=Agreement(5, 6),
    date=Agreement(1, 2),
    attribution=Agreement(1, 1),
    amount=Agreement(0, 0),
)


def test_figures_worked_out_by_hand() -> None:
    told = reported()
    assert told.documents == {"letter-en": EN, "letter-zh": ZH}
    assert told.languages == {"en": EN, "zh": ZH}
    assert told.overall == ALL
    assert (ALL.triple.precision, ALL.triple.recall, ALL.triple.f1) == (6 / 11, 6 / 11, pytest.approx(6 / 11))
    assert (ALL.mention.precision, ALL.mention.recall) == (16 / 19, 16 / 20)
    assert ALL.mention.f1 == pytest.approx(2 * 16 / (19 + 20))


def test_figures_by_part_worked_out_by_hand() -> None:
    told = reported()
    assert told.relations == {
        "memberOf": Score(4, 7, 7),
        "initiated": Score(1, 2, 1),
        "cooperatesWith": Score(1, 1, 1),
        "listedOn": Score(0, 1, 1),
        "partOf": Score(0, 0, 1),
    }
    assert told.modalities == {
        "asserted": Score(4, 8, 9),
        "negated": Score(1, 2, 1),
        "possible": Score(0, 1, 1),
        "planned": Score(0, 1, 0),
    }
    assert told.classes == {
        "Country": Score(10, 11, 12),
        "Partnership": Score(3, 4, 3),
        "Alliance": Score(1, 1, 2),
        "Company": Score(0, 1, 1),
        "ControlList": Score(1, 1, 1),
        "Technology": Score(1, 1, 1),
    }
    assert list(told.relations)[:2] == ["memberOf", "initiated"] and list(told.classes)[-1] == "Technology"
    assert sum(told.relations.values(), Score()) == ALL.triple
    assert sum(told.classes.values(), Score()) == ALL.mention


# ------------------------------------------------------------------ the scorer beside the project
def as_scorer(told: Report) -> str:
    """The report as ``score.py`` prints it."""
    lines = ["document".ljust(16) + "".join(m.ljust(22) for m in MEASURES)]
    for name, f in [*told.documents.items(), ("ALL", told.overall)]:
        cells = (getattr(f, m) for m in MEASURES)
        lines.append(name.ljust(16) + "".join(f"P{s.precision:.2f} R{s.recall:.2f} F{s.f1:.3f}     " for s in cells))
    modality, date = told.overall.modality, told.overall.date
    lines.append(
        f"modality agrees on {modality.share:.2f} of {modality.of} matched triples;"
        f" date on {date.share:.2f} of {date.of} dated ones"
    )
    lines.append("JSON " + json.dumps({m: round(getattr(told.overall, m).f1, 4) for m in MEASURES}))
    return "".join(f"{line}\n" for line in lines)


def scorer(out: Path, folder: Path, names: list[str]) -> str:
    """What ``score.py`` prints."""
    path = SHARED / "gold" / "score.py"
    if not path.is_file():
        pytest.skip(f"needs {path}, which is not part of the project")
    done = subprocess.run([sys.executable, path, out, folder, *names], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_figures_as_the_scorer_on_the_sample(tmp_path: Path) -> None:
    tables.write(knowledge(), tmp_path)
    told = run.evaluate(golds(), schema(), tmp_path, progress=print)
    assert told == reported()
    assert as_scorer(told) == scorer(tmp_path, ANNOTATED, list(told.documents))


def test_the_same_figures_as_the_scorer_on_the_articles(corpus_out: Path) -> None:
    folder = SHARED / "gold"
    annotated = gold.read(folder, schema())
    assert len(annotated) >= 12
    told = run.evaluate(annotated, schema(), corpus_out, progress=print)
    assert as_scorer(told) == scorer(corpus_out, folder, list(told.documents))
    assert told.overall.triple.matched > 500


# ------------------------------------------------------------------ scores
@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (Score(), (0, 0, 0)),
        (Score(0, 3, 0), (0, 0, 0)),
        (Score(0, 0, 3), (0, 0, 0)),
        (Score(3, 3, 3), (1, 1, 1)),
        (Score(1, 2, 4), (0.5, 0.25, 1 / 3)),
    ],
)
def test_scores(score: Score, expected: tuple[float, float, float]) -> None:
    assert (score.precision, score.recall, score.f1) == pytest.approx(expected)


def test_agreements_of_nothing() -> None:
    assert Agreement().share == 0 and (Agreement(1, 2) + Agreement(2, 2)).share == 0.75


# Values found, values noted, qualifier, whether they agree.
QUALIFIED = [
    (["asserted"], ["planned"], "modality", False),
    (["asserted", "planned"], ["planned"], "modality", True),
    (["2021"], ["2021-05"], "date", False),
    (["2021-05"], ["2021-05"], "date", True),
    (["2021-05"], [""], "date", None),
    ([""], ["2021-05"], "date", False),
    (["a"], ["a", "b"], "attribution", True),
    (["a"], ["b"], "attribution", False),
    (["527亿美元"], ["约 527亿美元"], "amount", True),
    (["US$52.7 Billion"], ["$52.7 billion"], "amount", True),
    (["527亿美元"], ["390亿美元"], "amount", False),
    ([""], ["527亿美元"], "amount", False),
]
assert len(QUALIFIED) == 12


@pytest.mark.parametrize(("given", "noted", "qualifier", "expected"), QUALIFIED)
def test_qualifiers_agree(given: list[str], noted: list[str], qualifier: str, expected: bool | None) -> None:
    plain = Saying(0, 1, "a", "supports", "b")
    one, other = ([replace(plain, **{qualifier: v}) for v in values] for values in (given, noted))
    assert agrees(one, other, qualifier) is expected


KEYS = st.sampled_from(["a", "b", "?x"])
SIDES = st.builds(
    Side,
    st.dictionaries(st.tuples(st.integers(0, 9), st.integers(10, 19)), KEYS, max_size=9),
    st.lists(
        st.builds(Saying, st.just(0), st.just(9), KEYS, st.sampled_from(["supports", "funds"]), KEYS), max_size=9
    ).map(tuple),
    st.just({}),
)


@settings(deadline=None)
@given(one=SIDES, other=SIDES)
def test_found_and_gold_are_mirror_images(one: Side, other: Side) -> None:
    there, back = figures(one, other), figures(other, one)
    for measure in MEASURES:
        a, b = getattr(there, measure), getattr(back, measure)
        assert (a.precision, a.recall) == (b.recall, b.precision)
        assert 0 <= a.matched <= min(a.found, a.gold)
        assert math.isclose(a.f1, b.f1) and 0 <= a.f1 <= 1
    same = figures(one, one)
    assert all(getattr(same, m).matched == getattr(same, m).found for m in MEASURES)
    assert there + Figures() == there


# ------------------------------------------------------------------ entities brought together
# Labels, aliases of the build's entity; the annotators' key.
NAMES = [
    (("", "Chip 4"), (), "chip-4"),
    (("芯片四方联盟", ""), (), "chip-4"),
    (("", "chip–4"), (), "chip-4"),
    (("", "Fab 4"), (), "chip-4"),
    (("", "X"), ("Chip 4",), "chip-4"),
    (("", "X"), ("Fab 4",), "?"),
    (("", "X"), (), "?"),
    (("", "Commerce"), (), "us-department-of-commerce"),
    (("", "X"), ("Commerce",), "?"),
    (("", "Commerce"), ("Chip 4",), "chip-4"),
    (("Chip 4", "MOFCOM"), (), "chip-4"),
    (("", ""), (), "mofcom"),
    ((" ", "—"), (), "?"),
]
NOTED = (
    Entity(
        "us-department-of-commerce", "GovernmentBody", "美国商务部", "US Department of Commerce", ("Commerce", "商务部")
    ),
    Entity("chip-4", "Alliance", "芯片四方联盟", "Chip 4", ("Fab 4", "—")),
    Entity("mofcom", "GovernmentBody", "中国商务部", "MOFCOM", ("商务部",)),
)


@pytest.mark.parametrize(("labels", "aliases", "expected"), NAMES)
def test_which_entity_is_meant(labels: tuple[str, str], aliases: tuple[str, ...], expected: str) -> None:
    iri = entity_iri("mofcom" if labels == ("", "") else "x")
    row = tables.EntityRow(iri, "x", "Law", *labels, aliases, (), "", False, 0, 0)
    annotated = replace(golds()[0], entities=NOTED)
    names = found.Names(annotated, {iri: row})
    assert names.key(iri) == (f"?{iri}" if expected == "?" else expected)
    assert names.classes() == ({f"?{iri}": "Law"} if expected == "?" else {})


def test_an_entity_without_a_row_is_known_by_its_iri() -> None:
    names = found.Names(replace(golds()[0], entities=NOTED), {})
    assert names.key(entity_iri("chip-4")) == "chip-4"
    assert names.key(entity_iri("nobody")) == "?" + entity_iri("nobody")


def test_a_build_of_another_text_is_a_problem(tmp_path: Path) -> None:
    known = knowledge()
    (first, second) = known.extractions
    moved = tuple(replace(m, start=m.start + 1, end=m.end + 1) for m in first.mentions)
    tables.write(replace(known, extractions=(replace(first, mentions=moved), second)), tmp_path)
    with pytest.raises(Problem) as caught:
        run.evaluate(golds(), schema(), tmp_path, progress=print)
    assert str(caught.value).startswith("letter-en: 'China' does not stand at ") and "build again" in caught.value.cure


def test_documents_that_a_build_lacks_count_and_are_named(tmp_path: Path) -> None:
    tables.write(knowledge(["letter-en"]), tmp_path)
    told = run.evaluate(golds(), schema(), tmp_path, progress=print)
    assert told.absent == ("letter-zh",)
    assert told.documents["letter-zh"].triple == Score(0, 0, 5)
    assert told.overall.triple == Score(2, 6, 11)
    tables.write(knowledge([]), tmp_path)
    with pytest.raises(Problem, match="none of the annotated documents is in it"):
        run.evaluate(golds(), schema(), tmp_path, progress=print)


def test_without_a_build_the_documents_are_read_now() -> None:
    heard: list[str] = []
    told = run.evaluate(golds(), schema(), None, progress=heard.append)
    assert heard == ["reading letter-en", "reading letter-zh"]
    assert told.overall.mention.f1 > 0.8 and told.overall.triple.f1 > 0.5 and told.absent == ()


# ------------------------------------------------------------------ faults
FAULTS = {
    "letter-en": [
        "missed  united-kingdom memberOf aukus (asserted, 2021-09): another relation – initiated",
        "missed  united-states memberOf aukus (asserted, 2021-09): turned round",
        "false   aukus memberOf united-states (asserted, 2021-09): turned round",
        "false   united-kingdom initiated aukus (asserted, 2021-09): another relation – memberOf",
        "missed  United States = united-states: other bounds – the United States",
        "false   the United States = united-states: other bounds – United States",
        "missed  aukus-pillar-ii partOf aukus (asserted): nothing of the kind",
        "differs japan memberOf aukus-pillar-ii (possible): modality – found asserted",
        "false   japan memberOf aukus (possible): an end named in another sentence – aukus",
        "missed  AUKUS = aukus: nothing of the kind",
        "missed  huawei listedOn entity-list (asserted, 2019-05): an entity the other side lacks – huawei",
        "false   tpe:huawei-marine listedOn entity-list (asserted, 2019-05): an entity the other side lacks –"
        " tpe:huawei-marine",
        "missed  Huawei = huawei: another entity there – tpe:huawei-marine",
        "false   Huawei = tpe:huawei-marine: another entity there – huawei",
    ],
    "letter-zh": [
        "differs united-states initiated ipef (asserted, 2022-05): date – found 2022",
        "missed  india memberOf ipef (asserted): another end – tpe:pillar-two",
        "false   india memberOf tpe:pillar-two (negated): an entity the other side lacks – tpe:pillar-two",
        "missed  印度 = india: nothing of the kind",
        "false   支柱 = tpe:pillar-two: nothing of the kind",
    ],
}


def test_every_fault_has_a_reason_and_a_sentence() -> None:
    told = reported()
    for name, expected in FAULTS.items():
        mine = sorted((p for p in told.passages if p.document == name), key=lambda p: (p.start, p.end))
        lines = [line.strip() for line in show.as_lines(tuple(mine)) if line.startswith("  ")]
        assert lines == expected
    text = golds()[0].document.text
    assert all(p.text == text[p.start : p.end] for p in told.passages if p.document == "letter-en")


# What is found and what is noted of a, b and c in the text "a b c. d", and the reason told for each.
REASONS = [
    ("a funds b", "a funds b", []),
    ("a funds b", "a funds c", [Cause.END, Cause.END]),
    ("b funds a", "c funds a", [Cause.END, Cause.END]),
    ("a funds b, a funds c", "a funds c", [Cause.NOTHING]),
    ("a funds b", "b funds a", [Cause.TURNED, Cause.TURNED]),
    ("a supports b", "a funds b", [Cause.RELATION, Cause.RELATION]),
    ("b supports a", "a funds b", [Cause.RELATION, Cause.RELATION]),
    ("a supports b", "b funds c", [Cause.NOTHING, Cause.NOTHING]),
    ("a funds d", "a funds d, b supports d", [Cause.OUTSIDE]),
    ("a funds x", "a funds b", [Cause.END, Cause.UNKNOWN]),
]


@pytest.mark.parametrize(("said", "noted", "expected"), REASONS)
def test_reasons(said: str, noted: str, expected: list[Cause]) -> None:
    text = "Aaaa bbbb cccc. Dddd."
    places = {(text.lower().index(key), text.lower().index(key) + 4): key for key in "abcd"}

    def side(statements: str) -> Side:
        return Side(places, tuple(Saying(0, 15, *s.split()) for s in statements.split(", ")), {})

    told = report([gold_of(text, side(noted))], [side(said)])
    assert [f.cause for p in told.passages for f in p.faults] == expected


def test_the_worst_sentence_stands_first() -> None:
    told = reported()
    assert [(p.document, p.text[:9].strip(), p.badness) for p in told.passages] == [
        ("letter-en", "In Septem", (4, 6)),
        ("letter-en", "Japan may", (2, 4)),
        ("letter-en", "Huawei wa", (2, 4)),
        ("letter-zh", "2022年5月，美", (2, 4)),
        ("letter-zh", "2022年5月，美", (0, 1)),
    ]
    assert sum(told.causes.values()) == sum(len(lines) for lines in FAULTS.values())
    assert told.causes[Kind.MISSED, Layer.STATEMENT, Cause.UNKNOWN] == 1
    assert list(told.causes.values()) == sorted(told.causes.values(), reverse=True)


def test_nothing_is_wrong_with_a_perfect_reading() -> None:
    told = report(golds(), [g.noted for g in golds()])
    assert told.passages == () and told.causes == {}
    assert all(getattr(told.overall, m).f1 == 1 for m in MEASURES)
    assert list(show.as_lines(told.passages)) == []


# ------------------------------------------------------------------ forms
def test_json_holds_everything() -> None:
    told = reported()
    value = json.loads(show.as_json(told))
    assert value["overall"]["triple"] == {
        "precision": 0.5455,
        "recall": 0.5455,
        "f1": 0.5455,
        "matched": 6,
        "found": 11,
        "gold": 11,
    }
    assert value["overall"]["agreement"]["modality"] == {"share": 0.8333, "agreed": 5, "of": 6}
    assert set(value) == {
        *("overall", "documents", "languages", "relations", "classes", "modalities", "causes", "absent", "errors"),
    }
    assert {name: len(value[name]) for name in ("documents", "relations", "classes", "modalities")} == {
        "documents": 2,
        "relations": 5,
        "classes": 6,
        "modalities": 4,
    }
    assert len(value["errors"]) == 5 and value["errors"][0]["document"] == "letter-en"
    assert sum(c["times"] for c in value["causes"]) == sum(len(p["faults"]) for p in value["errors"])
    assert value["errors"][2]["faults"][0] == {
        "error": "missed",
        "of": "statement",
        "what": ["huawei", "listedOn", "entity-list"],
        "qualified": "asserted, 2019-05",
        "reason": "an entity the other side lacks",
        "detail": "huawei",
        "start": 145,
        "end": 193,
    }
    assert len(json.loads(show.as_json(told, errors=2))["errors"]) == 2


def test_csv_holds_every_score() -> None:
    lines = show.as_csv(reported()).splitlines()
    assert lines[0] == "part,name,measure,precision,recall,f1,matched,found,gold"
    assert "overall,,triple,0.545,0.545,0.545,6,11,11" in lines
    assert "relation,memberOf,triple,0.571,0.571,0.571,4,7,7" in lines
    assert "class,Country,mention,0.909,0.833,0.870,10,11,12" in lines
    assert len(lines) == 1 + 5 * 5 + 5 + 4 + 6


def test_tables_hold_every_score() -> None:
    sections = list(show.as_tables(reported()))
    assert [len(s.rows) for s in sections] == [5, 4, 2, 2, 5, 4, 6, len(reported().causes)]
    assert all(len(row) == len(s.columns) for s in sections for row in s.rows)
    assert ("triple", "0.545", "0.545", "0.545", 6, 11, 11) in sections[0].rows
    assert sections[1].rows[0] == ("modality", "0.833", 5, 6)


TEXT = "ab\nc。d e f. " * 5
WILD = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9), KEYS), max_size=8)


@settings(deadline=None)
@given(mine=WILD, other=WILD, said=WILD, noted=WILD)
def test_every_difference_is_told_once(
    mine: list[tuple[int, int, str]],
    other: list[tuple[int, int, str]],
    said: list[tuple[int, int, str]],
    noted: list[tuple[int, int, str]],
) -> None:
    """On any two readings: as many names and statements are missed and false as the figures say."""

    def side(names: list[tuple[int, int, str]], sayings: list[tuple[int, int, str]]) -> Side:
        mentions = {(a, a + n): key for a, n, key in names}
        return Side(mentions, tuple(Saying(a, a + n, key, "funds", f"o{n}") for a, n, key in sayings), {})

    annotated = gold_of(TEXT, side(other, noted))
    told = report([annotated], [side(mine, said)])
    faults: list[Fault] = [f for p in told.passages for f in p.faults]
    for layer, score in ((Layer.NAME, told.overall.mention), (Layer.STATEMENT, told.overall.triple)):
        missed, false = ([f for f in faults if f.layer is layer and f.kind is k] for k in (Kind.MISSED, Kind.FALSE))
        assert (len(missed), len(false)) == (score.gold - score.matched, score.found - score.matched)
    assert all(
        p.text == TEXT[p.start : p.end] and p.start <= f.start < f.end <= p.end for p in told.passages for f in p.faults
    )
    show.as_json(told), show.as_csv(told), list(show.as_tables(told)), list(show.as_lines(told.passages))


def gold_of(text: str, noted: Side) -> gold.Gold:
    return gold.Gold("x", Document("x", text, language="zh"), (), (), noted)


@settings(deadline=None)
@given(st.text(max_size=20), st.text(max_size=20), st.integers(-5, 30), st.integers(-5, 30))
def test_tables_of_strangers_are_read_or_refused(key: str, label: str, start: int, end: int) -> None:
    annotated = golds()[0]
    text = annotated.document.text
    quote = text[max(start, 0) : max(end, 0)]
    mention = Mention(start, end, quote, key or "x", "name")
    entity = Entity(key or "x", "Law", label, label, (label,))
    known = Knowledge((Extraction(annotated.document, (mention,)),), (entity,))
    try:
        (side,) = found.align([annotated], tables.rows(known), schema())
    except Problem as problem:
        assert problem.cure and not 0 <= start < end
    else:
        assert set(side.mentions) <= {(start, end)}


def test_every_field_of_the_figures_is_a_measure_or_a_qualifier() -> None:
    assert [f.name for f in fields(Figures)] == [*MEASURES, "modality", "date", "attribution", "amount"]
    assert len(ENTITIES) == 13
