"""The rules: which words carry which relation, in which frame, with examples that run as tests.

A rule is an entry of ``lexicon/<language>/relations.toml``. It names no entity; classes come from the ontology and may
be narrowed. Frames and slots are a small closed set, implemented once in `kg.extract.frames`.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

import ahocorasick_rs

from kg import lexicon
from kg.extract.names import is_word
from kg.extract.text import normal
from kg.model import Modality, Problem
from kg.schema import Schema
from kg.schema import default as default_schema

FRAMES = ("verb", "comitative", "listing", "nominal")
SLOTS = (
    "agent",
    "first",
    "patient",
    "target",
    "with",
    "left",
    "right",
    "to",
    "from",
    "under",
    "back",
    "is",
    "next",
    "speaker",
    "here",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say a relation.

    ``subject`` and ``object`` name slots; ``joint`` is a relation that several subjects also have to the object
    (founders are members); ``within`` limits how far a slot may be from the trigger; ``then`` are words one of which
    has to follow it in its clause, for verbs in two parts: "placed gallium under licence"; ``elides`` are the classes
    of an object that the verb may leave to the topic.
    """

    name: str
    relation: str
    frame: str
    cues: tuple[str, ...] = ()
    subject: str = "agent"
    object: str = "patient"
    subject_class: tuple[str, ...] = ()
    object_class: tuple[str, ...] = ()
    modality: Modality | None = None
    joint: str = ""
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    within: int = 0
    agentless: bool = False
    passive: bool = False
    local: bool = False
    back: bool = False
    ahead: bool = False
    money: bool = False
    pivot: tuple[str, ...] = ()
    elides: tuple[str, ...] = ()
    says: tuple[tuple[str, str], ...] = ()
    silent: tuple[str, ...] = ()


_FIELDS = {
    "name", "relation", "frame", "cue", "word", "subject", "object", "subject_class", "object_class",
    "modality", "joint", "not_before", "not_after", "needs", "within", "agentless", "passive", "local",
    "back", "ahead", "elides", "money", "pivot", "then", "says", "silent",
}  # fmt: skip


def inflect(verb: str, irregular: dict[str, list[str]]) -> list[str]:
    """The forms of an English verb phrase, its first word inflected: "sign up to" → "signed up to", …"""
    head, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    if head in irregular:
        forms = [head, *irregular[head]]
    elif head.endswith("e"):
        forms = [head, head + "s", head + "d", head[:-1] + "ing"]
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        forms = [head, head[:-1] + "ies", head[:-1] + "ied", head + "ing"]
    elif head.endswith(("s", "x", "z", "ch", "sh")):
        forms = [head, head + "es", head + "ed", head + "ing"]
    else:
        forms = [head, head + "s", head + "ed", head + "ing"]
    return [f + tail for f in forms]


def _fail(where: str, rule: str, message: str, wrong: str, known: tuple[str, ...]) -> Problem:
    close = get_close_matches(wrong, known, 1)
    return Problem(
        f"rule {rule}: {message}", where=where, cure=f"did you mean {close[0]}?" if close else ", ".join(known)
    )


def _rule(entry: dict[str, Any], language: str, schema: Schema, irregular: dict[str, list[str]]) -> Rule:
    where = f"{language}/relations.toml"
    name = str(entry.get("name", "?"))
    for field in entry:
        if field not in _FIELDS:
            raise _fail(where, name, f"unknown field {field!r}", field, tuple(sorted(_FIELDS)))
    relation = str(entry.get("relation", ""))
    if relation not in schema.relations:
        raise _fail(
            where,
            name,
            f"relation {relation!r} is not in ontology/techpolicy.ttl",
            relation,
            tuple(sorted(schema.relations)),
        )
    frame = str(entry.get("frame", "verb"))
    if frame not in FRAMES:
        raise _fail(where, name, f"unknown frame {frame!r}", frame, FRAMES)
    for slot in ("subject", "object"):
        if entry.get(slot, "agent") not in SLOTS:
            raise _fail(where, name, f"unknown slot {entry[slot]!r}", entry[slot], SLOTS)
    for field in ("subject_class", "object_class", "elides"):
        for cls in entry.get(field, ()) if entry.get(field) is not True else ():
            if cls not in schema.ancestors:
                raise _fail(where, name, f"class {cls!r} is not in the ontology", cls, schema.classes)
    cues = [*entry.get("word", ())]
    for verb in entry.get("cue", ()):
        cues += inflect(verb, irregular) if language == "en" else [verb]
    rel = schema.relations[relation]
    default_within = 44 if language == "zh" else 130
    objects = tuple(entry.get("object_class", sorted(rel.objects)))
    return Rule(
        name=f"{language}.{name}",
        relation=relation,
        frame=frame,
        cues=tuple(dict.fromkeys(normal(c) if language == "zh" else c for c in cues)),
        subject=entry.get("subject", "agent"),
        object=entry.get("object", "patient"),
        subject_class=tuple(entry.get("subject_class", sorted(rel.subjects))),
        object_class=objects,
        modality=Modality(entry["modality"]) if "modality" in entry else None,
        joint=entry.get("joint", ""),
        not_before=tuple(entry.get("not_before", ())),
        not_after=tuple(entry.get("not_after", ())),
        needs=tuple(entry.get("needs", ())),
        then=tuple(f" {w}" for w in entry.get("then", ())),
        within=entry.get("within", default_within),
        agentless=entry.get("agentless", False),
        passive=entry.get("passive", False),
        local=entry.get("local", False),
        back=entry.get("back", False),
        ahead=entry.get("ahead", False),
        money=entry.get("money", False),
        pivot=tuple(entry.get("pivot", ())),
        elides=objects if entry.get("elides") is True else tuple(entry.get("elides", ())),
        says=tuple((s[0], s[1]) for s in entry.get("says", ())),
        silent=tuple(entry.get("silent", ())),
    )


@cache
def load(language: str) -> tuple[Rule, ...]:
    """The rules of a language, checked against the ontology; a broken entry is a `Problem` with a cure."""
    schema = default_schema()
    irregular = lexicon.table("en/verbs").get("irregular", {}) if language == "en" else {}
    rules = [
        _rule(entry, language, schema, irregular) for entry in lexicon.table(f"{language}/relations").get("rule", [])
    ]
    names = [r.name for r in rules]
    for name in names:
        if names.count(name) > 1:
            raise Problem(
                f"rule {name} stands twice", where=f"{language}/relations.toml", cure="give each its own name"
            )
    return tuple(rules)


@cache
def verbs() -> tuple[str, ...]:
    """The Chinese triggers of two characters and more: a name right behind one is its object."""
    return tuple(sorted({c for r in load("zh") for c in r.cues if len(c) > 1}))


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger word at a position of the view, with the rules it may fire."""

    start: int
    end: int
    rules: tuple[Rule, ...]


@cache
def _automaton(language: str) -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[Rule, ...], ...]]:
    by_cue: dict[str, list[Rule]] = {}
    for rule in load(language):
        for cue in rule.cues:
            by_cue.setdefault(cue, []).append(rule)
    for cue in [c for c in by_cue if c.endswith("了") and c[:-1] in by_cue]:
        # 批准了 is a cue of its own somewhere; it is 批准 too.
        by_cue[cue] += [r for r in by_cue[cue[:-1]] if r not in by_cue[cue]]
    cues = sorted(by_cue)
    kind = ahocorasick_rs.MatchKind.Standard if language == "en" else ahocorasick_rs.MatchKind.LeftmostLongest
    return ahocorasick_rs.AhoCorasick(cues, matchkind=kind), tuple(tuple(by_cue[c]) for c in cues)


def _matches(text: str, language: str) -> list[tuple[int, int, int]]:
    """The cues in a text as (cue, start, end), longest first at each place, none inside another.

    English cues are whole words, and one that is not hides nothing: "rule out" in "the rule outlaws".
    """
    automaton, _ = _automaton(language)
    if language != "en":
        return automaton.find_matches_as_indexes(text)
    whole = [
        (a, -b, index)
        for index, a, b in automaton.find_matches_as_indexes(text, overlapping=True)
        if not (a and is_word(text[a - 1]) and is_word(text[a]))
        and not (is_word(text[b : b + 1]) and is_word(text[b - 1]))
    ]
    found: list[tuple[int, int, int]] = []
    last = 0
    for a, b, index in sorted(whole):
        if a >= last:
            last = -b
            found.append((index, a, last))
    return found


def triggers(norm: str, start: int, end: int, language: str) -> list[Trigger]:
    """The triggers between two positions of a view, longest first at each place."""
    _, rules = _automaton(language)
    text = norm[start:end]
    found = []
    for index, a, b in _matches(text, language):
        fit = tuple(
            r
            for r in rules[index]
            if not (r.not_after and text.startswith(r.not_after, b))
            and not (r.not_before and text.endswith(r.not_before, 0, a))
        )
        if fit:
            found.append(Trigger(start + a, start + b, fit))
    return found
