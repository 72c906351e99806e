"""Why a sentence says what it says: every mention, cue and trigger, every rule that was tried, and what came of it.

>>> [o.said[0].predicate for e in explain(Document("d", "日本加入印太经济框架。")) for o in e.said]
['memberOf']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.explanation import Explanation, Outcome, Part
from kg.extract import pipeline
from kg.extract.text import View, normal
from kg.extract.trace import Step, Trace
from kg.model import Assertion, Document, Entity


def explain(
    document: Document, *, number: int = 0, find: str = "", entities: Iterable[Entity] | None = None
) -> tuple[Explanation, ...]:
    """The explanations of a document's sentences: all, the one with a ``number`` (from 1), or those that hold ``find``.

    ``find`` is compared as names are (width, case and script make no difference: 晶片 finds 芯片).
    ``entities`` are those to look for, in place of the registry that ships.
    """
    reading, traces = pipeline.trace(document, lexicon=None if entities is None else pipeline.compiled(entities))
    known = {t.context.parsed.sentence.start: t for t in traces}
    wanted = normal(find)
    chosen = [
        (i, s)
        for i, s in enumerate(reading.sentences, 1)
        if number in (0, i) and wanted in reading.view.norm[s.start : s.end]
    ]
    found = []
    for i, sentence in chosen:
        trace = known.get(sentence.start)
        parts = tuple(sorted(set(_parts(trace, reading.view, reading.lexicon.entities)))) if trace else ()
        outcomes = tuple(_outcomes(trace, reading.view)) if trace else ()
        found.append(Explanation(i, reading.view.span(sentence.start, sentence.end), parts, outcomes))
    return tuple(found)


def _parts(trace: Trace, view: View, entities: dict[str, Entity]) -> Iterator[Part]:
    def part(start: int, end: int, kind: str, meaning: str, cls: str = "") -> Part:
        return Part(view.at(start), view.end(end), kind, meaning, cls)

    for anchor in trace.anchors:
        kind = "anaphor" if anchor.points_back else "mention"
        yield part(anchor.start, anchor.end, kind, anchor.entity, entities[anchor.entity].cls)
    for cue in trace.context.cues:
        yield part(cue.start, cue.end, "cue", cue.kind)
    for date in trace.context.dated:
        yield part(date.start, date.end, "date", date.edtf)
    for amount in trace.context.sums:
        yield part(amount.start, amount.end, "amount", f"{amount.value:.15g} {amount.unit}")
    for step in trace.steps:
        if step.rule:
            yield part(step.trigger.start, step.trigger.end, "trigger", "")


def _outcomes(trace: Trace, view: View) -> Iterator[Outcome]:
    for assertion in trace.structure:
        yield Outcome(assertion.rule, assertion.predicate, "names in one noun phrase", None, (assertion,), "")
    for step in trace.steps:
        yield _outcome(step, view)


def _outcome(step: Step, view: View) -> Outcome:
    rule, trigger = step.rule, view.span(step.trigger.start, step.trigger.end)
    if rule is None:
        names = ", ".join(dict.fromkeys(r.name for r in step.trigger.rules))
        return Outcome(names, "", "", trigger, (), step.why)
    frame = step.note or f"{rule.frame}: {rule.subject} – {rule.object}"
    return Outcome(rule.name, rule.relation, frame, trigger, step.said, step.why)


def lines(explanation: Explanation, text: str) -> Iterator[str]:
    """An explanation as plain lines; ``text`` is the document's text, from which the marked words are taken."""
    yield f"[{explanation.number}] {explanation.sentence.text.strip()}"
    for kind, label in (
        ("mention", "names"),
        ("anaphor", "anaphors"),
        ("cue", "cues"),
        ("date", "dates"),
        ("amount", "amounts"),
    ):
        shown = [
            f"{text[p.start : p.end]} = {p.meaning or '?'}{f' ({p.cls})' if p.cls else ''}"
            for p in explanation.parts
            if p.kind == kind
        ]
        if shown:
            yield f"    {label}: {'; '.join(shown)}"
    for outcome in explanation.said:
        for assertion in outcome.said:
            yield f"  + {' '.join(assertion.triple)}  {'  '.join(_facts(assertion))}"
        yield f"      {outcome.rule}, {_where(outcome)}"
    for outcome in explanation.dropped:
        yield f"  - {outcome.rule}, {_where(outcome)}: {outcome.why}"


def _where(outcome: Outcome) -> str:
    at = f"at “{outcome.trigger.text}”" if outcome.trigger else ""
    return " ".join(part for part in (outcome.frame and f"{outcome.frame}", at) if part)


def _facts(assertion: Assertion) -> Iterable[str]:
    yield assertion.modality.value + (f" by “{assertion.cue.text}”" if assertion.cue else "")
    if assertion.date:
        yield assertion.date
    if assertion.attribution:
        yield f"says {assertion.attribution}"
    if assertion.amount:
        yield assertion.amount.text
