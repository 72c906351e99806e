"""Language data: tables load, name their faults, and agree with the ontology and between languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import lexicon, paths
from kg.extract.text import CJK, normal
from kg.model import Problem
from kg.schema import default as schema

TABLES = sorted(str(p.relative_to(paths.lexicon()).with_suffix("")) for p in paths.lexicon().rglob("*.toml"))
assert len(TABLES) >= 12


@pytest.mark.parametrize("name", TABLES)
def test_every_table_loads(name: str) -> None:
    assert lexicon.table(name)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of language data for one test."""
    monkeypatch.setattr(paths, "lexicon", lambda: tmp_path)
    lexicon.table.cache_clear()
    (tmp_path / "good.toml").write_text('and = ["、", "和"]\nlimit = 3\nmixed = ["a", 1]\n', encoding="utf-8")
    (tmp_path / "broken.toml").write_text('and = ["、"\n[x', encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes(b'and = ["\xff"]\n')
    return tmp_path


@pytest.fixture(autouse=True)
def _fresh() -> object:
    yield
    lexicon.table.cache_clear()


FAULTS = [
    ("absent", "no such language data"),
    ("broken", "not valid TOML"),
    ("latin", "not valid TOML"),
]


@pytest.mark.parametrize(("name", "message"), FAULTS)
def test_a_bad_table_is_a_problem_that_names_it(folder: Path, name: str, message: str) -> None:
    with pytest.raises(Problem) as caught:
        lexicon.table(name)
    assert message in str(caught.value)
    assert caught.value.where == str(folder / f"{name}.toml")


def test_words(folder: Path) -> None:
    assert lexicon.words("good", "and") == ("、", "和")


@pytest.mark.parametrize("entry", ["absent", "limit", "mixed"])
def test_a_bad_list_is_a_problem_with_a_cure(folder: Path, entry: str) -> None:
    with pytest.raises(Problem) as caught:
        lexicon.words("good", entry)
    assert caught.value.where == "good.toml"
    assert repr(entry) in caught.value.message
    assert caught.value.cure == f'write {entry} = ["…"]'


def test_both_languages_have_the_common_tables() -> None:
    shared = {"relations", "cues", "syntax", "anaphors"}
    for language in lexicon.LANGUAGES:
        assert shared <= {Path(t).name for t in TABLES if t.startswith(f"{language}/")}


def _classes_of(value: object) -> list[str]:
    """Every class named in a table, wherever it stands."""
    found: list[str] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("classes", "outer", "inner", "subject_class", "object_class"):
                found += inner
            else:
                found += _classes_of(inner)
    elif isinstance(value, list):
        for inner in value:
            found += _classes_of(inner)
    return found


@pytest.mark.parametrize("name", TABLES)
def test_classes_are_those_of_the_ontology(name: str) -> None:
    assert [c for c in _classes_of(lexicon.table(name)) if c not in schema().ancestors] == []


def test_classes_are_looked_at() -> None:
    assert _classes_of({"a": [{"classes": ["X"]}], "outer": ["Y"], "b": {"c": {"inner": ["Z"]}}}) == ["X", "Y", "Z"]
    assert _classes_of(lexicon.table("nesting"))


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_relations_are_those_of_the_ontology(language: str) -> None:
    rows = lexicon.table(f"{language}/relations")["rule"]
    assert len(rows) >= 30
    assert {r["relation"] for r in rows} <= set(schema().relations)
    assert len({r["name"] for r in rows}) == len(rows)


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_every_relation_can_be_said(language: str) -> None:
    """Offices and seats are read from noun phrases, without a rule."""
    told = {r["relation"] for r in lexicon.table(f"{language}/relations")["rule"]}
    assert set(schema().relations) - told <= {"basedIn", "affiliatedWith"}


@pytest.mark.parametrize("name", ["zh/cues", "zh/anaphors", "zh/syntax", "zh/relations", "zh/countries", "zh/guards"])
def test_chinese_words_are_spelt_as_in_views(name: str) -> None:
    wrong = [
        w
        for w in _words_of(lexicon.table(name))
        if any(c in w for c in f"，；：（）「」{chr(0x3000)}")
        or any(normal(c) != c for c in w if "\u4e00" <= c <= "\u9fff")
    ]
    assert wrong == []


def _words_of(value: object) -> list[str]:
    """Every word in a table, examples left out: they are sentences as people write them."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [w for k, inner in value.items() if k not in ("says", "silent") for w in _words_of(inner)]
    return [w for inner in value for w in _words_of(inner)] if isinstance(value, list) else []


def test_english_words_are_lower_case() -> None:
    for name in ("en/cues", "en/anaphors", "en/relations"):
        skip = (
            "subject_class",
            "object_class",
            "classes",
            "says",
            "silent",
            "relation",
            "joint",
            "name",
            "frame",
            "subject",
            "object",
        )
        wrong = [w for w in _english(lexicon.table(name), skip) if w != w.lower() or re.search(f"[{CJK}]", w)]
        assert wrong == []


def _english(value: object, skip: tuple[str, ...]) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [w for k, inner in value.items() if k not in skip for w in _english(inner, skip)]
    return [w for inner in value for w in _english(inner, skip)] if isinstance(value, list) else []
