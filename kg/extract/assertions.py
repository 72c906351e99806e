"""Assertions: what each sentence says about how entities relate, with modality, date, speaker and amount."""

from __future__ import annotations

from collections.abc import Iterable

from kg.edtf import resolve
from kg.extract import anaphora, dates
from kg.extract.chinese import ChineseFrames
from kg.extract.context import Context
from kg.extract.english import EnglishFrames
from kg.extract.frames import Filled, Frames, Topic
from kg.extract.judge import Judge, Verdict
from kg.extract.mentions import Anchor
from kg.extract.names import Names
from kg.extract.nominals import Nominals
from kg.extract.pairs import Pairs
from kg.extract.phrases import parse
from kg.extract.qualifiers import Cue
from kg.extract.rules import Rule, Trigger, triggers
from kg.extract.text import Sentence, View
from kg.extract.trace import Step, Trace
from kg.model import Assertion, Modality, Span

_MONEY = ("funds",)


def _hidden(trigger: Trigger, spans: list[tuple[int, int]], reasons: list[tuple[int, int]]) -> str:
    """Why a trigger is none here, in words; empty for one that is."""
    at = (trigger.start, trigger.end)
    if any(s <= at[0] and at[1] <= e and (s, e) != at for s, e in spans):
        return "part of a name"
    if any(s <= at[0] and at[1] <= e for s, e in reasons):
        return "part of a reason given, which is no statement"
    return ""


class Extractor:
    """Reads the sentences of one document in order; with ``traces`` it also tells there what it tried."""

    def __init__(
        self,
        v: View,
        names: Names,
        published: str,
        *,
        judge: Judge | None = None,
        traces: list[Trace] | None = None,
    ) -> None:
        self.view, self.names, self.judge, self.traces = v, names, judge, traces
        self.latest: list[Assertion] = []
        self.calendar = dates.Calendar(published)
        self.published = resolve(published)[1]
        self.found: dict[tuple[object, ...], Assertion] = {}
        self.nominals = Nominals(names)

    def cls(self, key: str) -> str:
        return self.names.entities[key].cls

    def ahead(self, date: str) -> bool:
        """Whether a date begins after the document appeared: what stands there cannot have been done yet."""
        first = resolve(date)[0]
        return bool(first and self.published and first > self.published)

    def run(self, sentences: list[Sentence], anchors: Iterable[Anchor]) -> tuple[Assertion, ...]:
        """The assertions of all sentences, sorted and deduplicated by claim and evidence."""
        queue = sorted(anchors)
        i = 0
        memory = anaphora.Memory(self.names.entities, self.names.schema)
        topic = Topic()
        previous: Sentence | None = None
        inherited = ("", -1)
        for sentence in sentences:
            while i < len(queue) and queue[i].start < sentence.start:
                i += 1
            mine = []
            while i < len(queue) and queue[i].start < sentence.end:
                mine.append(queue[i])
                i += 1
            dated = self.calendar.read(
                self.view.norm, sentence.start, sentence.end, sentence.language, sentence.paragraph
            )
            if inherited[1] != sentence.paragraph:
                inherited = ("", sentence.paragraph)
            if not mine and dated and sum(d.end - d.start for d in dated) * 2 > sentence.end - sentence.start:
                inherited = (dated[0].edtf, sentence.paragraph)
            if previous is not None and previous.paragraph != sentence.paragraph:
                topic = Topic()
                memory.new_paragraph()
            top = [a for a in mine if not a.inside]
            extra = memory.resolve(self.view.norm, sentence, top)
            together = sorted([*mine, *extra])
            if together:
                recent = tuple(a for group in memory.recent for a in group)
                about = Topic(topic.heads, recent, memory.listing)
                topic = self.sentence(sentence, together, dated, inherited[0], about, previous)
            memory.remember(sorted([*top, *extra]))
            previous = sentence
        return tuple(sorted(self.found.values(), key=lambda a: a.order))

    def sentence(
        self,
        sentence: Sentence,
        anchors: list[Anchor],
        dated: list[dates.Dated],
        inherited: str,
        topic: Topic,
        previous: Sentence | None,
    ) -> Topic:
        """Add the assertions of one sentence; return what it is about."""
        norm, entities, schema = self.view.norm, self.names.entities, self.names.schema
        parsed = parse(norm, sentence, anchors, entities, schema)
        spans = [(a.start, a.end) for a in anchors if not a.points_back]
        actors = frozenset(a.entity for a in anchors if schema.is_a(self.cls(a.entity), "Actor"))
        context = Context.read(self.view, parsed, dated, inherited, spans, actors)
        near = [*topic.recent, *(a for a in anchors if not a.points_back)]
        self.latest = []
        for tie in self.nominals.read(parsed.links, anchors, near):
            evidence = self.view.span(sentence.start, sentence.end)
            self.add(
                tie.relation, tie.subject, tie.object, Modality.ASSERTED, None, None, context, evidence, tie.rule, False
            )
        structure = tuple(self.latest)
        reasons = context.reasons()
        kind = EnglishFrames if sentence.language == "en" else ChineseFrames
        frames = kind(norm, parsed, entities, schema, topic)
        steps: list[Step] = []
        tried: list[Trigger] = []
        for trigger in triggers(norm, sentence.start, sentence.end, sentence.language):
            why = _hidden(trigger, spans, reasons)
            if why:
                steps.append(Step(trigger, None, why=why))
            else:
                tried.append(trigger)
                steps += self.apply(trigger, frames, context, previous)
        if self.judge is not None:
            pairs = Pairs(norm, parsed, anchors, tried, self.latest, topic.heads, entities, schema)
            steps += [self.accept(verdict, context, previous) for verdict in self.judge.accept(pairs)]
        if self.traces is not None:
            self.traces.append(Trace(tuple(anchors), context, structure, tuple(steps)))
        bare = [p for p in parsed.phrases if p.role in ("", "by") and frames.leads(p)]
        leading = [
            p for p in bare if any(schema.is_any(self.cls(h.entity), ("Actor", "Policy", "Mechanism")) for h in p.heads)
        ]
        return Topic(tuple(leading[0].heads)) if leading else topic

    def apply(self, trigger: Trigger, frames: Frames, context: Context, previous: Sentence | None) -> list[Step]:
        """Try the rules of a trigger, add what they say, and tell of each what came of it."""
        steps: list[Step] = []
        tried = [(rule, None if self.lacks(rule, context) else frames.fill(rule, trigger)) for rule in trigger.rules]
        money = any(filled and rule.relation == "funds" for rule, filled in tried)
        for rule, filled in tried:
            if filled is None:
                if self.traces is not None:
                    steps.append(Step(trigger, rule, why=self.lacks(rule, context) or frames.lacks(rule, trigger)))
            elif money and rule.relation == "supports":
                steps.append(Step(trigger, rule, why="the money says more: funds"))
            else:
                known = len(self.latest)
                refused = self.state(filled, context, previous)
                steps.append(Step(trigger, rule, tuple(self.latest[known:]), "; ".join(sorted(refused))))
        return steps

    def accept(self, verdict: Verdict, context: Context, previous: Sentence | None) -> Step:
        """State a pair of names that the trained component accepted; without a trigger it stands at its object."""
        pair = verdict.pair
        trigger = pair.trigger or Trigger(pair.object.start, pair.object.start, ())
        rule = Rule(f"learned.{pair.relation}", pair.relation, "weights")
        back = pair.subject.start < context.parsed.sentence.start
        filled = Filled(rule, trigger, (pair.subject,), (pair.object,), back)
        known = len(self.latest)
        refused = self.state(filled, context, previous)
        note = ", ".join(f"{feature} {weight:+.1f}" for feature, weight in verdict.reasons)
        note = f"probability {verdict.probability:.2f}: {note}"
        return Step(trigger, rule, tuple(self.latest[known:]), "; ".join(sorted(refused)), note)

    def lacks(self, rule: Rule, context: Context) -> str:
        """What a rule asks of the sentence and does not find there, in words; empty when nothing is missing."""
        sentence = context.parsed.sentence
        if rule.needs and not any(w in self.view.norm[sentence.start : sentence.end] for w in rule.needs):
            return f"needs one of {', '.join(rule.needs)} in the sentence"
        return "needs an amount of money in the sentence" if rule.money and not context.sums else ""

    def state(self, filled: Filled, context: Context, previous: Sentence | None) -> set[str]:
        """Add one assertion per pair of a filled frame; return why others were refused."""
        refused: set[str] = set()
        rule, trigger, parsed = filled.rule, filled.trigger, context.parsed
        clause = parsed.clause(trigger.start)
        low = parsed.breaks[clause - 1] + 1 if clause else parsed.sentence.start
        high = parsed.breaks[clause] if clause < len(parsed.breaks) else parsed.sentence.end
        if self.view.norm[trigger.end : trigger.end + 1] == "的":
            # 申请加入由甲发起的《协定》: the cue outside the relative clause says nothing of it.
            low = max([low, *(p.start for p in parsed.phrases if p.end <= trigger.start and p.role == "by")])
        first = min(s.start for s in filled.subjects)
        modality, cue = context.modality((trigger.start, trigger.end), low, high, first)
        if modality is Modality.ASSERTED and rule.modality:
            modality, cue = rule.modality, None
        start = previous.start if filled.back and previous else parsed.sentence.start
        evidence = self.view.span(start, parsed.sentence.end)
        symmetric = self.names.schema.relations[rule.relation].symmetric
        for s in filled.subjects:
            for o in filled.objects:
                if s.entity == o.entity or (
                    filled.subjects is filled.objects and (s.start, s.entity) >= (o.start, o.entity)
                ):
                    refused.add("subject and object are the same" if s.entity == o.entity else "")
                    continue
                refused.add(
                    self.add(rule.relation, s, o, modality, cue, trigger, context, evidence, rule.name, symmetric)
                )
        if rule.relation == "partyTo":
            # A minister signs for the country whose office it is.
            for link in parsed.links:
                state = self.names.schema.is_a(self.cls(link.owner.entity), "GeopoliticalEntity")
                if link.kind == "office" and state and link.head in filled.subjects:
                    for o in filled.objects:
                        self.add("partyTo", link.owner, o, modality, cue, trigger, context, evidence, rule.name, False)
        if rule.joint and len(filled.subjects) + len(filled.company) > 1:
            for s in (*filled.subjects, *filled.company):
                if self.names.schema.is_any(
                    self.cls(s.entity), ("GeopoliticalEntity", "Administration", "GovernmentBody")
                ):
                    for o in filled.objects:
                        self.add(rule.joint, s, o, modality, cue, trigger, context, evidence, rule.name, False)
        return refused - {""}

    def add(
        self,
        relation: str,
        s: Anchor,
        o: Anchor,
        modality: Modality,
        cue: Cue | None,
        trigger: Trigger | None,
        context: Context,
        evidence: Span,
        rule: str,
        symmetric: bool,
    ) -> str:
        """Add one assertion if the ontology allows it and the same saying is not there yet; else say why not."""
        a, b = self.names.entities[s.entity], self.names.entities[o.entity]
        if a.key == b.key:
            return "subject and object are the same"
        if not self.names.schema.allows(a.cls, relation, b.cls):
            return f"the ontology lets no {a.cls} stand in {relation} to a {b.cls}"
        if symmetric and a.key > b.key:
            s, o, a, b = o, s, b, a
        at = (trigger.start, trigger.end) if trigger else (s.start, o.end)
        speaker = context.speaker(at[0])
        key = (evidence.start, evidence.end, a.key, relation, b.key)
        if key in self.found:
            return "the sentence says it already"
        span = self.view.span
        date = context.date(*at, event=relation == "listedOn") if trigger else ""
        if modality is Modality.ASSERTED and self.ahead(date) and context.spelt(date):
            modality = Modality.PLANNED
        self.found[key] = Assertion(
            subject=a.key,
            predicate=relation,
            object=b.key,
            modality=modality,
            evidence=evidence,
            rule=rule,
            date=date,
            attribution=speaker if trigger and speaker != a.key else "",
            amount=context.amount(*at) if relation in _MONEY else None,
            trigger=span(trigger.start, trigger.end) if trigger and trigger.end > trigger.start else None,
            cue=span(cue.start, cue.end) if cue else None,
            subject_span=span(s.start, s.end),
            object_span=span(o.start, o.end),
        )
        self.latest.append(self.found[key])
        return ""
