"""The registry: rows that cannot be read, everything `check` finds, and the registry that ships."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest

from kg import paths, registry
from kg.extract.text import normal
from kg.model import Entity, Problem
from kg.registry import COLUMNS, Row, check, files, load, read
from kg.schema import default as schema

HEADER = "\t".join(COLUMNS)


def line(**cells: str) -> str:
    """A row of a table with these cells."""
    return "\t".join(cells.get(c, "") for c in COLUMNS)


def write(folder: Path, *rows: str, name: str = "a.tsv", header: str = HEADER) -> Path:
    """A registry file."""
    path = folder / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


CHINA = {"key": "china", "class": "Country", "zh": "中国", "en": "China", "source": "general knowledge"}


def test_a_row_becomes_an_entity(tmp_path: Path) -> None:
    cells = {
        **CHINA,
        "aliases": "PRC|中华人民共和国",
        "context": "北京|Beijing",
        "since": "1949-10-01",
        "wikidata": "Q148",
    }
    path = write(tmp_path, line(**cells))
    assert list(read(path)) == [
        Row(
            Entity(
                "china",
                "Country",
                "中国",
                "China",
                ("PRC", "中华人民共和国"),
                ("北京", "Beijing"),
                "",
                "",
                "1949-10-01",
                "",
                "Q148",
                "general knowledge",
            ),
            f"{path}:2",
        )
    ]


def test_empty_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "", line(**CHINA), "", line(**{**CHINA, "key": "x"}))
    assert [row.where for row in read(path)] == [f"{path}:3", f"{path}:5"]


def test_line_ends_of_other_systems_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(f"{HEADER}\r\n{line(**CHINA)}\r\n".encode())
    assert [row.entity.source for row in read(path)] == ["general knowledge"]


# bytes of a file → line of the fault, message, a word of the cure
BROKEN_FILES = [
    (b"", 1, "the header row is not the registry's", "expected: key class zh en"),
    (b"key\tclass\n", 1, "the header row is not the registry's", "expected: key class zh en"),
    (HEADER.replace("\t", ",").encode(), 1, "the header row is not the registry's", "expected: key class"),
    (f"{HEADER}\nchina\tCountry\n".encode(), 2, "2 cells instead of 12", "single tabs"),
    (f"{HEADER}\n{line(**CHINA)}\n{line(**CHINA)}\tmore\n".encode(), 3, "13 cells instead of 12", "single tabs"),
    (f"{HEADER}\n{line(**CHINA)}".encode("gb18030"), 0, "cannot be read as UTF-8", "UTF-8"),
]
assert len(BROKEN_FILES) >= 6


@pytest.mark.parametrize(("content", "number", "message", "cure"), BROKEN_FILES)
def test_a_broken_file_names_file_line_and_cure(
    tmp_path: Path, content: bytes, number: int, message: str, cure: str
) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(content)
    with pytest.raises(Problem) as caught:
        list(read(path))
    assert caught.value.message == message
    assert caught.value.where == (f"{path}:{number}" if number else str(path))
    assert cure in caught.value.cure


def test_loading_sorts_by_key(tmp_path: Path) -> None:
    first = write(tmp_path, line(**{**CHINA, "key": "b"}), name="1.tsv")
    second = write(tmp_path, line(**{**CHINA, "key": "a"}), name="2.tsv")
    assert [e.key for e in load([first, second], schema())] == ["a", "b"]
    assert files(tmp_path) == [first, second]


def test_a_doubled_key_names_both_places(tmp_path: Path) -> None:
    first = write(tmp_path, line(**CHINA), name="1.tsv")
    second = write(tmp_path, line(**{**CHINA, "key": "a"}), line(**CHINA), name="2.tsv")
    with pytest.raises(Problem) as caught:
        load([first, second], schema())
    assert (
        str(caught.value)
        == f"{second}:3: key 'china' stands already at {first}:2 (merge the two rows or rename one key)"
    )


CLASSES = [
    ("Countri", "did you mean Country?"),
    ("country", "did you mean Country?"),
    ("Qqqqq", "see ontology/techpolicy.ttl"),
]


@pytest.mark.parametrize(("cls", "cure"), CLASSES)
def test_an_unknown_class_gets_a_suggestion(tmp_path: Path, cls: str, cure: str) -> None:
    path = write(tmp_path, line(**{**CHINA, "class": cls}))
    with pytest.raises(Problem) as caught:
        load([path], schema())
    assert str(caught.value) == f"{path}:2: class {cls!r} is not in the ontology ({cure})"


# ------------------------------------------------------------------ what `check` finds
GOOD = Entity(
    "beta", "Company", "乙公司", "Beta", ("Beta Inc",), ("B",), "china", "", "1990", "", "Q42", "general knowledge"
)
HOME = Entity("china", "Country", "中国", "China", source="general knowledge")


def rows(*entities: Entity) -> list[Row]:
    """Entities as rows of one file."""
    return [Row(e, f"f/a.tsv:{i}") for i, e in enumerate(entities, 2)]


def found(*entities: Entity) -> list[str]:
    """What is wrong with these rows and a country."""
    return check(rows(*entities, HOME), schema())


def test_sound_rows_pass() -> None:
    assert found(GOOD) == []
    assert check([], schema()) == []


# change of one good row → the one line it gives
FAULTS = [
    ({"key": "Beta"}, "f/a.tsv:2: key 'Beta' is not kebab-case ascii"),
    ({"key": "beta_inc"}, "f/a.tsv:2: key 'beta_inc' is not kebab-case ascii"),
    ({"key": "beta--inc"}, "f/a.tsv:2: key 'beta--inc' is not kebab-case ascii"),
    ({"key": "bêta"}, "f/a.tsv:2: key 'bêta' is not kebab-case ascii"),
    ({"cls": "Firm"}, "f/a.tsv:2: class 'Firm' is not in the ontology"),
    ({"country": "atlantis"}, "f/a.tsv:2: country 'atlantis' of beta is not in the registry"),
    ({"parent": "gamma"}, "f/a.tsv:2: parent 'gamma' of beta is not in the registry"),
    ({"parent": "beta"}, "f/a.tsv:2: beta is its own ancestor: beta"),
    ({"since": "May 1990"}, "f/a.tsv:2: since 'May 1990' of beta is not an EDTF date"),
    ({"until": "1990-5"}, "f/a.tsv:2: until '1990-5' of beta is not an EDTF date"),
    ({"wikidata": "42"}, "f/a.tsv:2: wikidata '42' of beta is no item id"),
    ({"wikidata": "Q0"}, "f/a.tsv:2: wikidata 'Q0' of beta is no item id"),
    ({"source": ""}, "f/a.tsv:2: beta names no source"),
    ({"aliases": (" Beta Inc",)}, "f/a.tsv:2: form ' Beta Inc' of beta has stray spaces, quotes or title marks"),
    ({"aliases": ("Beta  Inc",)}, "f/a.tsv:2: form 'Beta  Inc' of beta has stray spaces, quotes or title marks"),
    ({"aliases": ("《乙》",)}, "f/a.tsv:2: form '《乙》' of beta has stray spaces, quotes or title marks"),
    ({"aliases": ("“乙”",)}, "f/a.tsv:2: form '“乙”' of beta has stray spaces, quotes or title marks"),
    ({"context": ("乙 ",)}, "f/a.tsv:2: form '乙 ' of beta has stray spaces, quotes or title marks"),
    ({"aliases": ("Beta",)}, "f/a.tsv:2: form 'Beta' of beta is given twice"),
    ({"aliases": ("Bee", "Bee")}, "f/a.tsv:2: form 'Bee' of beta is given twice"),
    ({"context": ("Beta Inc",)}, "f/a.tsv:2: form 'Beta Inc' of beta is both alias and context"),
    ({"context": ("乙公司",)}, "f/a.tsv:2: form '乙公司' of beta is both alias and context"),
]
assert len(FAULTS) >= 22


@pytest.mark.parametrize(("change", "expected"), FAULTS)
def test_each_fault_is_one_line(change: dict[str, object], expected: str) -> None:
    assert found(dataclasses.replace(GOOD, **change)) == [expected]  # type: ignore[arg-type]


LABELS = [{"zh": ""}, {"en": ""}]


@pytest.mark.parametrize("change", LABELS)
def test_labels_in_both_languages(change: dict[str, str]) -> None:
    assert "f/a.tsv:2: beta lacks a label in Chinese or English" in found(dataclasses.replace(GOOD, **change))


FINE = [
    {"zh": "Beta", "aliases": ()},
    {"since": "1990-05-04"},
    {"since": "1990-05"},
    {"wikidata": ""},
    {"parent": "china"},
    {"aliases": ("B-1", "乙·丙", "Beta's")},
    {"key": "1-and-1"},
]
assert len(FINE) >= 7


@pytest.mark.parametrize("change", FINE)
def test_what_is_no_fault(change: dict[str, object]) -> None:
    assert found(dataclasses.replace(GOOD, **change)) == []  # type: ignore[arg-type]


def test_a_doubled_key_is_found() -> None:
    twin = dataclasses.replace(GOOD, zh="甲公司", en="Alpha", aliases=())
    assert found(GOOD, twin) == ["f/a.tsv:3: key beta stands already at f/a.tsv:2"]


def test_disorder_is_found_within_a_file_only() -> None:
    alpha = dataclasses.replace(GOOD, key="alpha", zh="甲公司", en="Alpha", aliases=())
    assert found(GOOD, alpha) == ["f/a.tsv:3: key alpha is out of order after beta"]
    assert check([*rows(GOOD, HOME), Row(alpha, "f/b.tsv:2")], schema()) == []


def test_circles_are_found() -> None:
    a = dataclasses.replace(GOOD, key="a", zh="甲", en="A", aliases=(), context=(), parent="beta")
    b = dataclasses.replace(GOOD, parent="a")
    assert found(a, b) == [
        "f/a.tsv:2: a is its own ancestor: a > beta",
        "f/a.tsv:3: beta is its own ancestor: beta > a",
    ]


def test_a_long_circle_is_shown_in_part_and_what_leads_to_it_is_none() -> None:
    ring = [dataclasses.replace(GOOD, key=f"k{n}", parent=f"k{(n + 1) % 12}") for n in range(12)]
    told = dict(registry.circles([dataclasses.replace(GOOD, parent="k3"), HOME, *ring]))
    assert list(told) == [e.key for e in ring]
    assert told["k5"] == ["k5", "k6", "k7", "k8", "k9", "k10", "k11", "k0", "k1", "k2"]


RIVALS = [
    (
        {"en": "Beta"},
        "form 'Beta' is owned by beta (a.tsv:2), gamma (a.tsv:3): make it a context form of all but one, or of all",
    ),
    (
        {"aliases": ("Beta Inc",)},
        "form 'Beta Inc' is owned by beta (a.tsv:2), gamma (a.tsv:3): make it a context form of all but one, or of all",
    ),
    (
        {"zh": "中国"},
        "form '中国' is owned by gamma (a.tsv:3), china (a.tsv:4): make it a context form of all but one, or of all",
    ),
]


@pytest.mark.parametrize(("change", "expected"), RIVALS)
def test_rival_owners_are_found(change: dict[str, object], expected: str) -> None:
    gamma = Entity("gamma", "Company", "丙公司", "Gamma", source="general knowledge")
    last = dataclasses.replace(HOME, key="zz-china")
    problems = check(
        rows(dataclasses.replace(GOOD, country="zz-china"), dataclasses.replace(gamma, **change), last), schema()
    )  # type: ignore[arg-type]
    assert problems == [expected.replace("china (", "zz-china (")]


def test_context_forms_may_be_shared() -> None:
    gamma = Entity("c", "Company", "丙公司", "Gamma", context=("B", "Beta"), source="general knowledge")
    assert found(GOOD, gamma) == []


# ------------------------------------------------------------------ the command
def test_the_command_reports_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "entities").mkdir()
    monkeypatch.setattr(paths, "ontology", lambda: tmp_path)
    first = write(tmp_path / "entities", line(**{**CHINA, "source": ""}), name="a.tsv")
    second = write(tmp_path / "entities", line(**{**CHINA, "key": "x", "zh": "甲", "en": "X"}), name="b.tsv")
    assert registry.main([]) == 1
    assert capsys.readouterr().out == f"{first}:2: china names no source\n2 entities, 1 problems\n"
    assert registry.main([str(second)]) == 0
    assert capsys.readouterr().out == "2 entities, 0 problems\n"


# ------------------------------------------------------------------ what ships
def test_the_registry_that_ships_is_sound() -> None:
    shipped = [row for path in files(paths.ontology() / "entities") for row in read(path)]
    assert check(shipped, schema()) == []
    assert len(shipped) >= 700


def test_every_family_is_there() -> None:
    counts = Counter(schema().family(e.cls) for e in registry.default())
    assert set(counts) == {"Actor", "Policy", "Mechanism", "Technology", "PolicyConcept", "Event", "Product"}
    assert all(n >= 10 for n in counts.values()), counts


# Decisions of classes that the annotation guidelines fix.
DECIDED = [
    ("aukus", "Alliance"),
    ("quad", "Dialogue"),
    ("us-eu-trade-and-technology-council", "Council"),
    ("ipef", "Partnership"),
    ("nato", "IntergovernmentalOrganization"),
    ("entity-list", "ControlList"),
    ("cocom", "ExportControlRegime"),
    ("wassenaar-arrangement", "ExportControlRegime"),
    ("european-union", "SupranationalUnion"),
    ("taiwan", "Territory"),
    ("indo-pacific", "Region"),
    ("biden-administration", "Administration"),
    ("us-congress", "GovernmentBody"),
    ("artemis-accords", "Agreement"),
    ("decoupling", "PolicyConcept"),
    ("semiconductors", "Technology"),
    ("tiktok", "Product"),
    ("us-china-trade-war", "Event"),
]
assert len(DECIDED) >= 18


@pytest.mark.parametrize(("key", "cls"), DECIDED)
def test_decided_classes(key: str, cls: str) -> None:
    (entity,) = [e for e in registry.default() if e.key == key]
    assert entity.cls == cls


def test_no_country_hides_behind_one_character() -> None:
    geo = [e for e in registry.default() if schema().is_a(e.cls, "GeopoliticalEntity")]
    assert [(e.key, f) for e in geo for f in (*e.aliases, *e.context) if len(f) == 1] == []


GOLD = paths.ontology().resolve().parent.parent / "shared" / "gold"
# Keys of the annotation whose entity the registry holds under a broader name.
RENAMED: frozenset[str] = frozenset({"photovoltaics"})
assert len(RENAMED) == 1


@pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated documents are not here")
def test_annotated_entities_are_registered() -> None:
    known = {e.key: e for e in registry.default()}
    wrong = []
    for path in sorted(GOLD.glob("*.entities.tsv")):
        for row in path.read_text(encoding="utf-8").split("\n")[1:]:
            if not row:
                continue
            key, cls, zh, en, *_ = row.split("\t")
            if key in RENAMED:
                continue
            entity = known.get(key)
            if entity is None or entity.cls != cls:
                wrong.append((path.name, key, cls))
                continue
            forms = {normal(f) for f in (entity.zh, entity.en, *entity.aliases, *entity.context)}
            if not forms & {normal(zh), normal(en)} - {""}:
                wrong.append((path.name, key, zh or en))
    assert wrong == []
