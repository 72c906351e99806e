"""Assertions: what each sentence says about how entities relate, with modality, date, speaker and amount."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.extract import amounts, anaphora, dates, qualifiers
from kg.extract.chinese import ChineseFrames
from kg.extract.english import EnglishFrames
from kg.extract.frames import Filled, Frames, Topic
from kg.extract.mentions import Anchor
from kg.extract.names import Names
from kg.extract.nominals import Nominals
from kg.extract.phrases import Parsed, parse
from kg.extract.rules import Rule, Trigger, triggers
from kg.extract.text import Sentence, View
from kg.extract.trace import Step, Trace
from kg.model import Amount, Assertion, Modality, Span

_REACH = {"zh": 16, "en": 60}
_MONEY = ("funds",)
# "SMIC was added": nobody speaks.
_PASSIVE = re.compile(r"\b(?:was|were|is|are|be|been|being)\b")
# 以违反制裁为由: a stated reason is no statement.
_REASON = re.compile(r"(?:以|因)[^,。;]{2,24}为(?:由|借口|名)")


def _hidden(trigger: Trigger, spans: list[tuple[int, int]], reasons: list[tuple[int, int]]) -> str:
    """Why a trigger is none here, in words; empty for one that is."""
    at = (trigger.start, trigger.end)
    if any(s <= at[0] and at[1] <= e and (s, e) != at for s, e in spans):
        return "part of a name"
    if any(s <= at[0] and at[1] <= e for s, e in reasons):
        return "part of a reason given, which is no statement"
    return ""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything about one sentence that qualifies its statements."""

    parsed: Parsed
    cues: list[qualifiers.Cue]
    dated: list[dates.Dated]
    sums: list[amounts.Sum]
    inherited: str


class Extractor:
    """Reads the sentences of one document in order; with ``traces`` it also tells there what it tried."""

    def __init__(self, v: View, names: Names, published: str, traces: list[Trace] | None = None) -> None:
        self.view, self.names, self.traces = v, names, traces
        self.calendar = dates.Calendar(published)
        self.found: dict[tuple[object, ...], Assertion] = {}
        self.nominals = Nominals(names)

    def cls(self, key: str) -> str:
        return self.names.entities[key].cls

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
        language = sentence.language
        cues = qualifiers.cues(norm, sentence.start, sentence.end, language)
        spans = [(a.start, a.end) for a in anchors if a.how != "anaphor"]
        moved = {p.marker for p in parsed.phrases if p.role == "ba"}
        cues = [c for c in cues if c.start not in moved and not any(s <= c.start and c.end <= e for s, e in spans)]
        dated = [d for d in dated if not any(s <= d.start and d.end <= e for s, e in spans)]
        sums = amounts.read(norm, sentence.start, sentence.end, language)
        context = Context(parsed, cues, dated, sums, inherited)
        near = [*topic.recent, *(a for a in anchors if a.how != "anaphor")]
        known = len(self.found)
        for tie in self.nominals.read(parsed.links, anchors, near):
            evidence = self.view.span(sentence.start, sentence.end)
            self.add(
                tie.relation, tie.subject, tie.object, Modality.ASSERTED, None, None, context, evidence, tie.rule, False
            )
        structure = self.since(known)
        reasons = [m.span() for m in _REASON.finditer(norm, sentence.start, sentence.end)]
        frames = (EnglishFrames if language == "en" else ChineseFrames)(norm, parsed, entities, schema, topic)
        steps: list[Step] = []
        for trigger in triggers(norm, sentence.start, sentence.end, language):
            why = _hidden(trigger, spans, reasons)
            if why:
                steps.append(Step(trigger, None, why=why))
            else:
                steps += self.apply(trigger, frames, context, previous)
        if self.traces is not None:
            read = tuple(cues), tuple(dated), tuple(sums)
            self.traces.append(Trace(sentence, tuple(anchors), parsed, *read, structure, tuple(steps)))
        bare = [p for p in parsed.phrases if p.role in ("", "by") and frames.leads(p)]
        actors = [
            p for p in bare if any(schema.is_any(self.cls(h.entity), ("Actor", "Policy", "Mechanism")) for h in p.heads)
        ]
        return Topic(tuple(actors[0].heads)) if actors else topic

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
                known = len(self.found)
                refused = self.state(filled, context, previous)
                steps.append(Step(trigger, rule, self.since(known), "; ".join(sorted(refused))))
        return steps

    def since(self, known: int) -> tuple[Assertion, ...]:
        """The assertions made after the first ``known``; told only to a trace."""
        return () if self.traces is None else tuple(self.found.values())[known:]

    def lacks(self, rule: Rule, context: Context) -> str:
        """What a rule asks of the sentence and does not find there, in words; empty when nothing is missing."""
        sentence = context.parsed.sentence
        if rule.needs and not any(w in self.view.norm[sentence.start : sentence.end] for w in rule.needs):
            return f"needs one of {', '.join(rule.needs)} in the sentence"
        return "needs an amount of money in the sentence" if rule.money and not context.sums else ""

    def speaker(self, context: Context, at: int) -> tuple[Anchor | None, int]:
        """Who says what stands at a position, and where the saying begins."""
        norm, phrases = self.view.norm, context.parsed.phrases
        language = context.parsed.sentence.language
        best: tuple[Anchor | None, int] = (None, -1)
        for cue in context.cues:
            if cue.kind != "speech":
                continue
            if cue.side == "verbs":
                for p in reversed(phrases):
                    if p.end <= cue.start and cue.start - p.end <= 24 and p.role in ("", "by") and len(p.heads) == 1:
                        gap = norm[p.end : cue.start]
                        if (
                            self.names.schema.is_a(self.cls(p.heads[0].entity), "Actor")
                            and not any(c in gap for c in ",。;:")
                            and not _PASSIVE.search(gap)
                        ):
                            covers = cue.end <= at or (language == "en" and norm[p.start - 2 : p.start] in (", ", '" '))
                            if covers and cue.start > best[1]:
                                best = (p.heads[0], cue.start)
                        break
            if cue.side == "according":
                for p in phrases:
                    near = 0 <= p.start - cue.end <= (3 if language == "zh" else 5)
                    if near and self.names.schema.is_a(self.cls(p.heads[0].entity), "Actor"):
                        after = norm[p.end : p.end + 30]
                        ends = [
                            c
                            for c in context.cues
                            if c.side in ("according_end", "verbs") and p.end <= c.start <= p.end + 24
                        ]
                        ended = language == "en" or ((ends or after.startswith(",")) and p.end <= at)
                        if ended and cue.start > best[1]:
                            best = (p.heads[0], cue.start)
        return best

    def date(self, context: Context, start: int, end: int, *, event: bool = False) -> str:
        """The date that belongs to a trigger; of an event that lasts ("listed since 2022") its beginning."""
        found = self.dated(context, start, end)
        return found.removesuffix("/..") if event else found

    def dated(self, context: Context, start: int, end: int) -> str:
        """The date that belongs to a trigger: in its clause, else the nearest one before it."""
        parsed = context.parsed
        usable = [d for d in context.dated if d.cue != "by"]
        if not usable:
            return context.inherited
        clause = parsed.clause(start)
        same = [d for d in usable if parsed.clause(d.start) == clause]
        if parsed.sentence.language == "zh":
            before = [d for d in same if d.end <= start]
            if before:
                return before[-1].edtf
            earlier = [d for d in usable if d.end <= start]
            if same and not earlier:
                return same[0].edtf
            if same and same[0].start - end < 12:
                return same[0].edtf
            return earlier[-1].edtf if earlier else ""
        if same:
            return min(same, key=lambda d: abs(d.start - end) if d.start >= end else (start - d.end) + 6).edtf
        earlier = [d for d in usable if d.end <= start]
        if earlier:
            return earlier[-1].edtf
        if len(usable) == 1 and not any(self.view.norm[i] in ";" for i in parsed.breaks):
            return usable[0].edtf
        return (
            usable[0].edtf
            if parsed.clause(usable[0].start) == clause + 1 and usable[0].start - end < 40
            else context.inherited
        )

    def amount(self, context: Context, start: int, end: int) -> Amount | None:
        """The amount nearest to a trigger in its clause, else the nearest of the sentence."""
        if not context.sums:
            return None
        clause = context.parsed.clause(start)
        same = [s for s in context.sums if context.parsed.clause(s.start) == clause] or context.sums
        best = min(same, key=lambda s: (abs(s.start - end), s.start))
        return Amount(best.value, best.unit, self.view.span(best.start, best.end).text)

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
        # 盖茨反对美国的禁令: who is against it does not deny it.
        first = min(s.start for s in filled.subjects)
        cues = [c for c in context.cues if c.side != "attitude" or first < c.start]
        modality, cue = qualifiers.modality(
            cues, (trigger.start, trigger.end), low, high, reach=_REACH[parsed.sentence.language]
        )
        if modality is Modality.ASSERTED and rule.modality:
            modality, cue = rule.modality, None
        start = previous.start if filled.back and previous else parsed.sentence.start
        evidence = self.view.span(start, parsed.sentence.end)
        symmetric = self.names.schema.relations[rule.relation].symmetric
        for s in filled.subjects:
            for o in filled.objects:
                if s.entity == o.entity or (filled.subjects is filled.objects and s.start >= o.start):
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
        cue: qualifiers.Cue | None,
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
        speaker, _ = self.speaker(context, at[0])
        attribution = speaker.entity if speaker and speaker.entity not in (a.key,) else ""
        key = (evidence.start, evidence.end, a.key, relation, b.key)
        if key in self.found:
            return "the sentence says it already"
        span = self.view.span
        self.found[key] = Assertion(
            subject=a.key,
            predicate=relation,
            object=b.key,
            modality=modality,
            evidence=evidence,
            rule=rule,
            date=self.date(context, *at, event=relation == "listedOn") if trigger else "",
            attribution=attribution if trigger else "",
            amount=self.amount(context, *at) if relation in _MONEY else None,
            trigger=span(trigger.start, trigger.end) if trigger else None,
            cue=span(cue.start, cue.end) if cue else None,
            subject_span=span(s.start, s.end),
            object_span=span(o.start, o.end),
        )
        return ""
