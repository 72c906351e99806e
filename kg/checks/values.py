"""What checking a graph gives: findings by severity, each with its node, its sentence and its cure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: an error makes the graph say something wrong, a warning makes it worse to use."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Check:
    """What is demanded, as a shape or a query: its name, what a violation means, and what to do about one."""

    name: str
    severity: Severity
    problem: str
    cure: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a text says about a node: the quote, its document by IRI, and its offsets in code points."""

    text: str
    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation. ``part`` is the constraint of a shape that is broken (minCount, class, …), "" for a query.

    ``node`` and ``value`` are terms in the syntax of SPARQL's TSV results: ``<https://…>``, ``"华为"@zh``, ``5``.
    """

    check: Check
    part: str
    node: str
    value: str = ""
    sentence: Sentence | None = None

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """Worst first, then by check and node."""
        return self.check.severity.rank, self.check.name, self.part, self.node, self.value


@dataclass(frozen=True, slots=True)
class Report:
    """The findings, worst first, and how much was looked at: triples (each once), shape constraints, queries."""

    findings: tuple[Finding, ...]
    triples: int
    constraints: int
    queries: int

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst finding, None when there is none."""
        return self.findings[0].check.severity if self.findings else None
