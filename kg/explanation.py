"""Values that explain one sentence: what was marked in it, what was said, and what was set aside and why.

Offsets count code points of the document's text, half open, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Assertion, Span

KINDS = ("mention", "anaphor", "trigger", "cue", "date", "amount")


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A marked stretch of a sentence: its kind (one of `KINDS`), what it stands for, and for a name its class.

    An anaphor (该机制) has the entity it points to as ``meaning``; a cue its kind ("negated"), a date its EDTF reading.
    """

    start: int
    end: int
    kind: str
    meaning: str
    cls: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule made of one trigger: assertions, or in ``why`` the reason that there are none.

    ``frame`` words the rule: "verb: agent – target". Names in noun phrases (商务部长雷蒙多) need no trigger.
    """

    rule: str
    relation: str
    frame: str
    trigger: Span | None
    said: tuple[Assertion, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One sentence (numbered from 1) with its parts, and the outcomes of all rules that were tried on it."""

    number: int
    sentence: Span
    parts: tuple[Part, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def said(self) -> tuple[Outcome, ...]:
        """The outcomes that are assertions."""
        return tuple(o for o in self.outcomes if o.said)

    @property
    def dropped(self) -> tuple[Outcome, ...]:
        """The outcomes that are none."""
        return tuple(o for o in self.outcomes if not o.said)
