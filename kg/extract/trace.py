"""What was tried in a sentence: every trigger, every rule at it, and what it said or why it said nothing.

A trace is kept only on request (`kg.explain`); builds do without.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.context import Context
from kg.extract.mentions import Anchor
from kg.extract.rules import Rule, Trigger
from kg.model import Assertion


@dataclass(frozen=True, slots=True)
class Step:
    """One rule at one trigger (positions of the view): the assertions it made, or why it made none.

    ``rule`` is None where the trigger was set aside before any rule was tried; ``note`` is what weighed for a pair of
    names that the trained component accepted.
    """

    trigger: Trigger
    rule: Rule | None
    said: tuple[Assertion, ...] = ()
    why: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """One sentence as the engine read it; ``structure`` is what noun phrases say without a verb."""

    anchors: tuple[Anchor, ...]
    context: Context
    structure: tuple[Assertion, ...]
    steps: tuple[Step, ...]
