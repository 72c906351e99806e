"""How a name may be spelt, which of its forms are idle, and where a form is really part of a longer word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from kg import lexicon
from kg.extract.text import normal
from kg.model import Entity
from kg.schema import Schema

_PLURAL = ("Technology", "PolicyConcept")
_HYPHEN = re.compile(r"[A-Za-z]-[A-Za-z0-9]")
_LOWER = re.compile(r"[a-z0-9 \-/]*[a-z]")


@cache
def _quoted() -> tuple[str, ...]:
    return lexicon.words("zh/syntax", "quoted")


@cache
def _guards() -> dict[str, Any]:
    return lexicon.table("zh/guards")


def spellings(form: str, cls: str) -> Iterator[str]:
    """A form and the variants that texts use without saying so: hyphens, plurals, the short 美 for 美国."""
    if form[:4] in ("the ", "The ") and cls != "MediaOrganization":
        form = form[4:]
    yield form
    if "-" in form and _HYPHEN.search(form):
        yield form.replace("-", " ")
    if cls in _PLURAL and len(form) > 3 and _LOWER.fullmatch(form):
        if not form.endswith("s"):
            if not form.endswith(("y", "ing")):
                yield f"{form}s"
        elif not form.endswith(("ss", "ics", "us", "is")):
            yield form[:-1]
    if cls == "Law" and form.endswith("法") and len(form) > 3:
        yield form + "案"
    if not form.isascii():
        for quoted in _quoted():
            if form.startswith(quoted) and form != quoted:
                yield f'"{quoted}"{form[len(quoted) :]}'
        if cls == "GovernmentBody" and form.startswith("美国") and len(form) > 3:
            yield "美" + form[2:]


def idle(entity: Entity, schema: Schema) -> frozenset[str]:
    """The forms of an entity that are another form of it plus a free word (``lexicon/free.toml``).

    They are not matched, so that a mention ends with the name: 云计算 in 云计算产品, "Nvidia H20" without "chips".
    """
    rows = [r for r in lexicon.table("free")["free"] if schema.is_any(entity.cls, r["classes"])]
    if not rows:
        return frozenset()
    forms = {normal(f) for f in (entity.zh, entity.en, *entity.aliases)}
    found = set()
    for norm in forms:
        for row in rows:
            rests = [norm.removesuffix(w) for w in row["suffix"]] + [norm.removeprefix(w) for w in row["prefix"]]
            if any(r != norm and r in forms for r in rests):
                found.add(norm)
    return frozenset(found)


def guards(norm: str) -> tuple[str, str, tuple[str, ...]]:
    """The characters that may not follow and precede a form, and the words in which it is none."""
    data = _guards()
    after = data["after"].get(norm, "") + data["ending"].get(norm[-1], "")
    return after, data["before"].get(norm, ""), tuple(data["inside"].get(norm, ()))
