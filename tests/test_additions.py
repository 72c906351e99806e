"""Entities of a user's own: what a row or subject makes, what is wrong with it, and that builds stay apart."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import pytest
from conftest import Kg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg import additions, builder, registry
from kg.extract import pipeline
from kg.iris import PREFIXES
from kg.model import Document, Entity, Problem
from kg.output import FILES
from kg.registry import COLUMNS
from kg.schema import default as schema
from kg.turtle import HEADER, render

SHIPPED = (
    Entity("acme", "Company", "极点公司", "Acme", ("Acme Inc", "极点"), ("A1",), "japan", since="1990", source="known"),
    Entity("japan", "Country", "日本", "Japan", ("Nippon",), source="known"),
    Entity("lasers", "Technology", "激光器", "lasers", source="known"),
)
HEAD = ("key", "class", "zh", "en", "aliases", "context", "country", "parent", "source")


def table(folder: Path, *rows: str, name: str = "own.tsv", head: tuple[str, ...] = HEAD) -> Path:
    """A table whose rows are written with blanks for tabs and _ for an empty cell."""
    cells = [[("" if c == "_" else c.replace("~", " ")) for c in row.split(" ")] for row in rows]
    padded = [[*row, *[""] * (len(head) - len(row))] for row in cells]
    path = folder / name
    path.write_text("".join("\t".join(row) + "\n" for row in [list(head), *padded]), encoding="utf-8")
    return path


def turtle(folder: Path, text: str, name: str = "own.ttl") -> Path:
    path = folder / name
    path.write_text(HEADER + text, encoding="utf-8")
    return path


def load(*files: Path) -> additions.Registry:
    return additions.load(files, SHIPPED, schema())


def named(found: additions.Registry, key: str) -> Entity:
    (entity,) = (e for e in found.entities if e.key == key)
    return entity


# ------------------------------------------------------------------ what a row makes
OWN = {"source": "own.tsv", "given": True}
MADE = [
    ("zorn Company _ Zorn", Entity("zorn", "Company", "", "Zorn", **OWN)),
    (
        "zorn Company 佐恩 Zorn Zorn~Ltd|佐恩社 Z1 japan acme my~notes",
        Entity(
            "zorn",
            "Company",
            "佐恩",
            "Zorn",
            ("Zorn Ltd", "佐恩社"),
            ("Z1",),
            "japan",
            "acme",
            source="my notes",
            given=True,
        ),
    ),
    ("acme Company _ Acme~Group", Entity("acme", "Company", "", "Acme Group", **OWN)),
    (
        "acme _ _ _ Apex",
        dataclasses.replace(SHIPPED[0], aliases=("Acme Inc", "Apex", "极点"), given=True),
    ),
    (
        "acme _ _ Acme~Group",
        dataclasses.replace(SHIPPED[0], en="Acme Group", aliases=("Acme", "Acme Inc", "极点"), given=True),
    ),
    ("acme _ _ _ A1", dataclasses.replace(SHIPPED[0], aliases=("A1", "Acme Inc", "极点"), context=(), given=True)),
    (
        "acme _ _ _ _ Acme~Inc",
        dataclasses.replace(SHIPPED[0], aliases=("极点",), context=("A1", "Acme Inc"), given=True),
    ),
    ("acme _ _ _ 极点 _ _ _ known", SHIPPED[0]),
    ("acme", SHIPPED[0]),
    (
        "acme _ _ _ _ _ _ lasers",
        dataclasses.replace(SHIPPED[0], aliases=("Acme Inc", "极点"), parent="lasers", given=True),
    ),
    ("lasers _ _ _ 光", dataclasses.replace(SHIPPED[2], aliases=("光",), given=True)),
]
assert len(MADE) == 11


@pytest.mark.parametrize(("row", "expected"), MADE)
def test_what_a_row_makes(tmp_path: Path, row: str, expected: Entity) -> None:
    found = load(table(tmp_path, row))
    assert named(found, expected.key) == expected
    others = [e for e in found.entities if e.key != expected.key]
    assert others == [e for e in SHIPPED if e.key != expected.key]


@pytest.mark.parametrize("row", [row for row, _ in MADE])
def test_turtle_says_the_same_as_the_table(tmp_path: Path, row: str) -> None:
    """What a table makes, written as the graph writes it and read back, makes the same."""
    from kg.triples import entity

    first = load(table(tmp_path, row))
    path = turtle(tmp_path, "".join(render([entity(e) for e in first.entities])))
    again = load(path)
    assert [dataclasses.replace(e, aliases=tuple(sorted(e.aliases))) for e in first.entities] == [
        dataclasses.replace(e, aliases=tuple(sorted(e.aliases))) for e in again.entities
    ]


def test_columns_may_be_few_and_in_any_order(tmp_path: Path) -> None:
    found = load(table(tmp_path, "Zorn zorn Company", head=("en", "key", "class")))
    assert named(found, "zorn") == Entity("zorn", "Company", "", "Zorn", **OWN)
    full = "\t".join(COLUMNS) + "\r\nzorn\tCompany\t\tZorn" + "\t" * 8 + "\r\n"
    (tmp_path / "full.tsv").write_bytes(b"\xef\xbb\xbf" + full.encode())
    assert named(load(tmp_path / "full.tsv"), "zorn").source == "full.tsv"


def test_turtle_adds_where_it_gives_no_class(tmp_path: Path) -> None:
    found = load(turtle(tmp_path, 'tpe:acme skos:altLabel "Apex"@en .'))
    assert named(found, "acme").aliases == ("Acme Inc", "Apex", "极点") and named(found, "acme").cls == "Company"


# ------------------------------------------------------------------ names that several bear
# rows → the entities' (labels, aliases, context), what is told
SHARED = [
    (
        ["zorn Company _ Zorn Acme~Inc"],
        {"zorn": ((), ("Acme Inc",)), "acme": (("极点",), ("A1", "Acme Inc"))},
        "'Acme Inc' may now mean acme, zorn and is read by context",
    ),
    (
        ["zorn Company _ Zorn Acme"],
        {"zorn": ((), ("Acme",)), "acme": (("Acme Inc", "极点"), ("A1",))},
        "'Acme' may now mean acme, zorn and is read by context; it stays the label of acme",
    ),
    (
        ["zorn Company 极点 Zorn"],
        {"zorn": ((), ()), "acme": (("Acme Inc",), ("A1", "极点"))},
        "it stays the label of zorn",
    ),
    (
        ["b Company _ Bee Same", "c Company _ Cee Same"],
        {"b": ((), ("Same",)), "c": ((), ("Same",))},
        "'Same' may now mean b, c",
    ),
    (["zorn Company _ Zorn _ A1"], {"zorn": ((), ("A1",)), "acme": (("Acme Inc", "极点"), ("A1",))}, ""),
]
assert len(SHARED) == 5


@pytest.mark.parametrize(("lines", "expected", "told"), SHARED)
def test_a_name_of_several_is_read_by_context(
    tmp_path: Path, lines: list[str], expected: dict[str, tuple[tuple[str, ...], tuple[str, ...]]], told: str
) -> None:
    found = load(table(tmp_path, *lines))
    assert {key: (named(found, key).aliases, named(found, key).context) for key in expected} == expected
    assert told in str(found.notes) and bool(told) == bool(found.notes)


def test_a_name_of_several_is_decided_by_the_document(tmp_path: Path) -> None:
    """In the text: the ambiguous form denotes neither where nothing decides, and the one named in full before."""
    path = table(tmp_path, "zorn-labs Company _ Zorn~Laboratories Zephyr", "zorn-air Company _ Zorn~Airlines Zephyr")
    lexicon = pipeline.compiled(builder.registry_with([path]).entities)

    def mentioned(text: str) -> list[str]:
        return [m.entity for m in pipeline.extract(Document("d", text, language="en"), lexicon=lexicon).mentions]

    assert "zorn-labs" not in mentioned("Zephyr opened an office.") and "zorn-air" not in mentioned("Zephyr grew.")
    assert mentioned("Zorn Airlines flies. Later, Zephyr opened an office.") == ["zorn-air", "zorn-air"]


def test_names_that_are_lost_are_told(tmp_path: Path) -> None:
    (note,) = load(table(tmp_path, "acme Company 极点公司 Acme")).notes
    assert note.message == "acme takes the registry's place without the names A1, Acme Inc, 极点"
    assert note.where.endswith("own.tsv:2") and "leave its class empty" in note.cure


# ------------------------------------------------------------------ what is wrong
# row of a table → message, a word of the cure
FAULTS = [
    ("zorn _ _ Zorn", "'zorn' has no class, and no entity of the registry has this key", "needs a class"),
    ("acmee _ _ Zorn", "'acmee' has no class, and no entity of the registry has this key", "did you mean acme?"),
    ("Zorn Company _ Zorn", "key 'Zorn' is not kebab-case ascii", "hyphens"),
    ("../zorn Company _ Zorn", "key '../zorn' is not kebab-case ascii", "hyphens"),
    ("zorn Compny _ Zorn", "class 'Compny' is not in the ontology", "did you mean Company?"),
    ("zorn Company", "zorn has no label", "common name"),
    ("zorn Company _ Zorn _ _ atlantis", "country 'atlantis' of zorn is not in the registry", "key of an entity"),
    ("zorn Company _ Zorn _ _ _ zorn", "zorn is its own ancestor: zorn", "break"),
    ("acme _ _ _ _ _ _ acme", "acme is its own ancestor: acme", "break"),
    ("zorn Company _ Acme", "'Acme' is the label of acme, zorn", "one key for one thing"),
    ("zorn Company _ Zorn ~Zed", "form ' Zed' of zorn has stray spaces, quotes or title marks", "bare name"),
    ("zorn Company _ Zorn Zed|Zed", "form 'Zed' of zorn is given twice", "keep one"),
    ("zorn Company _ Zorn Zed Zed", "form 'Zed' of zorn is both alias and context", "the one or the other"),
    ("zorn Company _ Zo\u200brn", "'Zo\\u200brn' of 'zorn' holds a character that does not show", "U+200B"),
    ("zorn Company _ Zo\u202ern", "'Zo\\u202ern' of 'zorn' holds a character that does not show", "U+202E"),
    ("zorn Company _ Zo\x00rn", "'Zo\\x00rn' of 'zorn' holds a character that does not show", "U+0000"),
    ("zorn Company _ Zorn 佐", "form '佐' of zorn is too short to be found in a text", "longer"),
    ("zorn Company _ " + "Z" * 201, f"'{'Z' * 40}' of 'zorn' is longer than 200 characters", "shorten"),
]  # fmt: skip
assert len(FAULTS) == 18


@pytest.mark.parametrize(("row", "message", "cure"), FAULTS)
def test_a_fault_of_a_row(tmp_path: Path, row: str, message: str, cure: str) -> None:
    path = table(tmp_path, row)
    with pytest.raises(Problem) as caught:
        load(path)
    assert (caught.value.message, caught.value.where) == (message, f"{path}:2")
    assert cure in caught.value.cure


# Turtle → message, line (0: none), a word of the cure
GRAPH_FAULTS = [
    ('tpe:zorn a tp:Compny ; rdfs:label "Zorn"@en .', "class 'Compny' is not in the ontology", 1, "Company"),
    ('tpe:zorn a tp:Company , tp:Country ; rdfs:label "Zorn"@en .', "tpe:zorn has the classes Company, Country", 1, "keep"),
    ('\n\ntpe:zorn rdfs:label "Zorn"@en .', "'zorn' has no class, and no entity of the registry has this key", 3, "class"),
    ('tpe:zorn a tp:Company ; rdfs:label "Zorn" .', "tpe:zorn has a label without tag", 1, "@zh"),
    ('tpe:zorn a tp:Company ; rdfs:label "Zorn"@fr .', "tpe:zorn has a label @fr", 1, "altLabel"),
    ('tpe:zorn a tp:Company ; rdfs:label "Zorn"@en , "Zornish"@en .', "tpe:zorn has 2 labels @en", 1, "altLabel"),
    ('tpe:acme tp:country tpe:japan , tpe:lasers .', "tpe:acme has several values of tp:country", 1, "keep one"),
    ('tpe:acme tp:country "Japan" .', "tp:country of tpe:acme is not the IRI of a thing: 'Japan'", 1, "IRI"),
    ("tpe:acme tp:country <https://example.org/x> .", "tp:country of tpe:acme is no entity: 'https://example.org/x'", 1, "tpe:key"),
    ("tpe:acme skos:altLabel tpe:japan .", "skos:altLabel of tpe:acme is not a text in quotes", 1, "text"),
    ('tpe:acme skos:altLabel "a|b" .', "skos:altLabel of tpe:acme is empty or holds a |: 'a|b'", 1, "one name"),
    ('tpe:acme skos:altLabel "" .', "skos:altLabel of tpe:acme is empty or holds a |: ''", 1, "one name"),
    ('<https://example.org/z> a tp:Company ; rdfs:label "Zorn"@en .', "https://example.org/z is no name of an entity", 0, "tpe:key"),
    ('[] a tp:Company ; rdfs:label "Zorn"@en .', "_:c14n0 is no name of an entity", 0, "tpe:key"),
    ('tpe:zorn a tp:Company ; rdfs:label "Zorn"@en ; tp:since "1990-5" .', "since '1990-5' of zorn is not an EDTF date", 1, "2022-10"),
    ("tpe:lasers skos:broader tpe:acme ; tp:parent tpe:japan .", "tpe:lasers has several broader things", 1, "tp:parent"),
    ("<https://w3id.org/techpolicy-kg/entity/a%2Fb> a tp:Company ; rdfs:label \"Z\"@en .", "key 'a%2Fb' is not kebab-case ascii", 0, "hyphens"),
]  # fmt: skip
assert len(GRAPH_FAULTS) == 17


@pytest.mark.parametrize(("text", "message", "line", "cure"), GRAPH_FAULTS)
def test_a_fault_of_a_graph(tmp_path: Path, text: str, message: str, line: int, cure: str) -> None:
    path = turtle(tmp_path, text)
    with pytest.raises(Problem) as caught:
        load(path)
    assert caught.value.message.startswith(message)
    assert caught.value.where == (f"{path}:{line + len(PREFIXES)}" if line else str(path))
    assert cure in caught.value.cure


def test_all_faults_are_told_at_once_in_order_of_place(tmp_path: Path) -> None:
    first = table(tmp_path, *(f"z{n} Compny _ Zorn{n}" for n in range(30)))
    with pytest.raises(Problem) as caught:
        load(first)
    lines = str(caught.value).splitlines()
    assert lines[0] == "30 faults in the entities given:" and lines[-1] == "  … and 10 more"
    assert [line.split(":")[1] for line in lines[1:4]] == ["2", "3", "4"] and len(lines) == 22


def test_files_that_cannot_be_read_are_told_together(tmp_path: Path) -> None:
    one = turtle(tmp_path, "tpe:acme tp:country <x:y> , 5 .", name="a.ttl")
    two = table(tmp_path, "a b", head=("key",), name="b.tsv")
    with pytest.raises(Problem) as caught:
        load(two, one)
    assert [line.strip().split(": ")[0] for line in str(caught.value).splitlines()] == [
        "4 faults in the entities given:",
        *[f"{one}:{len(PREFIXES) + 1}"] * 3,
        f"{two}:2",
    ]


def test_very_many_faults_and_very_long_circles_end_soon(tmp_path: Path) -> None:
    many = table(tmp_path, *(f"z{n} Compny{n} _ Zorn{n}" for n in range(20_000)))
    ring = table(tmp_path, *(f"z{n} Company _ Z{n} _ _ _ z{(n + 1) % 5000}" for n in range(5000)), name="ring.tsv")
    shared = table(tmp_path, *(f"z{n} Company _ Z{n} Same{n // 2}" for n in range(60)), name="shared.tsv")
    for path, first in ((many, "class 'Compny0' is not"), (ring, "z0 is its own ancestor: z0 > z1 > z2")):
        with pytest.raises(Problem) as caught:
            load(path)
        assert str(caught.value).startswith("100 or more faults in the entities given:")
        assert first in str(caught.value) and len(str(caught.value)) < 10_000
    notes = load(shared).notes
    assert len(notes) == 21 and str(notes[-1]) == "… and 10 more such names"


def test_a_key_may_stand_once_in_all_files(tmp_path: Path) -> None:
    one, two = table(tmp_path, "zorn Company _ Zorn"), table(tmp_path, "zorn Company _ Zed", name="two.tsv")
    with pytest.raises(Problem) as caught:
        load(two, one)
    assert str(caught.value) == f"{two}:2: key 'zorn' stands already at {one}:2 (merge the two, or rename one key)"


# name, bytes → message
FILES_WRONG = [
    ("none.tsv", None, "no such file"),
    ("own.xml", b"<x/>", "entities cannot be read from such a file"),
    ("own.jsonld", b"{}", "entities cannot be read from such a file"),
    ("own.tsv", b"name\tclass\n", "the header row is not the registry's"),
    ("own.tsv", b"key\tkey\n", "the header row is not the registry's"),
    ("own.tsv", b"key\tcolour\n", "the header row is not the registry's"),
    ("own.tsv", "key\tzh\nzorn\t佐恩\n".encode("utf-16"), "cannot be read as UTF-8"),
    ("own.tsv", b"key\tclass\nzorn\n", "1 cells instead of 2"),
    ("own.ttl", b"tpe:x a tp:Company .", "damaged: "),
    ("own.ttl", b"@prefix tp: <x:> .\n@prefix tpe: <y:>\n", "damaged: "),
]
assert len(FILES_WRONG) == 10


@pytest.mark.parametrize(("name", "content", "message"), FILES_WRONG)
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Problem) as caught:
        load(path)
    assert caught.value.message.startswith(message) and str(path) in caught.value.where and caught.value.cure


def test_files_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path, "b Company _ Bee", "c Company _ Cee")
    monkeypatch.setattr(additions, "MOST", 1)
    with pytest.raises(Problem, match="more than 1 entities"):
        load(path)
    monkeypatch.setattr(additions, "LARGEST", 10)
    with pytest.raises(Problem, match="larger than 0 MB"):
        load(path)


def test_what_is_no_entity_is_told(tmp_path: Path) -> None:
    text = """
tpe:acme tp:memberOf tpe:japan ; rdfs:seeAlso <x:y> ; skos:altLabel "Apex" .
tpe:x-seen a tp:Company ; rdfs:label "Seen"@en ; tp:provisional true .
tpd:d a tp:Document . <x:y> rdfs:label "y" . <x:o> owl:imports <http://127.0.0.1:9/never> .
"""
    found = load(turtle(tmp_path, text))
    (note,) = found.notes
    assert note.message == (
        "not read: 1 × a fact between entities, 1 × a provisional entity (delete tp:provisional to keep one),"
        " 2 × a thing without class, 1 × a tp:Document, 1 × rdfs:seeAlso of an entity"
    )
    assert [e.key for e in found.entities] == ["acme", "japan", "lasers"] and named(found, "acme").given


# ------------------------------------------------------------------ order and strangers
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1 << 30))
def test_order_makes_no_difference(tmp_path: Path, seed: int) -> None:
    lines = ["zorn Company _ Zorn Same", "acme _ _ _ Same", "b Company _ Bee Acme~Inc|Same", "lasers _ _ _ laser"]
    shuffled = random.Random(seed).sample(lines, len(lines))
    both = [table(tmp_path, *shuffled[:2], name="1.tsv"), table(tmp_path, *shuffled[2:], name="2.tsv")]
    sources = [dataclasses.replace(e, source="") for e in load(*both).entities]
    assert sources == [dataclasses.replace(e, source="") for e in load(table(tmp_path, *lines)).entities]
    assert load(*both).entities == load(*reversed(both)).entities


CELLS = st.text(st.sampled_from("ab极|~ \t\n\x00\u202e=\"'<>&/\\#:.[](){}*+-^$?%0189\ufeff\ue000😀"), max_size=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=4), raw=st.binary(max_size=40))
def test_strangers_tables_give_entities_or_problems(tmp_path: Path, rows: list[list[str]], raw: bytes) -> None:
    path = tmp_path / "any.tsv"
    lines = [
        "\t".join(("key", "class", "zh", "en", "aliases", "parent")),
        *("\t".join(["k", "Company", *r[2:]]) for r in rows),
    ]
    path.write_bytes("\n".join(lines).encode() + raw)
    try:
        for e in load(path).entities:
            assert e in SHIPPED or e.given
            assert all(c.isprintable() for form in (e.zh, e.en, *e.aliases) for c in form)
    except Problem as problem:
        assert problem.where or "faults" in problem.message


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(
        st.sampled_from(
            ["tpe:acme ", "a tp:Company ", "a tp:Law ", "; ", ". ", "skos:altLabel ", '"x"@zh ', "rdfs:label ", "[] ",
             "tp:country ", "tpe:japan ", '"\\u202E" ', "_:b ", "<x> ", "<x:> ", "5 ", "tp:since ", "<<( ", ")>> ", "\n"]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_strangers_graphs_give_entities_or_problems(tmp_path: Path, parts: list[str]) -> None:
    try:
        assert len(load(turtle(tmp_path, "".join(parts))).entities) >= len(SHIPPED)
    except Problem as problem:
        assert problem.where or "faults" in problem.message


# ------------------------------------------------------------------ builds
ZH = "佐恩机器人公司加入了芯片四方联盟。2024年，华为被列入实体清单。"
EN = "In 2024 Zorn Robotics joined AUKUS. Seed Vendor was placed on the Entity List in May 2019."
ROWS = (
    "zorn-robotics Company 佐恩机器人公司 Zorn~Robotics Zorn _ japan",
    "huawei _ _ _ Seed~Vendor",
)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    (folder / "a.txt").write_text(ZH, encoding="utf-8")
    (folder / "b.txt").write_text(EN, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def with_own(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    return builder.build([texts], folder / "out", knowledge=[table(folder, *ROWS)]).out


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FILES}


def test_given_entities_are_found_and_told_apart(with_own: Path) -> None:
    g = kg.load(with_own)
    said = g.claims(entity=["zorn-robotics", "huawei"])
    assert {tuple(row) for row in said[["subject", "relation", "object"]].itertuples(index=False)} >= {
        ("tpe:zorn-robotics", "tp:memberOf", "tpe:chip-4"),
        ("tpe:zorn-robotics", "tp:memberOf", "tpe:aukus"),
        ("tpe:huawei", "tp:listedOn", "tpe:entity-list"),
    }
    given_ones = g.query(
        "SELECT ?e ?source { GRAPH <https://w3id.org/techpolicy-kg/graph/given> { ?e tp:source ?source } }"
    )
    assert sorted(map(tuple, given_ones.to_numpy())) == [
        ("tpe:huawei", "huawei.com"),
        ("tpe:zorn-robotics", "own.tsv"),
    ]
    assert len(g.validate()) == 0
    twice = "ASK { GRAPH ?a { ?e tp:source ?s } GRAPH ?b { ?e tp:source ?t } FILTER(?a != ?b) }"
    assert not g.ask(twice)


@pytest.mark.parametrize("name", ["graph.ttl", "graph.trig"])
def test_a_build_given_back_gives_the_same_bytes(texts: Path, with_own: Path, tmp_path: Path, name: str) -> None:
    again = builder.build([texts], tmp_path / "out", knowledge=[with_own / name])
    assert contents(again.out) == contents(with_own)


def test_an_edited_turtle_changes_what_it_says(texts: Path, with_own: Path, tmp_path: Path) -> None:
    text = (with_own / "graph.ttl").read_text(encoding="utf-8")
    (tmp_path / "own.ttl").write_text(text.replace('"Zorn Robotics"@en', '"Zorn Automata"@en'), encoding="utf-8")
    made = builder.build([texts], tmp_path / "out", knowledge=[tmp_path / "own.ttl"])
    (zorn,) = (e for e in made.knowledge.entities if e.key == "zorn-robotics")
    assert zorn.en == "Zorn Automata" and zorn.given


def test_builds_of_one_process_stay_apart(texts: Path, with_own: Path, tmp_path: Path, kg_run: Kg) -> None:
    """A build with entities of one's own was made before, in this process; each is as it would be alone."""
    without = builder.build([texts], tmp_path / "without").out
    assert kg_run("build", texts, "-o", tmp_path / "alone").returncode == 0
    own = table(tmp_path, *reversed(ROWS))
    done = kg_run("build", texts, "-o", tmp_path / "own", "-k", own, env={"PYTHONHASHSEED": "7"})
    assert done.returncode == 0 and done.stderr.count("note: ") == 0
    assert contents(tmp_path / "alone") == contents(without)
    assert contents(tmp_path / "own") == contents(with_own)
    assert b"graph/given" not in (without / "graph.trig").read_bytes()


def test_what_strangers_name_stays_text(texts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "<script>\u202e"
    folder.mkdir()
    path = table(
        folder,
        "zorn-robotics Company =cmd()|x <script>alert(1)</script> Zorn~Robotics|Huawei~Technologies",
        name="$(x)\u202e'<b>.tsv",
    )
    with pytest.warns(UserWarning, match="may now mean huawei, zorn-robotics"):
        out = kg.build(texts, tmp_path / "out", knowledge=path).folder
    row = next(line for line in (out / "entities.csv").read_text(encoding="utf-8").splitlines() if "zorn" in line)
    assert ",'=cmd()|x," in row
    assert "<script>alert(1)" not in (out / "graph.html").read_text(encoding="utf-8")
    text = (out / "graph.ttl").read_text(encoding="utf-8")
    assert 'tp:source "$(x)\ufffd\'<b>.tsv"' in text and "\u202e" not in text
    assert kg.load(out).query("SELECT ?s { tpe:zorn-robotics tp:source ?s }").s.tolist() == ["$(x)\ufffd'<b>.tsv"]


def test_odd_classes_break_no_build() -> None:
    odd = {"china": "Technology", "entity-list": "Event", "huawei": "Country", "semiconductors": "Person"}
    changed = [dataclasses.replace(e, cls=odd.get(e.key, e.cls)) for e in registry.default()]
    lexicon = pipeline.compiled(changed)
    for text in (ZH, EN, "中美两国就半导体出口管制对话，美国商务部将华为列入实体清单。"):
        assert pipeline.extract(Document("d", text), lexicon=lexicon).mentions


# ------------------------------------------------------------------ the commands and the notebook
def test_the_commands_take_them(texts: Path, tmp_path: Path, kg_run: Kg) -> None:
    path = table(tmp_path, "zorn-robotics Company _ Zorn~Robotics Huawei~Technologies")
    told = "note: " + str(path) + ":2: 'Huawei Technologies' may now mean huawei, zorn-robotics and is read by context"
    done = kg_run("explain", texts / "b.txt", "--knowledge", path, "-n", "1")
    assert done.returncode == 0 and "Zorn Robotics = zorn-robotics (Company)" in done.stdout
    assert told in done.stderr
    wrong = table(tmp_path, "zorn Compny _ Zorn", name="wrong.tsv")
    done = kg_run("build", texts, "-o", tmp_path / "out", "-k", path, "-k", wrong)
    assert done.returncode == 2 and not (tmp_path / "out").exists()
    assert done.stderr.endswith(f"kg: {wrong}:2: class 'Compny' is not in the ontology (did you mean Company?)\n")
