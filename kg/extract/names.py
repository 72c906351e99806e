"""The names of the registry as one automaton, with what each form may denote.

A form that one entity owns is linked wherever it stands on word boundaries; a form that needs context carries all its
readings. Names inside names (美国 in 美国商务部) are worked out here, once per form, after ``lexicon/nesting.toml``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick_rs

from kg import lexicon
from kg.extract.text import CJK, normal
from kg.model import Entity
from kg.schema import Schema

_LATIN = re.compile(r"[0-9a-z\u00c0-\u024f]")
_PLURAL = ("Technology", "PolicyConcept")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form may denote; ``upper`` are its positions that must be capitals in the text."""

    entity: str
    context: bool
    upper: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A normalised name, its readings, where it needs word boundaries, and the names it holds."""

    norm: str
    readings: tuple[Reading, ...]
    left: bool
    right: bool
    nested: tuple[tuple[int, int, str], ...] = ()
    after: str = ""
    before: str = ""
    inside: tuple[str, ...] = ()


def is_word(char: str) -> bool:
    """Whether a character of a view belongs to a Latin word or number."""
    return bool(char) and _LATIN.match(char) is not None


def spellings(form: str, cls: str) -> Iterator[str]:
    """A form and the variants that texts use without saying so: hyphens, plurals, the short 美 for 美国."""
    if form[:4] in ("the ", "The ") and cls != "MediaOrganization":
        form = form[4:]
    yield form
    if "-" in form and re.search(r"[A-Za-z]-[A-Za-z0-9]", form):
        yield form.replace("-", " ")
    if cls in _PLURAL and re.fullmatch(r"[a-z0-9 \-/]*[a-z]", form) and len(form) > 3:
        if form.endswith("s") and not form.endswith(("ss", "ics", "us", "is")):
            yield form[:-1]
        elif not form.endswith("s"):
            yield f"{form}s" if not form.endswith(("y", "ing")) else form
    if cls == "Law" and form.endswith("法") and len(form) > 3:
        yield form + "案"
    for quoted in lexicon.words("zh/syntax", "quoted"):
        if form.startswith(quoted) and form != quoted:
            yield form.replace(quoted, f'"{quoted}"', 1)
    if cls == "GovernmentBody" and form.startswith("美国") and len(form) > 3:
        yield "美" + form[2:]


@dataclass(frozen=True, slots=True)
class Names:
    """All forms, in pattern order, with the entities by key."""

    forms: tuple[Form, ...]
    entities: dict[str, Entity]
    automaton: ahocorasick_rs.AhoCorasick
    every: ahocorasick_rs.AhoCorasick
    schema: Schema
    elements: dict[str, str]


def _uppers(form: str) -> tuple[int, ...]:
    norm = normal(form)
    bare = re.sub(rf"(?<=[{CJK}]) +| +(?=[{CJK}])", "", form).strip()
    if len(bare) != len(norm):
        return ()
    return tuple(i for i, c in enumerate(bare) if c.isupper())


def _nested(
    norm: str, entity: Entity, owners: dict[str, list[str]], entities: dict[str, Entity], schema: Schema
) -> tuple[tuple[int, int, str], ...]:
    """Names inside one form that stay mentions, longest first at each place, chains included."""
    found: list[tuple[int, int, str]] = []
    for rule in lexicon.table("nesting")["nest"]:
        if not schema.is_any(entity.cls, rule["outer"]):
            continue
        starts = range(len(norm)) if rule["at"] == "anywhere" else range(1)
        for start in starts:
            for end in range(len(norm) - (start == 0), start, -1):
                inner = norm[start:end]
                if is_word(norm[end : end + 1]) and is_word(inner[-1]):
                    continue
                if start and is_word(norm[start - 1]) and is_word(inner[0]):
                    continue
                if norm[end : end + 1] == "-" and is_word(inner[-1]):
                    continue
                if norm[end : end + 1] and norm[end] in _guards(inner)[0]:
                    continue
                if inner.endswith(("政府", "government", "方")):
                    continue
                keys = [
                    k
                    for k in owners.get(inner, ())
                    if k != entity.key and schema.is_any(entities[k].cls, rule["inner"])
                ]
                if len(keys) == 1 and not any(a <= start and end <= b for a, b, _ in found if (a, b) == (start, end)):
                    found.append((start, end, keys[0]))
    if entity.cls == "GovernmentBody" and norm.startswith("美") and not norm.startswith("美国"):
        found.append((0, 1, "united-states"))
    if entity.cls == "GovernmentBody" and norm.startswith("美国防"):
        found = [(0, 1, "united-states")]
    return tuple(sorted(set(found)))


def _guards(norm: str) -> tuple[str, str, tuple[str, ...]]:
    """The characters that may not follow and precede a form, and the words in which it is none."""
    data = lexicon.table("zh/guards")
    after = data["after"].get(norm, "") + data["ending"].get(norm[-1], "")
    return after, data["before"].get(norm, ""), tuple(data["inside"].get(norm, ()))


def _loose(entity: Entity, schema: Schema) -> frozenset[str]:
    """The forms of an entity that are another form of it plus a free word (``lexicon/free.toml``)."""
    folded = {normal(f) for f in (entity.zh, entity.en, *entity.aliases)}
    rows = [r for r in lexicon.table("free")["free"] if schema.is_any(entity.cls, r["classes"])]
    found = set()
    for norm in folded:
        for row in rows:
            rests = [norm.removesuffix(w) for w in row["suffix"]] + [norm.removeprefix(w) for w in row["prefix"]]
            if any(r != norm and len(r) > 1 and r in folded for r in rests):
                found.add(norm)
    return frozenset(found)


def build(entities: Iterable[Entity], schema: Schema) -> Names:
    """The automaton over all forms of ``entities``; forms owned twice are read by context."""
    by_key = {e.key: e for e in entities}
    readings: dict[str, dict[str, Reading]] = defaultdict(dict)
    owners: dict[str, list[str]] = defaultdict(list)
    for e in by_key.values():
        loose = _loose(e, schema)
        for context, given in ((False, (e.zh, e.en, *e.aliases)), (True, e.context)):
            for form in given:
                for spelt in spellings(form, e.cls):
                    norm = normal(spelt)
                    if len(norm) < 2 or norm in loose:
                        continue
                    known = readings[norm].get(e.key)
                    reading = Reading(e.key, context, _uppers(spelt))
                    better = known is not None and known.context == context and len(reading.upper) < len(known.upper)
                    if known is None or better or (known.context and not context):
                        readings[norm][e.key] = reading
                    if not context and e.key not in owners[norm]:
                        owners[norm].append(e.key)
    forms = []
    for norm in sorted(readings):
        rivals = [readings[norm][k] for k in sorted(readings[norm])]
        sure = [r for r in rivals if not r.context]
        if len(sure) > 1:
            rivals = [Reading(r.entity, True, r.upper) for r in rivals]
        first = by_key[(sure or rivals)[0].entity]
        forms.append(
            Form(
                norm,
                tuple(rivals),
                is_word(norm[0]),
                is_word(norm[-1]),
                _nested(norm, first, owners, by_key, schema),
                *_guards(norm),
            )
        )
    patterns = [f.norm for f in forms]
    return Names(
        tuple(forms),
        by_key,
        ahocorasick_rs.AhoCorasick(patterns, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        ahocorasick_rs.AhoCorasick(patterns),
        schema,
        {f: e.key for e in by_key.values() if e.cls == "Technology" for f in (e.zh, *e.aliases) if len(f) == 1},
    )
