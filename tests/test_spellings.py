"""Spellings, idle forms and guards: every guard in the data with a sentence where it holds and one where it does not."""

from __future__ import annotations

import pytest

from kg import lexicon
from kg.extract.names import build
from kg.extract.pipeline import default_names
from kg.extract.scan import scan
from kg.extract.spellings import guards, idle, spellings
from kg.extract.text import view
from kg.model import Entity
from kg.schema import default as schema

NAMES = default_names()
OWNED = {form.norm for form in NAMES.forms}


def named(text: str, form: str, at: int) -> bool:
    """Whether ``form`` is a hit at that place of a text."""
    v = view(text)
    return any(h.start == at and v.norm[h.start : h.end] == form for h in scan(v, NAMES))


GUARDS = lexicon.table("zh/guards")
AFTER = [(f, c) for f, chars in GUARDS["after"].items() for c in chars if f in OWNED]
BEFORE = [(f, c) for f, chars in GUARDS["before"].items() for c in chars if f in OWNED]
INSIDE = [(f, w) for f, words in GUARDS["inside"].items() for w in words if f in OWNED]


@pytest.mark.parametrize(("form", "char"), AFTER)
def test_no_name_before_these_characters(form: str, char: str) -> None:
    assert not named(f"，{form}{char}，", form, 1)
    assert named(f"，{form}，", form, 1)


@pytest.mark.parametrize(("form", "char"), BEFORE)
def test_no_name_after_these_characters(form: str, char: str) -> None:
    assert not named(f"，{char}{form}，", form, 2)
    assert named(f"，，{form}，", form, 2)


@pytest.mark.parametrize(("form", "word"), INSIDE)
def test_no_name_inside_these_words(form: str, word: str) -> None:
    assert not named(word, form, word.index(form))
    assert named(f"，{form}，", form, 1)


def test_guards_are_checked() -> None:
    assert len(AFTER) >= 30 and len(BEFORE) >= 20 and len(INSIDE) >= 5


ENDINGS = [
    # a body's name before a word that only begins like it, and on its own
    ("美国商务部", "门", "美国商务部"),
    ("美国国防部", "长", "美国国防部"),
    ("美国商务部", "署", "美国商务部"),
]


@pytest.mark.parametrize(("form", "char", "known"), ENDINGS)
def test_endings(form: str, char: str, known: str) -> None:
    assert named(f"，{known}，", form, 1)
    assert not named(f"，{known}{char}，", form, 1)


SPELT = [
    ("quantum computer", "Technology", {"quantum computer", "quantum computers"}),
    ("semiconductors", "Technology", {"semiconductors", "semiconductor"}),
    ("robotics", "Technology", {"robotics"}),
    ("de-risking", "PolicyConcept", {"de-risking", "de risking"}),
    ("Huawei", "Company", {"Huawei"}),
    ("出口管制法", "Law", {"出口管制法", "出口管制法案"}),
    ("一带一路国际合作高峰论坛", "Forum", {"一带一路国际合作高峰论坛", '"一带一路"国际合作高峰论坛'}),
    ("美国财政部", "GovernmentBody", {"美国财政部", "美财政部"}),
    ("the Framework", "Partnership", {"Framework"}),
    ("The Economist", "MediaOrganization", {"The Economist"}),
]


@pytest.mark.parametrize(("form", "cls", "expected"), SPELT)
def test_spellings(form: str, cls: str, expected: set[str]) -> None:
    assert set(spellings(form, cls)) == expected


IDLE = [
    (Entity("x", "Technology", "云计算", "cloud computing", ("云计算产品",)), {"云计算产品"}),
    (Entity("x", "Technology", "云计算产品", "cloud products"), set()),
    (Entity("x", "Event", "冷战", "Cold War", ("冷战时期", "新冷战")), {"冷战时期"}),
    (Entity("x", "Company", "云计算产品", "X", ("云计算",)), set()),
]


@pytest.mark.parametrize(("entity", "expected"), IDLE)
def test_idle_forms(entity: Entity, expected: set[str]) -> None:
    assert idle(entity, schema()) == expected


def test_idle_forms_are_not_matched() -> None:
    names = build([IDLE[0][0]], schema())
    v = view("他们出售云计算产品。")
    assert [v.norm[h.start : h.end] for h in scan(v, names)] == ["云计算"]


def test_guards_of_an_unguarded_form() -> None:
    assert guards("华虹半导体") == ("", "", ())
