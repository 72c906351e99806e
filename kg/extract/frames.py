"""Frames: who fills the slots around a trigger.

The grammar is the same for all verbs. The agent is the bare phrase before the verb, or the one marked by 由/被/"by";
without one, the subject of the clause before. The patient is the phrase after the verb, or the one marked by 对/把/将,
or, in a passive, the bare phrase before it. Classes from the ontology filter, nearness decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.mentions import Anchor
from kg.extract.phrases import Parsed, Phrase, syntax
from kg.extract.rules import Rule, Trigger, verbs
from kg.model import Entity
from kg.schema import Schema

_PASSIVE_ZH = re.compile(r"(?:被|遭到?|受到?(?!邀)|获(?![邀准批])|得到|遭受)[^,。;:]{0,3}$")
_BE = re.compile(
    r"\b(?:was|were|is|are|been|being|be|get|gets|got)\b(?:\s\w+ly)?(?:\s(?:also|later|now|then|not|first|jointly|never|still|already))?\s$"
)
_PARTICIPLE = re.compile(r"(?:ed|en|ught|ut|ade|eld|ound|ist|un)\b")
# Adverbials that may stand before a subject: dates, connectives, places.
_LEAD = re.compile(
    r"\d{2,4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日)?|在[^,]{2,16}(?:方面|领域|上|中|下|时|后|前|期间|以来)|此外|同时|例如|其中|目前|近年来?|随后|此后|因此|但是?|而且|并且|如今|首先|其次|[一二三四五]是|第[一二三四五]|截至"
)
# After the object of a verb: a break, a particle or a noun, but no further verb.
_VERB_NEXT = re.compile(
    r"[\"'》)]*(?:等)?(?:向|对|为|给|来|实施|推动|推进|提供|投入|限制|支持|加强|扩大|促进|资助|拨款|遏制|打压|开展|进行|禁止|要求|建立|设立|实现|鼓励|强化)"
)
_AFTER = ("right", "first", "target", "patient", "to")
_BY = re.compile(r"^[a-z0-9 ]{0,34}\bby\b")
_CAUSATIVE = ("要求", "敦促", "命令", "责令", "迫使", "促使", "呼吁", "说服", "施压", "胁迫", "逼迫", "勒令", "强迫", "禁止", "限制", "允许")
_BARE = ("", "via", "under", "in")


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
    """What the sentence before was about: the subject that a sentence without one continues."""

    heads: tuple[Anchor, ...] = ()
    recent: tuple[Anchor, ...] = ()


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
        before = self.norm[max(self.parsed.sentence.start, trigger.start - 30) : trigger.start]
        if self.zh:
            return _PASSIVE_ZH.search(before) is not None
        word = self.norm[trigger.start : trigger.end].split(" ")[0]
        if not _PARTICIPLE.search(word):
            return False
        if _BE.search(before):
            return True
        return _BY.search(self.norm[trigger.end : trigger.end + 40]) is not None and not before.rstrip().endswith(
            ("has", "have", "had")
        )

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
        if self.norm.startswith("还有", low):
            return self.continued(clause - 1)
        if before and self.norm.startswith(("负责", "主管", "隶属"), low):
            return before[-1]
        if before and any(
            self.schema.family(self.entities[h.entity].cls) in ("Policy", "Mechanism") for h in before[-1].heads
        ):
            return before[-1]
        return None

    def leads(self, phrase: Phrase) -> bool:
        """Whether a phrase stands where a Chinese clause has its subject: at its start, or after a relative clause."""
        if not self.zh or phrase.role == "by" or self.norm[phrase.start - 1] == "的":
            return True
        low = self.parsed.breaks[phrase.clause - 1] + 1 if phrase.clause else self.parsed.sentence.start
        lead = _LEAD.sub("", self.norm[low : phrase.start])
        return len(lead) <= 6 and not lead.endswith(verbs())

    def made(self, phrase: Phrase) -> bool:
        """Whether a name is made to act: in 美国要求阿斯麦停止… the verb 停止 has its subject before 要求."""
        return self.norm[max(0, phrase.start - 2) : phrase.start] in _CAUSATIVE

    def relative(self, trigger: Trigger) -> Phrase | None:
        """The phrase that an English relative clause around the trigger hangs on: "the EAR, which …"."""
        if self.zh:
            return None
        clause = self.parsed.clause(trigger.start)
        low = self.parsed.breaks[clause - 1] + 1 if clause else self.parsed.sentence.start
        head = self.norm[low : low + 16].lstrip()
        if head.startswith(("which ", "who ", "whose ")):
            before = [p for p in self.parsed.phrases if p.end <= low]
            return before[-1] if before else None
        return None

    def agent(
        self, rule: Rule, trigger: Trigger, classes: tuple[str, ...], passive: bool
    ) -> tuple[tuple[Anchor, ...], bool]:
        """The agent's heads, and whether they come from the sentence before."""
        left = self.left(trigger, rule.within)
        if self.zh:
            # 甲将乙的丙列入…: what stands behind 将 belongs to it and is not the subject.
            moved = next((i for i, p in enumerate(left) if p.role == "ba"), 0)
            left = left[moved:]
        marked = [p for p in left if p.role == "by"]
        if not self.zh and passive:
            marked = [p for p in self.right(trigger, rule.within) if p.role == "by"]
        for p in marked:
            heads = self.heads(p, classes)
            if heads:
                return heads, False
        if passive:
            return (), False
        if self.zh and left and self.norm[trigger.end : trigger.end + 1] == "的" and left[0].role != "by":
            # 美国退出的《协定》: inside a relative clause the nearest phrase is the subject.
            return self.heads(left[0], classes), False
        if self.zh:
            if left and left[0].role == "" and trigger.start - left[0].end <= 4:
                # 美国的芯片管制: the owner of what is controlled controls it.
                owners = self.owners(left[0], classes, "的")
                if owners:
                    return owners, False
            left.sort(key=lambda p: p.role != "")
        for p in left:
            if p.role in _BARE[:2] or (p.role in ("under", "in") and not self.zh):
                heads = self.heads(p, classes)
                if heads:
                    return heads, False
                if p.role == "" and self.acts(p) and not (self.zh and self.made(p)):
                    return (), False
        if self.zh:
            # 接替小林的高市早苗: the subject stands behind its relative clause.
            lent = [o for p in left if p.role == "" and self.leads(p) for o in self.owners(p, classes, "的")]
            if lent:
                return tuple(lent), False
            right = self.right(trigger, rule.within)
            if len(right) > 1 and self.norm[right[0].end : right[1].start] in ("的", '的"') and not right[1].role:
                heads = self.heads(right[1], classes)
                if heads:
                    return heads, False
        if rule.local:
            return (), False
        hung = self.relative(trigger)
        if hung is not None:
            return self.heads(hung, classes), False
        return self.before(trigger, classes, rule.within * 3)

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
        for number in range(clause - 1, -1, -1):
            for p in self.parsed.phrases:
                if p.clause == number and p.role in ("", "by") and trigger.start - p.end <= within and self.leads(p):
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
        if passive:
            for p in self.left(trigger, rule.within):
                if p.role in ("", "ba"):
                    heads = self.heads(p, classes)
                    if heads:
                        return heads
            if self.zh:
                for p in self.right(trigger, rule.within):
                    if self.norm[p.start - 1] == "的" or self.norm[p.start - 2 : p.start] == '的"':
                        return self.heads(p, classes)
            if rule.local:
                return ()
            return self.before(trigger, classes, rule.within * 2)[0]
        right = self.right(trigger, rule.within)
        if self.zh:
            # 将中芯国际列入…, 特朗普对华打压也给美国…: what 将 and 对 mark right before the verb comes first.
            moved = self.moved(trigger, rule.within, classes, "的" if rule.relation == "opposes" else "")
            if moved:
                return moved
            if self.norm.startswith("其", trigger.end) and not (right and right[0].role == ""):
                return ()
        for i, p in enumerate(right):
            if p.role == "under" or (self.zh and p.role == "with" and rule.relation != "cooperatesWith"):
                continue
            gap = self.norm[p.end : right[i + 1].start if i + 1 < len(right) else p.end + 12]
            if rule.pivot and (any(w in gap for w in rule.pivot) or (gap.endswith(("向", "对")) and "企业" in gap)):
                # 禁止美国企业采购华为设备: who is barred from buying is not who is restricted.
                continue
            if self.zh and p.role == "in":
                continue
            heads = self.heads(p, classes) or self.owners(p, classes)
            if heads:
                return heads
        for p in self.left(trigger, rule.within):
            if p.role in ("to", "ba", "for") and self.zh:
                heads = self.heads(p, classes) or self.owners(p, classes)
                if heads:
                    return heads
        if self.zh:
            return self.fronted(trigger, rule, classes)
        if not self.zh:
            # "…, which the United States launched": the object stands before the relative pronoun.
            hung = self.relative(trigger)
            if hung is not None and self.left(trigger, rule.within):
                return self.heads(hung, classes)
        return ()

    def moved(self, trigger: Trigger, within: int, classes: tuple[str, ...], apart: str) -> tuple[Anchor, ...]:
        """The object that 将 marks before the verb, or 对 close to it."""
        for i, p in enumerate(self.left(trigger, within)):
            if p.role == "ba" or (p.role == "to" and not i and trigger.start - p.end <= 10):
                return self.heads(p, classes) or self.owners(p, classes, apart)
        return ()

    def owners(self, phrase: Phrase, classes: tuple[str, ...], apart: str = "") -> tuple[Anchor, ...]:
        """Whose goods a Chinese phrase names: measures against 中国电动汽车 hit their country."""
        family = self.schema.family(self.entities[phrase.heads[-1].entity].cls)
        if not self.zh or (family not in ("Technology", "Product") and not (apart and family == "PolicyConcept")):
            return ()
        return tuple(
            o
            for at, o in phrase.owners.items()
            if (o.end == at or "的" in apart) and self.schema.is_any(self.entities[o.entity].cls, classes)
        )

    def fronted(self, trigger: Trigger, rule: Rule, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """A Chinese object before its verb: 《条例》由商务部实施, or part of the noun: 芯片管制."""
        left = self.left(trigger, rule.within)
        for i, p in enumerate(left):
            if p.role == "by":
                for q in left[i + 1 :]:
                    if q.role == "":
                        return self.heads(q, classes)
                return self.before(trigger, classes, rule.within * 2)[0]
        if left and left[0].role in ("", "in", "to") and trigger.start - left[0].end <= 4:
            heads = self.heads(left[0], classes)
            if heads and self.schema.family(self.entities[heads[0].entity].cls) == "Technology":
                return heads
        return ()

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
        """Whether a Chinese verb has left its object to the topic: 由美国…签署, 随后加入。"""
        if not self.zh or rule.object not in ("target", "patient"):
            return False
        left = self.left(trigger, rule.within)
        if any(p.role == "by" for p in left):
            return not any(p.role == "" for p in left)
        after = self.norm[trigger.end : trigger.end + 2].lstrip("了")
        return rule.elides and (not after or after[0] in ",。;!\n")

    def back(self, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """The nearest earlier heads of the right class: in the sentence, else among the names of the last ones."""
        for p in reversed(self.parsed.phrases):
            if p.end <= trigger.start:
                heads = self.heads(p, classes)
                if heads:
                    return heads
        for anchor in reversed(self.topic.recent):
            if self.schema.is_any(self.entities[anchor.entity].cls, classes):
                return (anchor,)
        return ()

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
                if heads and p.role == "to":
                    return heads, False
            return (), False
        if name == "under":
            for p in self.left(trigger, rule.within):
                heads = self.heads(p, classes)
                if heads and p.role == "under":
                    return heads, False
            return (), False
        if name == "back":
            return self.back(trigger, classes), True
        found = self.target(rule, trigger, classes)
        return (found, False) if found or not rule.back else (self.back(trigger, classes), True)

    def through(self, trigger: Trigger, last: Anchor) -> bool:
        """Whether 通过 is the preposition: 通过《法案》提供…, where a verb follows its object."""
        if self.norm[trigger.start : trigger.end] != "通过" or last.start < trigger.end:
            return False
        return _VERB_NEXT.match(self.norm, last.end) is not None

    def fill(self, rule: Rule, trigger: Trigger) -> Filled | None:
        """The frame of a rule around a trigger, or None when a slot stays empty."""
        if rule.frame == "comitative":
            return self.pairs(rule, trigger)
        passive = rule.passive or self.is_passive(trigger)
        company: tuple[Anchor, ...] = ()
        objects, reached = self.slot(rule.object, rule, trigger, rule.object_class, passive)
        if objects and rule.relation in ("issued", "partyTo") and self.zh and self.through(trigger, objects[-1]):
            return None
        if not objects and rule.ahead:
            objects = self.ahead(trigger, rule.object_class)
        if not objects and self.elided(rule, trigger):
            objects, reached = self.back(trigger, rule.object_class), True
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
        if self.zh and rule.relation == "initiated" and len(subjects) > 2 and self.listed(subjects):
            subjects, company = subjects[:1], (*company, *subjects[1:])
        subjects = tuple(
            s for s in subjects if s not in objects and (passive or s.end <= trigger.end or rule.subject in _AFTER)
        )
        if not subjects:
            return None
        earlier = any(h.start < self.parsed.sentence.start for h in (*subjects, *objects))
        return Filled(rule, trigger, subjects, objects, (back or reached) and earlier, company)

    def listed(self, heads: tuple[Anchor, ...]) -> bool:
        """Whether the first head is joined by 与 and the others by 、: 甲与乙、丙 says who works with 甲."""
        gaps = [self.norm[a.end : b.start] for a, b in zip(heads, heads[1:], strict=False)]
        return gaps[0].strip("\"》《") in ("与", "同", "跟") and "、" in gaps[1]

    def pairs(self, rule: Rule, trigger: Trigger) -> Filled | None:
        """Participants of a symmetric relation: one phrase with several heads, or an agent and its companions."""
        classes = rule.subject_class
        near = self.left(trigger, rule.within)
        right = self.right(trigger, rule.within)
        companions = self.companions(rule, trigger, classes)
        if companions:
            agents, back = self.agent(rule, trigger, classes, False)
            agents = tuple(a for a in agents if a not in companions)
            if agents:
                return Filled(rule, trigger, agents, companions, back)
            if len(companions) >= 2:
                return Filled(rule, trigger, companions[:1], companions[1:])
        for p in near:
            heads = self.heads(p, classes)
            if len({h.entity for h in heads}) >= 2 and p.role in ("", "with", "in", "to", "of"):
                if self.zh and len(heads) > 2 and self.listed(heads):
                    return Filled(rule, trigger, heads[:1], heads[1:])
                return Filled(rule, trigger, heads, heads)
            if heads and p.role == "":
                break
        if not self.zh:
            for p in right[:1]:
                heads = self.heads(p, classes)
                if len({h.entity for h in heads}) >= 2 and p.role in ("with", "of"):
                    return Filled(rule, trigger, heads, heads)
        if self.zh:
            # 美国对…的合作 with a right-hand partner: 中国加强与欧洲的合作 keeps its companion before the trigger.
            agents, back = self.agent(rule, trigger, classes, False)
            marked = [h for p in near if p.role == "to" for h in self.heads(p, classes)]
            if agents and marked and rule.relation == "competesWith":
                return Filled(rule, trigger, agents, tuple(marked), back)
        return None
