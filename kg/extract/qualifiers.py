"""Modality and speaker of a statement, from cues in its clause.

Cues come in the classes of ConText (Harkema et al. 2009) and EDS-NLP: before the trigger, after it, and pseudo-cues
that only look like one (不得不, "not only"). A scope ends at the clause break.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from kg import lexicon
from kg.extract.names import is_word
from kg.extract.text import normal
from kg.model import Modality

_ORDER = (Modality.NEGATED, Modality.POSSIBLE, Modality.PLANNED)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at a position of the view: its kind ("negated", "speech", …) and side ("before", "after", "verb", …)."""

    start: int
    end: int
    kind: str
    side: str


@cache
def _automaton(language: str) -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[tuple[str, str], ...], ...]]:
    data = lexicon.table(f"{language}/cues")
    roles: dict[str, list[tuple[str, str]]] = {}
    for kind in ("negated", "planned", "possible"):
        for side in ("before", "after", "pseudo", "attitude"):
            for word in data[kind].get(side, ()):
                roles.setdefault(normal(word) if language == "zh" else word, []).append((kind, side))
    for side in ("verbs", "pseudo", "according", "according_end"):
        for word in data["speech"][side]:
            roles.setdefault(word, []).append(("speech", side))
    words = sorted(roles)
    longest = ahocorasick_rs.MatchKind.LeftmostLongest
    return ahocorasick_rs.AhoCorasick(words, matchkind=longest), tuple(tuple(roles[w]) for w in words)


def cues(norm: str, start: int, end: int, language: str) -> list[Cue]:
    """The cues between two positions; a pseudo-cue hides the cues inside it."""
    automaton, roles = _automaton(language)
    found: list[Cue] = []
    text = norm[start:end]
    for index, a, b in automaton.find_matches_as_indexes(text):
        if language == "en":
            if is_word(text[a]) and a and is_word(text[a - 1]):
                continue
            if is_word(text[b - 1]) and is_word(text[b : b + 1]):
                continue
        mine = roles[index]
        for kind, side in mine:
            if side != "pseudo":
                found.append(Cue(start + a, start + b, kind, side))
    return found


def modality(
    found: list[Cue], trigger: tuple[int, int], low: int, high: int, *, reach: int
) -> tuple[Modality, Cue | None]:
    """The modality that the cues around a trigger give it, and the cue that decided.

    ``low`` and ``high`` bound its clause; a cue before it counts within ``reach`` characters.
    """
    best: tuple[Modality, Cue | None] = (Modality.ASSERTED, None)
    rank = len(_ORDER)
    for cue in found:
        if cue.kind == "speech":
            continue
        ahead = low <= cue.start < trigger[0] and cue.end <= trigger[1] and trigger[0] - cue.end <= reach
        before = cue.side in ("before", "attitude") and ahead
        after = cue.side == "after" and trigger[1] <= cue.start and cue.end <= high
        if not (before or after):
            continue
        order = _ORDER.index(Modality(cue.kind))
        if order < rank:
            rank, best = order, (Modality(cue.kind), cue)
    return best
