"""Rules run their own examples: what `says` must come out, what is `silent` must not; broken entries name their cure."""

from __future__ import annotations

from typing import Any

import pytest
from reading import read, told

from kg import lexicon
from kg.extract import rules
from kg.extract.pipeline import default_names
from kg.model import Modality, Problem
from kg.schema import default as schema

# Rules whose examples do not come out yet.
KNOWN_BROKEN: frozenset[str] = frozenset({"en.listed-next"})
assert len(KNOWN_BROKEN) == 1

# Rules without an example of what they say, and without one of what they leave alone.
WITHOUT_SAYS: frozenset[str] = frozenset({"en.with-members"})
WITHOUT_SILENT: frozenset[str] = frozenset({"zh.hold-office"})
assert (len(WITHOUT_SAYS), len(WITHOUT_SILENT)) == (1, 1)

TABLE: list[tuple[str, str, dict[str, Any]]] = [
    (f"{language}.{rule['name']}", language, rule)
    for language in lexicon.LANGUAGES
    for rule in lexicon.table(f"{language}/relations")["rule"]
]
assert len(TABLE) >= 70

SAYS = [
    (name, language, rule, example[0], tuple(example[1:]))
    for name, language, rule in TABLE
    for example in rule.get("says", ())
]
SILENT = [(name, language, sentence) for name, language, rule in TABLE for sentence in rule.get("silent", ())]
assert len(SAYS) >= 80
assert len(SILENT) >= 70


@pytest.mark.parametrize(
    ("name", "language", "rule", "sentence", "expected"), SAYS, ids=[f"{name}-{i}" for i, (name, *_) in enumerate(SAYS)]
)
def test_a_rule_says(name: str, language: str, rule: dict[str, Any], sentence: str, expected: tuple[str, ...]) -> None:
    assert expected, "an example without a triple shows nothing"
    for entry in expected:
        assert entry.split()[1] in (rule["relation"], rule.get("joint")), "the example shows another relation"
    if name in KNOWN_BROKEN:
        pytest.skip("known to be broken")
    got = {told(a) for a in read(sentence, language=language).assertions}
    assert {e.removesuffix(" asserted") for e in expected} <= got


@pytest.mark.parametrize(
    ("name", "language", "sentence"), SILENT, ids=[f"{name}-{i}" for i, (name, *_) in enumerate(SILENT)]
)
def test_a_rule_is_silent(name: str, language: str, sentence: str) -> None:
    assert [told(a) for a in read(sentence, language=language).assertions if a.rule == name] == []


# Rules that another rule forestalls in all their own examples.
FORESTALLED: frozenset[str] = frozenset({"en.listed-names", "en.doctrine-of", "en.its-list", "en.is-unit"})
assert len(FORESTALLED) == 4


@pytest.mark.parametrize(("name", "language", "rule"), TABLE, ids=[name for name, *_ in TABLE])
def test_a_rule_fires_in_its_own_examples(name: str, language: str, rule: dict[str, Any]) -> None:
    if name in KNOWN_BROKEN | WITHOUT_SAYS | FORESTALLED:
        pytest.skip("known to be broken, without an example, or forestalled")
    fired = {a.rule for example in rule["says"] for a in read(example[0], language=language).assertions}
    assert name in fired


def test_every_rule_has_both_kinds_of_examples() -> None:
    assert {name for name, _, rule in TABLE if not rule.get("says")} <= WITHOUT_SAYS
    assert {name for name, _, rule in TABLE if not rule.get("silent")} <= WITHOUT_SILENT


def test_examples_are_sentences() -> None:
    for name, language, _, sentence, _ in SAYS:
        assert sentence.endswith("。" if language == "zh" else "."), name
    for name, _, sentence in SILENT:
        assert sentence.endswith(("。", ".")), name


def test_examples_name_entities_of_the_registry() -> None:
    known = default_names().entities
    unknown = [
        (name, key)
        for name, _, _, _, expected in SAYS
        for entry in expected
        for key in (entry.split()[0], entry.split()[2])
        if name not in KNOWN_BROKEN and key not in known and not key.startswith("x-")
    ]
    assert unknown == []


def test_an_example_sentence_stands_once_per_rule() -> None:
    pairs = [(name, sentence) for name, _, _, sentence, _ in SAYS]
    assert sorted({p for p in pairs if pairs.count(p) > 1}) == []


# Cues that hold the name of a state.
NAMING: frozenset[str] = frozenset({"抹黑中国", "压制中国"})
assert len(NAMING) == 2


def test_no_rule_mentions_a_state_company_or_person_by_name() -> None:
    from kg.extract.scan import scan
    from kg.extract.text import view

    names = default_names()
    found = set()
    for language in lexicon.LANGUAGES:
        for rule in rules.load(language):
            for cue in rule.cues:
                for hit in scan(view(cue), names):
                    cls = names.entities[hit.readings[0].entity].cls
                    if not hit.readings[0].context and names.schema.is_a(cls, "Actor"):
                        found.add(cue)
    assert found <= NAMING


# ------------------------------------------------------------------ loading
@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_rules_load(language: str) -> None:
    loaded = rules.load(language)
    assert [r.name for r in loaded] == [
        f"{language}.{row['name']}" for row in lexicon.table(f"{language}/relations")["rule"]
    ]
    for rule in loaded:
        assert rule.cues
        assert rule.relation in schema().relations
        assert rule.within > 0
        assert rule.joint == "" or rule.joint in schema().relations
        for cue in rule.cues:
            assert cue == cue.lower().strip()


GOOD = {"name": "join", "relation": "memberOf", "cue": ["join"], "says": [["A joined B.", "a memberOf b"]]}

# a broken entry → what is said, and the cure
BROKEN = [
    (
        {"relation": "memberof"},
        "rule join: relation 'memberof' is not in ontology/techpolicy.ttl",
        "did you mean memberOf?",
    ),
    ({"relation": ""}, "rule join: relation '' is not in ontology/techpolicy.ttl", "administers"),
    ({"frame": "verbs"}, "rule join: unknown frame 'verbs'", "did you mean verb?"),
    ({"frame": "zzz"}, "rule join: unknown frame 'zzz'", "comitative"),
    ({"subject": "agents"}, "rule join: unknown slot 'agents'", "did you mean agent?"),
    ({"object": "targat"}, "rule join: unknown slot 'targat'", "did you mean target?"),
    ({"subject_class": ["Countri"]}, "rule join: class 'Countri' is not in the ontology", "did you mean Country?"),
    ({"object_class": ["Actor", "Firm"]}, "rule join: class 'Firm' is not in the ontology", ""),
    ({"objekt": "target"}, "rule join: unknown field 'objekt'", "did you mean object?"),
    ({"says_": []}, "rule join: unknown field 'says_'", "did you mean says?"),
]
assert len(BROKEN) >= 10


def _load(monkeypatch: pytest.MonkeyPatch, language: str, entries: list[dict[str, Any]]) -> tuple[rules.Rule, ...]:
    """The rules of a made-up table."""
    real = lexicon.table
    monkeypatch.setattr(
        lexicon, "table", lambda name: {"rule": entries} if name == f"{language}/relations" else real(name)
    )
    return rules.load.__wrapped__(language)


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
@pytest.mark.parametrize(("change", "message", "cure"), BROKEN)
def test_a_broken_rule_names_file_entry_and_cure(
    monkeypatch: pytest.MonkeyPatch, language: str, change: dict[str, Any], message: str, cure: str
) -> None:
    with pytest.raises(Problem) as caught:
        _load(monkeypatch, language, [{**GOOD, **change}])
    assert caught.value.where == f"{language}/relations.toml"
    assert caught.value.message == message
    assert cure in caught.value.cure
    assert caught.value.cure


def test_a_doubled_rule_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Problem) as caught:
        _load(monkeypatch, "en", [GOOD, GOOD])
    assert "join stands twice" in caught.value.message
    assert caught.value.cure


def test_a_rule_and_what_it_takes_from_the_ontology(monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,) = _load(monkeypatch, "en", [{**GOOD, "modality": "planned", "word": ["entry into"], "within": 9}])
    assert rule.name == "en.join"
    assert rule.subject_class == ("Actor",)
    assert "Mechanism" in rule.object_class
    assert rule.modality is Modality.PLANNED
    assert rule.within == 9
    assert set(rule.cues) == {"entry into", "join", "joins", "joined", "joining"}


def test_chinese_cues_are_not_inflected(monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,) = _load(monkeypatch, "zh", [{"name": "join", "relation": "memberOf", "cue": ["加入", "參加"]}])
    assert rule.cues == ("加入", "参加")
    assert rule.modality is None


INFLECTED = [
    ("join", ["join", "joins", "joined", "joining"]),
    ("propose", ["propose", "proposes", "proposed", "proposing"]),
    ("ratify", ["ratify", "ratifies", "ratified", "ratifying"]),
    ("deploy", ["deploy", "deploys", "deployed", "deploying"]),
    ("launch", ["launch", "launches", "launched", "launching"]),
    ("pass", ["pass", "passes", "passed", "passing"]),
    ("tax", ["tax", "taxes", "taxed", "taxing"]),
    ("sign up to", ["sign up to", "signs up to", "signed up to", "signing up to"]),
    ("withdraw from", ["withdraw from", "withdraws from", "withdrew from", "withdrawn from", "withdrawing from"]),
    ("ban", ["ban", "bans", "banned", "banning"]),
    ("lead", ["lead", "leads", "led", "leading"]),
]
assert len(INFLECTED) >= 11


@pytest.mark.parametrize(("verb", "forms"), INFLECTED)
def test_english_verbs_are_inflected(verb: str, forms: list[str]) -> None:
    assert rules.inflect(verb, lexicon.table("en/verbs")["irregular"]) == forms


# Verbs whose last consonant doubles, and no form that is no English word.
ODD = [
    "banns",
    "baned",
    "quited",
    "runned",
    "seeked",
    "withdrawed",
    "leaded",
    "putted",
    "cuted",
    "spended",
    "unveilled",
    "commited",
    "planed",
]


def test_no_rule_waits_for_a_form_that_does_not_exist() -> None:
    words = {w for rule in rules.load("en") for cue in rule.cues for w in cue.split()}
    assert sorted(words & set(ODD)) == []


# ------------------------------------------------------------------ triggers
TRIGGERS = [
    ("日本加入北约。", "zh", ["加入"]),
    ("日本加入者众多。", "zh", []),
    ("japan joined nato.", "en", ["joined"]),
    ("japan rejoined nato.", "en", ["rejoined"]),
    ("japan's joiners left.", "en", []),
    ("banners and urban life", "en", []),
    ("they belong together and belong to nato", "en", ["belong to"]),
    ("", "zh", []),
]
assert len(TRIGGERS) >= 8


@pytest.mark.parametrize(("norm", "language", "expected"), TRIGGERS)
def test_triggers(norm: str, language: str, expected: list[str]) -> None:
    found = rules.triggers(norm, 0, len(norm), language)
    member = [t for t in found if any(r.relation == "memberOf" for r in t.rules)]
    assert [norm[t.start : t.end] for t in member] == expected


def test_a_cue_inside_other_words_hides_nothing() -> None:
    norm = "the rule outlaws drones"
    assert [norm[t.start : t.end] for t in rules.triggers(norm, 0, len(norm), "en") if t.end - t.start > 4] == [
        "outlaws"
    ]


def test_triggers_stay_between_their_bounds() -> None:
    norm = "日本加入北约。印度加入北约。"
    assert {(t.start, t.end) for t in rules.triggers(norm, 7, len(norm), "zh")} == {(9, 11)}
