"""Syntax data: patterns put together from lists of words, none dead, none that explodes, and wrong ones named."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest

from kg import lexicon
from kg.extract.syntax import Syntax, syntax
from kg.model import Problem

# What phrases.py and english.py ask for by name.
ASKED = {f.name for f in fields(Syntax) if f.type == "re.Pattern[str]"} | {"calls", "infinitive", "says"}
assert len(ASKED) >= 11


def of_table(monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]) -> None:
    """Let the English table have other entries."""
    table = {**lexicon.table("en/syntax"), **change}
    real = lexicon.table
    monkeypatch.setattr(lexicon, "table", lambda name: table if name == "en/syntax" else real(name))


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_every_pattern_is_used(language: str) -> None:
    table = lexicon.table(f"{language}/syntax")["pattern"]
    put_in = {name for pattern in table.values() for name in re.findall(r"\{([a-z_]+)\}", pattern)}
    kinds = ("gap", "opening", "whole", "before", "behind")
    rows = [*lexicon.table("joins")["join"], *lexicon.table("joins")["apposition"]]
    named = {row[kind] for row in rows for kind in kinds if kind in row}
    assert set(table) - put_in - named - ASKED == set()
    assert len(named) >= 20


def test_every_pattern_asked_for_is_there_in_one_language() -> None:
    assert {n for n in ASKED if not any(n in syntax(la).patterns for la in lexicon.LANGUAGES)} == set()


# language, pattern, text, whether it matches as a whole
MATCHES = [
    ("zh", "title", "国家安全顾问", True),
    ("zh", "title", "前总统、时任国务卿", True),
    ("zh", "title", "批评", False),
    ("zh", "of_word", "的", True),
    ("zh", "of_word", '"', False),
    ("zh", "of", '"', True),
    ("zh", "of_some", "", False),
    ("zh", "of_title", "《", True),
    ("zh", "of_title", "的", False),
    ("zh", "listed", "、", True),
    ("zh", "listed", "等五国和", False),
    ("zh", "listed", "等5国和", True),
    ("zh", "listed", "、某国和", True),
    ("zh", "listed", "。", False),
    ("zh", "kind", "光刻机企业", True),
    ("zh", "kind", "限制企业主", False),
    ("zh", "unit", "下属的", True),
    ("zh", "unit", "的", False),
    ("zh", "counted", "等多家", True),
    ("zh", "among", "等十个", True),
    ("zh", "among", "和", False),
    ("en", "title", "'s national security adviser ", True),
    ("en", "title", " met ", False),
    ("en", "of_person", "'s ", True),
    ("en", "of_person", "-backed ", False),
    ("en", "listed", ", and the ", True),
    ("en", "listed", ", a ", False),
    ("en", "listed", " met ", False),
    ("en", "kind", "-based ", True),
    ("en", "kind", "", False),
    ("en", "office", ", chief executive of ", True),
    ("en", "office", " met ", False),
    ("en", "formerly", ", the former ", True),
    ("en", "led", "-led ", True),
    ("en", "led", "-backed ", False),
]
assert len(MATCHES) >= 35 and sum(not m for *_, m in MATCHES) >= 14


@pytest.mark.parametrize(("language", "name", "text", "expected"), MATCHES)
def test_patterns(language: str, name: str, text: str, expected: bool) -> None:
    assert (syntax(language).patterns[name].fullmatch(text) is not None) is expected


def test_what_a_language_lacks_never_matches() -> None:
    assert "place" not in syntax("en").patterns and "goes_on" not in syntax("zh").patterns
    assert syntax("en").place.search("") is None and syntax("zh").goes_on.search("") is None


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
@pytest.mark.parametrize(
    "unit", ["\"'", "( ", "、", "等", "a ", "the ", "president ", "总统", "、国", "12", "'s ", "》"]
)
def test_long_runs_are_read(language: str, unit: str) -> None:
    """Two unbounded repetitions side by side would take minutes here."""
    for pattern in syntax(language).patterns.values():
        pattern.fullmatch(unit * 4000 + "。")
        pattern.match(unit * 4000 + "。")


FAULTS: list[tuple[dict[str, Any], str]] = [
    (
        {"pattern": {"title": "{titel_end}"}},
        "en/syntax.toml: pattern title: {titel_end} is neither a list nor a pattern above it (did you mean {title_end}?)",
    ),
    (
        {"pattern": {"title": "{qqq}"}},
        'en/syntax.toml: pattern title: {qqq} is neither a list nor a pattern above it (write qqq = ["…"])',
    ),
    (
        {"pattern": {"one": "{two}", "two": "x"}},
        'en/syntax.toml: pattern one: {two} is neither a list nor a pattern above it (write two = ["…"])',
    ),
    (
        {"pattern": {"and": "x"}},
        "en/syntax.toml: pattern and: a list has that name too (give it a name of its own)",
    ),
    ({"pattern": {"one": 3}}, "en/syntax.toml: pattern one is no text (write one = '''…''')"),
    (
        {"pattern": {"one": "("}},
        "en/syntax.toml: pattern one: missing ), unterminated subpattern at position 0"
        " (write a regular expression of Python)",
    ),
    ({"pattern": {"one": "{and}"}, "and": "x"}, """en/syntax.toml: 'and' is not a list of words (write and = ["…"])"""),
]
assert len(FAULTS) >= 7


@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_a_broken_pattern_is_a_problem_with_a_cure(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], message: str
) -> None:
    of_table(monkeypatch, change)
    with pytest.raises(Problem) as caught:
        syntax.__wrapped__("en")
    assert str(caught.value) == message


def test_words_stand_for_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    of_table(monkeypatch, {"pattern": {"one": "{dots}!"}, "dots": ["a.b", "a.bc"]})
    one = syntax.__wrapped__("en").patterns["one"]
    assert [bool(one.fullmatch(t)) for t in ("a.b!", "a.bc!", "axb!")] == [True, True, False]
