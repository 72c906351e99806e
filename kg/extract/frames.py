"""Frames: who fills the slots around a trigger.

The grammar is the same for all verbs. The agent is the bare phrase before the verb, or the one marked by 由/被/"by";
without one, the subject of the clause before. The patient is the phrase after the verb, or the one marked by 对/把/将,
or, in a passive, the bare phrase before it. Classes from the ontology filter, nearness decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.mentions import Anchor
from kg.extract.phrases import Parsed, Phrase
from kg.extract.rules import Rule, Trigger
from kg.extract.syntax import syntax
from kg.model import Entity
from kg.schema import Schema

# How far back, in characters, an object may stand that a verb leaves out.
_NEAR = 70
_AFTER = ("right", "first", "target", "patient", "to")


@dataclass(frozen=True, slots=True)
class Filled:
    """A frame with its slots filled: phrases for subject and object, and how far the evidence reaches back."""

    rule: Rule
    trigger: Trigger
    subjects: tuple[Anchor, ...]
    objects: tuple[Anchor, ...]
    back: bool = False
    company: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """What was said before: the subject that a sentence without one continues, the last names, the list most named."""

    heads: tuple[Anchor, ...] = ()
    recent: tuple[Anchor, ...] = ()
    listing: Anchor | None = None


class Frames:
    """Fills frames over one parsed sentence."""

    def __init__(self, norm: str, parsed: Parsed, entities: dict[str, Entity], schema: Schema, topic: Topic) -> None:
        self.norm, self.parsed, self.entities, self.schema, self.topic = norm, parsed, entities, schema, topic
        self.zh = parsed.sentence.language == "zh"

    def heads(self, phrase: Phrase, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """The heads of a phrase whose class is among ``classes`` (none: any)."""
        if not classes:
            return tuple(phrase.heads)
        if phrase.modifier and self.entities[phrase.heads[-1].entity].cls == "Technology":
            return ()
        return tuple(h for h in phrase.heads if self.schema.is_any(self.entities[h.entity].cls, classes))

    def is_passive(self, trigger: Trigger) -> bool:
        """Whether the trigger is a passive verb form."""
        raise NotImplementedError

    def left(self, trigger: Trigger, within: int) -> list[Phrase]:
        """Phrases before the trigger in its clause, nearest first; names in between do not count as distance."""
        clause = self.parsed.clause(trigger.start)
        found, free, edge = [], 0, trigger.start
        for p in reversed(self.parsed.phrases):
            if p.end > trigger.start:
                continue
            free += edge - p.end
            edge = p.start
            if p.clause != clause or free > within:
                break
            found.append(p)
        return found

    def right(self, trigger: Trigger, within: int) -> list[Phrase]:
        """Phrases after the trigger in its clause (or its list, after a colon), nearest first."""
        clause = self.parsed.clause(trigger.end - (self.norm[trigger.end : trigger.end + 1] != ":"))
        found, free, edge = [], 0, trigger.end
        for p in self.parsed.phrases:
            if p.start < trigger.end:
                continue
            free += p.start - edge
            edge = p.end
            if p.clause != clause or free > within:
                break
            found.append(p)
        return found

    def acts(self, phrase: Phrase) -> bool:
        """Whether a phrase could be a subject at all: an actor, a policy or a mechanism."""
        return any(
            self.schema.family(self.entities[h.entity].cls) in ("Actor", "Policy", "Mechanism") for h in phrase.heads
        )

    def continued(self, clause: int) -> Phrase | None:
        """The policy or mechanism that a clause goes on about: 国会通过《法案》, 旨在…"""
        if not clause:
            return None
        low = self.parsed.breaks[clause - 1] + 1
        if not self.norm[low : low + 40].lstrip().startswith(syntax(self.parsed.sentence.language).continues):
            return None
        before = [p for p in self.parsed.phrases if p.clause == clause - 1]
        if before and before[-1].role == "by":
            # 《法案》由议员提出, 拟禁止…: the bill bans, not who proposed it.
            before = [p for p in before if p.role == "" and p.end <= before[-1].start] or before
        if self.norm.startswith("还有", low):
            return self.continued(clause - 1)
        if before and self.norm.startswith(("负责", "主管", "隶属"), low):
            return before[-1]
        if before and any(
            self.schema.family(self.entities[h.entity].cls) in ("Policy", "Mechanism")
            and self.entities[h.entity].cls != "ControlList"
            for h in before[-1].heads
        ):
            return before[-1]
        return None

    def apart(self, phrase: Phrase, trigger: Trigger) -> int:
        """How many characters stand between a phrase and a trigger, other names not counted."""
        between = sum(q.end - q.start for q in self.parsed.phrases if phrase.end <= q.start and q.end <= trigger.start)
        return trigger.start - phrase.end - between

    def announced(self, trigger: Trigger, clause: int) -> Phrase | None:
        """The subject of the next clause, when the one of the trigger only leads up to it."""
        return None

    def leads(self, phrase: Phrase) -> bool:
        """Whether a phrase may be the subject of its clause."""
        return True

    def agent(
        self, rule: Rule, trigger: Trigger, classes: tuple[str, ...], passive: bool
    ) -> tuple[tuple[Anchor, ...], bool]:
        """The agent's heads, and whether they come from the sentence before."""
        raise NotImplementedError

    def before(self, trigger: Trigger, classes: tuple[str, ...], within: int) -> tuple[tuple[Anchor, ...], bool]:
        """The subject of an earlier clause of the sentence, nearest clause first, or the topic of the one before."""
        clause = self.parsed.clause(trigger.start)
        if self.zh and self.norm[trigger.end : trigger.end + 1] == "的":
            return (), False
        continued = self.continued(clause)
        if continued is not None:
            heads = self.heads(continued, classes)
            if heads:
                return heads, False
        ahead = self.announced(trigger, clause)
        if ahead is not None:
            return self.heads(ahead, classes), False
        for number in range(clause - 1, -1, -1):
            for p in self.parsed.phrases:
                if p.clause == number and p.role in ("", "by") and self.apart(p, trigger) <= within and self.leads(p):
                    heads = self.heads(p, classes)
                    if heads:
                        return heads, False
                    if self.acts(p):
                        break
        bare = [p for p in self.parsed.phrases if p.end <= trigger.start and p.role == "" and self.acts(p)]
        if bare or not self.zh:
            return (), False
        heads = tuple(
            h for h in self.topic.heads if not classes or self.schema.is_any(self.entities[h.entity].cls, classes)
        )
        return heads, True

    def patient(self, rule: Rule, trigger: Trigger, classes: tuple[str, ...], passive: bool) -> tuple[Anchor, ...]:
        """The heads of what is acted on."""
        raise NotImplementedError

    def ahead(self, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """The first heads of the right class in the next clause: 投入25亿美元, 发展5G."""
        clause = self.parsed.clause(trigger.end - 1) + 1
        if self.zh and self.norm[self.parsed.breaks[clause - 1] if clause <= len(self.parsed.breaks) else -1] != ",":
            return ()
        for p in self.parsed.phrases:
            if p.clause == clause:
                heads = self.heads(p, classes)
                return heads if p.role in ("", "to", "via", "in") else ()
        return ()

    def elided(self, rule: Rule, trigger: Trigger) -> bool:
        """Whether a verb has left its object to the topic."""
        return False

    def back(self, trigger: Trigger, classes: tuple[str, ...], here: bool = False) -> tuple[Anchor, ...]:
        """The nearest earlier heads of the right class: in the sentence, else (unless ``here``) in the last ones."""
        for p in reversed(self.parsed.phrases):
            if p.end <= trigger.start:
                heads = self.heads(p, classes)
                if heads:
                    return heads
        if not here and classes == ("ControlList",) and self.topic.listing:
            # 上榜, "was blacklisted": the list that the text is about.
            return (self.topic.listing,)
        for anchor in () if here else reversed(self.topic.recent):
            if self.schema.is_any(self.entities[anchor.entity].cls, classes):
                return (anchor,)
        return ()

    def dropped(self, rule: Rule, trigger: Trigger) -> tuple[Anchor, ...]:
        """The object that a verb leaves to the topic; where a rule names its classes, only one that has no rival."""
        if not rule.elides or rule.elides == rule.object_class:
            return self.back(trigger, rule.object_class)
        earlier = [p for p in self.parsed.phrases if p.end <= trigger.start and not p.modifier]
        here = [h for p in earlier for h in self.heads(p, rule.elides)]
        recent = [
            a
            for a in self.topic.recent
            if trigger.start - a.end <= _NEAR and self.schema.is_any(self.entities[a.entity].cls, rule.elides)
        ]
        found = here or recent
        return tuple(found[-1:]) if len({a.entity for a in found}) == 1 else ()

    def target(self, rule: Rule, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """The nearest heads of the right class after the trigger, else before it, whatever their role."""
        for p in [*self.right(trigger, rule.within), *self.left(trigger, rule.within)]:
            if self.zh and (p.role == "from" or (p.role == "by" and rule.subject == "agent")):
                continue
            heads = self.heads(p, classes)
            if heads:
                return heads
        return ()

    def companions(self, rule: Rule, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """Heads of phrases led in by 与, 同, "with"."""
        places = self.left(trigger, rule.within) if self.zh else self.right(trigger, rule.within)
        for p in places:
            if p.role == "with":
                heads = self.heads(p, classes)
                if heads:
                    return heads
        return ()

    def slot(
        self, name: str, rule: Rule, trigger: Trigger, classes: tuple[str, ...], passive: bool
    ) -> tuple[tuple[Anchor, ...], bool]:
        """The heads that fill a slot of a rule."""
        if name == "agent":
            return self.agent(rule, trigger, classes, passive)
        if name == "patient":
            return self.patient(rule, trigger, classes, passive), False
        if name == "first":
            for p in reversed(self.left(trigger, rule.within)):
                heads = self.heads(p, classes) if p.role == "" else ()
                if heads:
                    return heads, False
            clause = self.parsed.clause(trigger.start)
            after = [p for p in self.parsed.phrases if p.clause == clause + 1 and p.role == ""]
            low = self.parsed.breaks[clause - 1] + 1 if clause else self.parsed.sentence.start
            if self.zh and after and self.norm.startswith("作为", low):
                return self.heads(after[0], classes), False
            return self.before(trigger, classes, rule.within * 2)
        if name == "with":
            return self.companions(rule, trigger, classes), False
        if name == "left":
            for p in self.left(trigger, rule.within):
                heads = self.heads(p, classes)
                if heads:
                    return heads, False
            return self.before(trigger, classes, rule.within * 2) if not rule.local else ((), False)
        if name == "right":
            for p in self.right(trigger, rule.within):
                heads = self.heads(p, classes)
                if heads:
                    return heads, False
            return (), False
        if name == "from":
            for p in self.left(trigger, rule.within):
                heads = self.heads(p, classes) if p.role in ("from", "by") else ()
                if heads:
                    return heads, False
            return (), False
        if name == "to":
            places = self.left(trigger, rule.within) if self.zh else self.right(trigger, rule.within)
            for p in places:
                heads = self.heads(p, classes)
                if heads and p.role in ("to", "for"):
                    return heads, False
            return (), False
        if name == "under":
            for p in self.left(trigger, rule.within):
                heads = self.heads(p, classes)
                if heads and p.role == "under":
                    return heads, False
            return (), False
        if name == "back":
            return self.back(trigger, classes, rule.local), True
        found = self.target(rule, trigger, classes)
        return (found, False) if found or not rule.back else (self.back(trigger, classes), True)

    def through(self, trigger: Trigger, last: Anchor) -> bool:
        """Whether the trigger is a preposition here."""
        return False

    def fill(self, rule: Rule, trigger: Trigger) -> Filled | None:
        """The frame of a rule around a trigger, or None when a slot stays empty."""
        if rule.frame == "comitative":
            return self.pairs(rule, trigger)
        passive = rule.passive or self.is_passive(trigger)
        company: tuple[Anchor, ...] = ()
        objects, reached = self.slot(rule.object, rule, trigger, rule.object_class, passive)
        if objects and rule.relation in ("issued", "partyTo") and self.through(trigger, objects[-1]):
            return None
        if not objects and rule.ahead:
            objects = self.ahead(trigger, rule.object_class)
        if not objects and self.elided(rule, trigger):
            objects, reached = self.dropped(rule, trigger), True
        if not objects:
            return None
        subjects, back = self.slot(rule.subject, rule, trigger, rule.subject_class, passive)
        if rule.subject == "agent" and subjects:
            with_ = tuple(
                h for h in self.companions(rule, trigger, rule.subject_class) if h not in objects and h not in subjects
            )
            if rule.relation in ("partyTo", "memberOf"):
                subjects = (*subjects, *with_)
            else:
                company = with_
        if rule.relation == "initiated" and len(subjects) > 2 and self.listed(subjects):
            subjects, company = subjects[:1], (*company, *subjects[1:])
        subjects = tuple(
            s
            for s in subjects
            if s not in objects
            and (
                passive
                or not self.zh
                or s.end <= trigger.end
                or rule.subject in _AFTER
                or self.norm[s.start - 1] in "的,"
            )
        )
        if not subjects:
            return None
        earlier = any(h.start < self.parsed.sentence.start for h in (*subjects, *objects))
        return Filled(rule, trigger, subjects, objects, (back or reached) and earlier, company)

    def lacks(self, rule: Rule, trigger: Trigger) -> str:
        """Which slot of a rule stays empty at a trigger, in words, when `fill` found nothing."""
        if rule.frame == "comitative":
            return "no two parties found"
        passive = rule.passive or self.is_passive(trigger)
        for name, slot, classes in (
            ("object", rule.object, rule.object_class),
            ("subject", rule.subject, rule.subject_class),
        ):
            if not self.slot(slot, rule, trigger, classes, passive)[0]:
                return f"no {name}: {slot} of class {', '.join(classes) or 'any'}"
        return "subject and object do not fit the frame"

    def listed(self, heads: tuple[Anchor, ...]) -> bool:
        """Whether the first of several heads acts with the others."""
        return False

    def between(self, head: Anchor) -> bool:
        """Whether a phrase names both sides: "a pact between A and B", not "a pact with A and B"."""
        return True

    def pairs(self, rule: Rule, trigger: Trigger) -> Filled | None:
        """Participants of a symmetric relation: one phrase with several heads, or an agent and its companions."""
        classes = rule.subject_class
        near = self.left(trigger, rule.within)
        right = self.right(trigger, rule.within)
        companions = self.companions(rule, trigger, classes)
        if companions:
            # "a joint venture of TSMC with Bosch"
            of = right[0] if right and right[0].role == "of" and right[0].start - trigger.end <= 8 else None
            agents, back = (self.heads(of, classes), False) if of else self.agent(rule, trigger, classes, False)
            agents = tuple(a for a in agents if a not in companions)
            if agents:
                return Filled(rule, trigger, agents, companions, back)
            if len(companions) >= 2 and not self.zh and self.between(companions[0]):
                return Filled(rule, trigger, companions[:1], companions[1:])
        for p in near:
            heads = self.heads(p, classes)
            if len({h.entity for h in heads}) >= 2 and p.role in ("", "in", "to", "of", *(() if self.zh else ("with",))):
                if len(heads) > 2 and self.listed(heads):
                    return Filled(rule, trigger, heads[:1], heads[1:])
                return Filled(rule, trigger, heads, heads)
            if heads and p.role == "":
                break
        if not self.zh:
            for p in right[:1]:
                heads = self.heads(p, classes)
                if len({h.entity for h in heads}) >= 2 and (p.role == "of" or self.between(heads[0])):
                    return Filled(rule, trigger, heads, heads)
        if self.zh:
            # 美国对…的合作 with a right-hand partner: 中国加强与欧洲的合作 keeps its companion before the trigger.
            agents, back = self.agent(rule, trigger, classes, False)
            marked = [h for p in near if p.role == "to" for h in self.heads(p, classes)]
            if agents and marked and rule.relation == "competesWith":
                return Filled(rule, trigger, agents, tuple(marked), back)
            if len(agents) > 1 and not back and not any(self.acts(p) for p in near):
                # 中国和美国签署宣言, 承诺开展合作。
                return Filled(rule, trigger, agents, agents)
        return None
