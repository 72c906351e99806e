"""What was tried in a sentence: every trigger, every rule at it, and what it said or why it said nothing.

A trace is kept only on request (`kg.explain`); builds do without.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.amounts import Sum
from kg.extract.dates import Dated
from kg.extract.mentions import Anchor
from kg.extract.phrases import Parsed
from kg.extract.qualifiers import Cue
from kg.extract.rules import Rule, Trigger
from kg.extract.text import Sentence
from kg.model import Assertion


@dataclass(frozen=True, slots=True)
class Step:
    """One rule at one trigger (positions of the view): the assertions it made, or why it made none.

    ``rule`` is None where the trigger was set aside before any rule was tried.
    """

    trigger: Trigger
    rule: Rule | None
    said: tuple[Assertion, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """One sentence as the engine read it; ``structure`` is what noun phrases say without a verb."""

    sentence: Sentence
    anchors: tuple[Anchor, ...]
    parsed: Parsed
    cues: tuple[Cue, ...]
    dates: tuple[Dated, ...]
    sums: tuple[Sum, ...]
    structure: tuple[Assertion, ...]
    steps: tuple[Step, ...]
