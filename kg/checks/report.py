"""A report as text for people, as CSV and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

from kg.checks.terms import lexical, shown
from kg.checks.values import Finding, Report, Severity
from kg.iris import shorten
from kg.tables import csv_text

COLUMNS = (
    "severity",
    "check",
    "part",
    "node",
    "value",
    "problem",
    "cure",
    "document",
    "start",
    "end",
    "sentence",
)
_WIDE = 160


def as_lines(report: Report, limit: int) -> Iterator[str]:
    """Findings by check, each with its problem and cure, at most ``limit`` nodes of each; then the sum."""
    for check, group in groupby(report.findings, key=lambda finding: finding.check):
        findings = list(group)
        yield f"{check.severity}: {check.name}: {check.problem}"
        yield f"  → {check.cure}"
        for finding in findings[:limit]:
            yield from _lines(finding)
        if len(findings) > limit:
            yield f"  … and {len(findings) - limit} more"
    yield summary(report)


def summary(report: Report) -> str:
    """One line: how much was checked, and how much is wrong."""
    counts = dict.fromkeys(Severity, 0)
    for finding in report.findings:
        counts[finding.check.severity] += 1
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    said = ", ".join(f"{n} {names[s]}{'' if n == 1 else 's'}" for s, n in counts.items() if n)
    checked = f"{report.triples} triples, {report.constraints} constraints, {report.queries} queries"
    return f"{checked}: {said or 'nothing is wrong'}"


def as_rows(report: Report) -> list[list[str | int | None]]:
    """All findings as rows for people: `COLUMNS`, with prefixes instead of whole IRIs."""
    rows = []
    for finding in report.findings:
        row = dict(zip(COLUMNS, _cells(finding), strict=True))
        row |= {
            "severity": str(finding.check.severity),
            "node": shown(finding.node),
            "value": shown(finding.value) or None,
        }
        row["document"] = shorten(finding.sentence.document) if finding.sentence else None
        rows.append(list(row.values()))
    return rows


def as_csv(report: Report) -> str:
    """All findings as CSV with whole IRIs; cells that a spreadsheet would take for a formula get an apostrophe."""
    return csv_text(COLUMNS, [_cells(finding) for finding in report.findings])


def as_json(report: Report) -> str:
    """All findings as JSON, and how much was checked."""
    value = {
        "triples": report.triples,
        "constraints": report.constraints,
        "queries": report.queries,
        "findings": [dict(zip(COLUMNS, _cells(finding), strict=True)) for finding in report.findings],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _lines(finding: Finding) -> Iterator[str]:
    value = f" → {_short(shown(finding.value))}" if finding.value not in ("", finding.node) else ""
    part = f" [{finding.part}]" if finding.part else ""
    yield f"  {_short(shown(finding.node))}{part}{value}"
    if finding.sentence:
        at = finding.sentence
        yield f"    “{_short(at.text)}” ({shorten(at.document)} {at.start}–{at.end})"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _WIDE else f"{text[: _WIDE - 1]}…"


def _cells(finding: Finding) -> list[str | int | None]:
    check, at = finding.check, finding.sentence
    where = (at.document, at.start, at.end, at.text) if at else (None, None, None, None)
    node, value = lexical(finding.node), lexical(finding.value)
    return [check.severity, check.name, finding.part, node, value, check.problem, check.cure, *where]
