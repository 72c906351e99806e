"""Validation in a child process that is ended when time is up, for graphs that strangers wrote.

``python -m kg.checks.limited`` is that process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path
from typing import Any

from kg import checks
from kg.checks.values import Check, Finding, Report, Sentence, Severity
from kg.model import Problem
from kg.store import Store

SECONDS = 600.0


def validate(graph: Store, *, engine: str = "fast", timeout: float = SECONDS) -> Report:
    """What `kg.checks.validate` gives; a `Problem` when it takes more than ``timeout`` seconds or all memory."""
    root = Path(__file__).resolve().parent.parent.parent
    search = os.pathsep.join([str(root), *(str(Path(entry).absolute()) for entry in sys.path if entry)])
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-P", "-m", "kg.checks.limited"],
            input=json.dumps([str(graph.path), graph.ontology, engine]).encode(),
            capture_output=True,
            timeout=timeout,
            env={**os.environ, "PYTHONPATH": search, "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired:
        cure = "give it more time, or look for one node with thousands of values, or a very long chain of parts"
        raise Problem(f"checking took more than {timeout:g} seconds", where=str(graph.path), cure=cure) from None
    kind, _, payload = done.stdout.partition(b"\n")
    if kind == b"problem":
        message, where, cure = json.loads(payload)
        raise Problem(message, where=where, cure=cure)
    if done.returncode != 0 or kind != b"report":
        said = done.stderr.decode(errors="replace").strip().splitlines()
        why = f" ({said[-1]})" if said else ""
        raise Problem(f"checking ended its process{why}", where=str(graph.path), cure="check a smaller graph")
    return _report(json.loads(payload))


def main() -> None:
    """Answer one request on standard input: a line that says report or problem, then JSON."""
    path, ontology, engine = json.load(sys.stdin)
    try:
        kind, value = "report", _plain(checks.validate(Store(Path(path), ontology), engine=engine))
    except Problem as problem:
        kind, value = "problem", [problem.message, problem.where, problem.cure]
    sys.stdout.write(f"{kind}\n{json.dumps(value)}")


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
    main()
