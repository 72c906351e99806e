"""Rows of a user's files put into the registry: which entity each makes, what is wrong with it, who shares a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path

from kg.extract.text import normal
from kg.model import Entity, Problem
from kg.registry import Row, circles, faults
from kg.schema import Schema

_LONGEST = 200
_LINE = re.compile(r":\d+$")
_REPLACED = ("zh", "en", "country", "parent", "since", "until", "wikidata", "source")
_SEVERAL = 5
# So many faults are looked for; a file may have a million.
ENOUGH = 100


def merge(
    rows: Sequence[Row], shipped: Iterable[Entity], schema: Schema
) -> tuple[tuple[Entity, ...], list[Problem], list[Problem]]:
    """The entities of the registry and of rows by key, what to tell about them, and what is wrong with the rows."""
    known = {e.key: e for e in shipped}
    where: dict[str, str] = {}
    wrong: list[Problem] = []
    given: dict[str, Entity] = {}
    for row in sorted(rows, key=lambda row: (row.entity.key, row.where)):
        key = row.entity.key
        if key in where:
            cure = "merge the two, or rename one key"
            wrong.append(Problem(f"key {key!r} stands already at {where[key]}", where=row.where, cure=cure))
            continue
        where[key] = row.where
        if not row.entity.cls and key not in known:
            wrong.append(_nameless(row, known if len(wrong) < ENOUGH else {}))
            continue
        made = _made(row, known.get(key))
        if key not in known or _sorted(known[key]) != replace(made, given=False):
            given[key] = made
    entities = known | given
    wrong += islice(_wrong(entities, given, where, schema), ENOUGH)
    told = [note for key, e in given.items() if key in known for note in _lost(e, known[key], where[key])]
    shared, ambiguous, clashes = _shared(entities, given, where)
    return tuple(shared[key] for key in sorted(shared)), [*told, *ambiguous], [*wrong, *clashes]


def _wrong(
    entities: Mapping[str, Entity], given: Mapping[str, Entity], where: Mapping[str, str], schema: Schema
) -> Iterator[Problem]:
    for key, e in given.items():
        for fault, cure in chain(faults(e, entities, schema), _more(e)):
            yield Problem(fault, where=where[key], cure=cure)
    for key, above in circles(entities.values()):
        if key in given:
            yield Problem(f"{key} is its own ancestor: {' > '.join(above)}", where=where[key], cure="break the circle")


def _nameless(row: Row, known: Mapping[str, Entity]) -> Problem:
    close = get_close_matches(row.entity.key, known, 1)
    cure = f"did you mean {close[0]}? a new entity needs a class" if close else "a new entity needs a class"
    return Problem(
        f"{row.entity.key!r} has no class, and no entity of the registry has this key", where=row.where, cure=cure
    )


def _sorted(e: Entity) -> Entity:
    return replace(e, aliases=tuple(sorted(e.aliases)), context=tuple(sorted(e.context)))


def _made(row: Row, before: Entity | None) -> Entity:
    """The entity that a row makes, its names in order; one without a class on top of that which is there."""
    e = row.entity
    if before and not e.cls:
        said = {field: value for field in _REPLACED if (value := getattr(e, field))}
        changed = replace(before, **said)
        kept = (changed.zh, changed.en)
        aliases = tuple(dict.fromkeys(f for f in (*before.aliases, *e.aliases, before.zh, before.en) if f not in kept))
        context = tuple(dict.fromkeys(f for f in (*before.context, *e.context) if f not in e.aliases))
        e = replace(changed, aliases=tuple(f for f in aliases if f not in e.context), context=context)
    return replace(_sorted(e), source=e.source or _name(row.where), given=True)


def _name(where: str) -> str:
    """The name of the file, as words that say where an entity comes from."""
    name = Path(_LINE.sub("", where)).name
    return "".join(c if c.isprintable() else "\ufffd" for c in name)[:_LONGEST]


def _more(e: Entity) -> Iterator[tuple[str, str]]:
    """What no curated registry would hold."""
    if not (e.zh or e.en):
        yield f"{e.key} has no label", "give its common name in Chinese or English"
    for text in (e.key, e.zh, e.en, *e.aliases, *e.context, e.source):
        hidden = next((c for c in text if not c.isprintable()), "")
        if hidden:
            yield f"{text[:40]!r} of {e.key[:40]!r} holds a character that does not show", f"delete U+{ord(hidden):04X}"
        if len(text) > _LONGEST:
            yield f"{text[:40]!r} of {e.key[:40]!r} is longer than {_LONGEST} characters", "shorten it"
    for form in (*e.aliases, *e.context):
        short = len(normal(form)) < 2 and not (form in e.context and form.isascii() and form.strip())
        if short and e.cls != "Technology":
            yield f"form {form!r} of {e.key} is too short to be found in a text", "give the longer form"


def _lost(e: Entity, before: Entity, where: str) -> Iterator[Problem]:
    kept = {e.zh, e.en, *e.aliases, *e.context}
    lost = sorted({before.zh, before.en, *before.aliases, *before.context} - kept - {""})
    if lost:
        cure = "leave its class empty to add to the registry's row instead"
        yield Problem(f"{e.key} takes the registry's place without the names {_listed(lost)}", where=where, cure=cure)


def _shared(
    entities: Mapping[str, Entity], given: Mapping[str, Entity], where: Mapping[str, str]
) -> tuple[dict[str, Entity], list[Problem], list[Problem]]:
    """The entities, names that rows made ambiguous turned into context forms; which these are; labels that clash.

    A name that is the label of one stays its own and is read by context for the others.
    """
    touched = {form for e in given.values() for form in (e.zh, e.en, *e.aliases) if form}
    owners: dict[str, list[str]] = defaultdict(list)
    for key in sorted(entities):
        e = entities[key]
        for form in touched.intersection((e.zh, e.en, *e.aliases)):
            owners[form].append(key)
    made = dict(entities)
    told, wrong = [], []
    for form, keys in sorted(owners.items()):
        if len(keys) == 1:
            continue
        place = next(where[key] for key in keys if key in given)
        labelled = [key for key in keys if form in (entities[key].zh, entities[key].en)]
        if len(labelled) > 1:
            cure = "use one key for one thing, or tell two things apart by a longer label and give this one as context"
            wrong.append(Problem(f"{form!r} is the label of {_listed(labelled)}", where=place, cure=cure))
            continue
        for key in keys:
            if key not in labelled:
                e = made[key]
                context = tuple(sorted({*e.context, form}))
                made[key] = replace(e, aliases=tuple(a for a in e.aliases if a != form), context=context, given=True)
        mine = f"; it stays the label of {labelled[0]}" if labelled else ""
        cure = "give a longer form where it should always mean one"
        told.append(
            Problem(f"{form!r} may now mean {_listed(keys)} and is read by context{mine}", where=place, cure=cure)
        )
    return made, told, wrong


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SEVERAL} more" if len(names) > _SEVERAL else ""
    return ", ".join(names[:_SEVERAL]) + more
