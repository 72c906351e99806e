"""Validation in a child process that is ended when time is up, for graphs that strangers wrote.

``python -m kg.checks.limited`` is that process.
"""

from __future__ import annotations

import json
import sys
from dataclasses import astuple
from pathlib import Path
from typing import Any

from kg import checks, worker
from kg.checks.values import Check, Finding, Report, Sentence, Severity
from kg.model import Problem
from kg.store import MEMORY, Store

SECONDS = 600.0


def validate(graph: Store, *, engine: str = "fast", timeout: float = SECONDS) -> Report:
    """What `kg.checks.validate` gives; a `Problem` when it takes more than ``timeout`` seconds or all memory."""
    child = worker.Worker("kg.checks.limited", json.dumps([str(graph.path), graph.ontology, engine]))
    try:
        answer = child.ask(b"", timeout)
    except TimeoutError:
        cure = "give it more time, or look for one node with thousands of values, or a very long chain of parts"
        raise Problem(f"checking took more than {timeout:g} seconds", where=str(graph.path), cure=cure) from None
    except (EOFError, OSError):
        cure = "check a smaller graph, or on a machine with more memory"
        raise Problem("checking ended its process", where=str(graph.path), cure=cure) from None
    kind, _, payload = answer.partition(b"\n")
    if kind == b"problem":
        message, where, cure = json.loads(payload)
        raise Problem(message, where=where, cure=cure)
    return _report(json.loads(payload))


def main(argument: str) -> None:
    """Answer a request on standard input: a line that says report or problem, then JSON."""
    path, ontology, engine = json.loads(argument)

    def answer(_: bytes) -> bytes:
        try:
            kind, value = "report", _plain(checks.validate(Store(Path(path), ontology), engine=engine))
        except Problem as problem:
            kind, value = "problem", [problem.message, problem.where, problem.cure]
        return f"{kind}\n{json.dumps(value)}".encode()

    worker.confine(MEMORY)
    worker.serve(answer)


def _plain(report: Report) -> list[Any]:
    known = list(dict.fromkeys(finding.check for finding in report.findings))
    at = {check: number for number, check in enumerate(known)}
    rows = [
        (at[f.check], f.part, f.node, f.value, astuple(f.sentence) if f.sentence else None) for f in report.findings
    ]
    return [[astuple(check) for check in known], rows, report.triples, report.constraints, report.queries]


def _report(value: list[Any]) -> Report:
    known, rows, *counts = value
    wanted = [Check(name, Severity(severity), problem, cure) for name, severity, problem, cure in known]
    findings = tuple(
        Finding(wanted[at], part, node, said, Sentence(*sentence) if sentence else None)
        for at, part, node, said, sentence in rows
    )
    return Report(findings, *counts)


if __name__ == "__main__":
    main(sys.argv[1])
