"""The names of the registry as one automaton, with what each form may denote.

A form that one entity owns is linked wherever it stands on word boundaries; a form that needs context carries all its
readings. Names inside names (美国 in 美国商务部) are worked out once per form that a text uses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import ahocorasick_rs

from kg import lexicon
from kg.extract.spellings import guards, idle, spellings
from kg.extract.text import CJK, normal
from kg.model import Entity
from kg.schema import Schema

_WORD = frozenset(c for c in map(chr, range(0x30, 0x250)) if re.match(r"[0-9a-z\u00c0-\u024f]", c))
_GAP = re.compile(rf"(?<=[{CJK}]) +| +(?=[{CJK}])")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form may denote; ``upper`` are its positions that must be capitals in the text."""

    entity: str
    context: bool
    upper: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A normalised name, its readings, where it needs word boundaries, and what may not stand around it.

    A ``plain`` one needs none of these checks: Chinese, unguarded, whatever it denotes.
    """

    norm: str
    readings: tuple[Reading, ...]
    left: bool
    right: bool
    after: str = ""
    before: str = ""
    inside: tuple[str, ...] = ()
    plain: bool = False


def is_word(char: str) -> bool:
    """Whether a character of a view belongs to a Latin word or number."""
    return char in _WORD


@dataclass(frozen=True, slots=True)
class Names:
    """All forms in pattern order, the entities by key, who surely owns a form, and single-character elements."""

    forms: tuple[Form, ...]
    entities: dict[str, Entity]
    automaton: ahocorasick_rs.AhoCorasick
    every: ahocorasick_rs.AhoCorasick
    schema: Schema
    owners: dict[str, list[str]]
    elements: dict[str, str]
    _inner: dict[int, tuple[tuple[int, int, str], ...]] = field(default_factory=dict)

    def nested(self, index: int) -> tuple[tuple[int, int, str], ...]:
        """Start, end and entity of the names inside a form that stay mentions; kept for the next time."""
        known = self._inner.get(index)
        if known is None:
            known = self._inner[index] = self._nested(self.forms[index])
        return known

    def _nested(self, form: Form) -> tuple[tuple[int, int, str], ...]:
        norm, found = form.norm, set()
        entity = self.entities[next((r.entity for r in form.readings if not r.context), form.readings[0].entity)]
        for rule in lexicon.table("nesting")["nest"]:
            if not self.schema.is_any(entity.cls, rule["outer"]):
                continue
            for start in range(len(norm)) if rule["at"] == "anywhere" else (0,):
                for end in range(start + 1, len(norm) + (start > 0)):
                    owners = self.owners.get(norm[start:end])
                    if not owners or not self._stands(norm, start, end):
                        continue
                    if "then" in rule and not norm[end:].startswith(tuple(rule["then"])):
                        continue
                    keys = [k for k in owners if k != entity.key]
                    keys = [k for k in keys if self.schema.is_any(self.entities[k].cls, rule["inner"])]
                    if len(keys) == 1:
                        found.add((start, end, keys[0]))
        parent = self.entities.get(entity.parent)
        if entity.cls == "GovernmentBody" and parent is not None and parent.cls == "GovernmentBody":
            # 商务部 in 商务部工业和安全局: the parent by its short name.
            found.update(
                (0, len(f), parent.key) for f in map(normal, parent.context) if f != norm and norm.startswith(f)
            )
        if entity.cls == "GovernmentBody" and norm.startswith("美") and (norm[1:2] != "国" or norm[1:3] == "国防"):
            # 美商务部, 美国防部: the owner is one character.
            found = {(0, 1, "united-states")}
        longest = {(a, k): max(e for s, e, o in found if (s, o) == (a, k)) for a, _, k in found}
        return tuple(sorted((a, end, k) for (a, k), end in longest.items()))

    @staticmethod
    def _stands(norm: str, start: int, end: int) -> bool:
        """Whether the stretch of a form is a name of its own there, not part of a word or of a government's name."""
        following = norm[end : end + 1]
        inner = norm[start:end]
        if is_word(inner[-1]) and (is_word(following) or following == "-"):
            return False
        if start and is_word(norm[start - 1]) and is_word(inner[0]):
            return False
        if following and following in guards(inner)[0]:
            return False
        return not inner.endswith(("政府", "government", "方"))


def _uppers(form: str, norm: str) -> tuple[int, ...]:
    """The positions of a normalised form that are capitals in the form as registered."""
    if form.islower() or form == norm:
        return ()
    bare = form.strip() if form.isascii() else _GAP.sub("", form).strip()
    return tuple(i for i, c in enumerate(bare) if c.isupper()) if len(bare) == len(norm) else ()


def build(entities: Iterable[Entity], schema: Schema) -> Names:
    """The automaton over all forms of ``entities``; forms owned twice are read by context."""
    by_key = {e.key: e for e in entities}
    readings: dict[str, dict[str, Reading]] = defaultdict(dict)
    owners: dict[str, list[str]] = defaultdict(list)
    for e in by_key.values():
        unused = idle(e, schema)
        for context, given in ((False, (e.zh, e.en, *e.aliases)), (True, e.context)):
            for form in given:
                for spelt in spellings(form, e.cls):
                    norm = normal(spelt)
                    single = len(norm) == 1 and context and norm.isascii()
                    if (len(norm) < 2 and not single) or norm in unused:
                        continue
                    known = readings[norm].get(e.key)
                    upper = _uppers(spelt, norm)
                    if known is None:
                        readings[norm][e.key] = Reading(e.key, context, upper)
                        if not context:
                            owners[norm].append(e.key)
                    elif known.context == context and len(upper) < len(known.upper):
                        readings[norm][e.key] = Reading(e.key, context, upper)
    forms = []
    for norm in sorted(readings):
        rivals = [r for _, r in sorted(readings[norm].items())]
        if len(owners.get(norm, ())) > 1:
            rivals = [Reading(r.entity, True, r.upper) for r in rivals]
        left, right, guarded = is_word(norm[0]), is_word(norm[-1]), guards(norm)
        plain = not (left or right or any(guarded) or any(r.upper for r in rivals))
        forms.append(Form(norm, tuple(rivals), left, right, *guarded, plain=plain))
    patterns = [f.norm for f in forms]
    longest = ahocorasick_rs.MatchKind.LeftmostLongest
    return Names(
        tuple(forms),
        by_key,
        ahocorasick_rs.AhoCorasick(patterns, matchkind=longest),
        ahocorasick_rs.AhoCorasick(patterns),
        schema,
        dict(owners),
        {f: e.key for e in by_key.values() if e.cls == "Technology" for f in (e.zh, *e.aliases) if len(f) == 1},
    )
