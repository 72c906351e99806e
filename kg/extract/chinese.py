"""Chinese slot filling: `kg.extract.frames.Frames` with what Chinese marks by prepositions, order and omission.

Subjects are dropped along a topic chain, objects stand before the verb behind 将, 把, 对, or before 由, and a relative
clause stands before its noun. Where nothing marks a slot, nearness and class decide.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from kg import lexicon
from kg.extract.frames import Filled, Frames, Topic
from kg.extract.mentions import Anchor
from kg.extract.phrases import Parsed, Phrase
from kg.extract.rules import Rule, Trigger, verbs
from kg.extract.syntax import syntax
from kg.model import Entity
from kg.schema import Schema

_PASSIVE = re.compile(r"(?:被|遭到?|受到?(?!邀)|获(?![邀准批])|得到|遭受)[^,。;:]{0,3}$")
# Adverbials that may stand before a subject: dates, connectives, places.
_LEAD = re.compile(
    r"\d{2,4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日)?|在[^,]{2,16}(?:方面|领域|上|中|下|时|后|前|期间|以来)"
    r"|此外|同时|例如|其中|目前|近年来?|随后|此后|因此|但是?|而且|并且|如今|首先|其次|[一二三四五]是|第[一二三四五]|截至"
)
# After the object of a verb: a break, a particle or a noun, but no further verb.
_VERB_NEXT = re.compile(
    r"[\"'》)]*(?:等)?(?:向|对|为|给|来|实施|推动|推进|提供|投入|限制|支持|加强|扩大|促进|资助|拨款|遏制|打压|开展|进行"
    r"|禁止|要求|建立|设立|实现|鼓励|强化)"
)
_TITLE = re.compile(r"《[^《》]*》?")
# After goods: 禁止|镍|矿石出口|…
_GOODS = re.compile(r"[^,。;:()]{0,4}[出进]口(?!管制|限制|许可|到|至|给|往|的)[^,。;:()]")
# Where a verb has no object: its clause ends, or it only describes a noun.
_CLOSED = re.compile(r"[的,。;:]|$")
# What is done to somebody's goods is done to them.
_HOSTILE = ("restricts", "targets", "opposes")


@cache
def _light() -> re.Pattern[str]:
    return re.compile("|".join(sorted(lexicon.words("zh/syntax", "light"), key=lambda w: (-len(w), w))))


class ChineseFrames(Frames):
    """Fills frames over one Chinese sentence."""

    def __init__(self, norm: str, parsed: Parsed, entities: dict[str, Entity], schema: Schema, topic: Topic) -> None:
        super().__init__(norm, parsed, entities, schema, topic)
        self.titles = [m.span() for m in _TITLE.finditer(norm, parsed.sentence.start, parsed.sentence.end)]
        self.lights = [m.span() for m in _light().finditer(norm, parsed.sentence.start, parsed.sentence.end)]

    def light(self, trigger: Trigger) -> bool:
        """Whether a trigger is a light verb or stands right behind one: 表示遗憾, 表示强烈不满."""
        return any(start < trigger.end and trigger.start - end < 4 for start, end in self.lights)

    def is_passive(self, trigger: Trigger) -> bool:
        """Whether 被, 遭, 获 … stands right before the trigger."""
        before = self.norm[max(self.parsed.sentence.start, trigger.start - 30) : trigger.start]
        return _PASSIVE.search(before) is not None

    def leads(self, phrase: Phrase) -> bool:
        """Whether a phrase stands where a Chinese clause has its subject: at its start, or after a relative clause."""
        if phrase.role == "by" or self.norm[phrase.start - 1] == "的":
            return True
        low = self.parsed.breaks[phrase.clause - 1] + 1 if phrase.clause else self.parsed.sentence.start
        lead = _LEAD.sub("", self.norm[low : phrase.start])
        return len(lead) <= 6 and not lead.endswith(verbs())

    def announced(self, trigger: Trigger, clause: int) -> Phrase | None:
        """As in `Frames`: 被列入实体清单后,大疆…; 为抗衡中国,美国…"""
        breaks = self.parsed.breaks
        if clause >= len(breaks):
            return None
        low = breaks[clause - 1] + 1 if clause else self.parsed.sentence.start
        opens = self.norm.startswith(lexicon.words("zh/syntax", "temporal_start"), low, breaks[clause])
        ends = self.norm.endswith(lexicon.words("zh/syntax", "temporal_end"), low, breaks[clause])
        if not ends and (not opens or self.norm.startswith("为此", low)):
            return None
        if any(
            p.clause == clause and p.role == "" and p.end <= trigger.start and self.acts(p) for p in self.parsed.phrases
        ):
            return None
        following = [p for p in self.parsed.phrases if p.clause == clause + 1 and p.role == "" and self.acts(p)]
        return following[0] if following and self.leads(following[0]) else None

    def made(self, phrase: Phrase) -> bool:
        """Whether a name is made to act: in 美国要求阿斯麦停止… the verb 停止 has its subject before 要求."""
        return self.norm[max(0, phrase.start - 2) : phrase.start] in lexicon.words("zh/syntax", "causative")

    def agent(
        self, rule: Rule, trigger: Trigger, classes: tuple[str, ...], passive: bool
    ) -> tuple[tuple[Anchor, ...], bool]:
        """The agent's heads, and whether they come from the sentence before."""
        inside = self.embedded(trigger)
        if inside is not None:
            return self.heads(inside, classes) or self.owners(inside, classes, "的"), False
        left = self.left(trigger, rule.within)
        about = self.about(trigger)
        if about is not None:
            # 国会对总统批准甲出售芯片表示担忧: whoever acts inside what it is about is not the subject.
            left = [p for p in self.left(trigger, rule.within * 2) if p.end <= about.start or p.clause > about.clause]
        # 甲、乙等美国公司: who the firms are stands before.
        left = [p for p in left if not (p.modifier and p.role == "")]
        # 甲将乙的丙列入…: what stands behind 将 belongs to it and is not the subject.
        moved = next((i for i, p in enumerate(left) if p.role == "ba"), 0)
        left = left[moved:]
        if len(left) > 1 and left[0].role == "ba" and left[1].role == "to" and left[0].marker - left[1].end <= 4:
            # 就美方将企业列入清单答记者问
            return self.heads(left[1], classes), False
        for p in left:
            heads = self.heads(p, classes) if p.role == "by" else ()
            if heads:
                return heads, False
        if passive:
            return self.authority(rule, trigger, classes), False
        if left and self.norm[trigger.end : trigger.end + 1] == "的" and left[0].role != "by":
            # 美国退出的《协定》: inside a relative clause the nearest phrase is the subject.
            return self.heads(left[0], classes) or self.behind(rule, trigger, classes), False
        if left and left[0].role == "" and trigger.start - left[0].end <= 4:
            # 美国的芯片管制: the owner of what is controlled controls it.
            owners = self.owners(left[0], classes, "的")
            if owners:
                return owners, False
        left.sort(key=lambda p: p.role != "")
        leading = any(p.role == "" and self.heads(p, classes) and self.leads(p) for p in left)
        for p in left:
            if p.role in ("", "via"):
                if leading and self.governed(p):
                    continue
                heads = self.heads(p, classes)
                if heads:
                    return heads, False
                if p.role == "" and self.acts(p) and not self.made(p) and self.leads(p):
                    return (), False
        lent = [o for p in left if p.role == "" and self.leads(p) for o in self.owners(p, classes, "的")]
        if lent:
            return tuple(lent), False
        heads = self.behind(rule, trigger, classes)
        if heads or rule.local:
            return heads, False
        return self.before(trigger, classes, rule.within * 3)

    def governed(self, phrase: Phrase) -> bool:
        """Whether a name is the object of a verb before it that makes nobody act: 特朗普重返|白宫|后废止…"""
        before = self.parsed.sentence.start, phrase.start
        return (
            not phrase.role
            and not self.leads(phrase)
            and not self.made(phrase)
            and self.norm.endswith(verbs(), *before)
            and not self.norm.endswith(tuple(lexicon.table("zh/cues")["speech"]["verbs"]), *before)
        )

    def authority(self, rule: Rule, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """Who acts in a passive that names nobody: the authority that the clause before is about."""
        if rule.relation not in ("restricts", "restrictsTechnology"):
            return ()
        heads, back = self.before(trigger, classes, rule.within * 3)
        kinds = ("GeopoliticalEntity", "Administration", "GovernmentBody", "Policy")
        return () if back else tuple(h for h in heads if self.schema.is_any(self.entities[h.entity].cls, kinds))

    def about(self, trigger: Trigger) -> Phrase | None:
        """What a light verb is about: in 对甲的做法表示反对 and 对甲实施管制表示遗憾 it is 甲."""
        if not self.light(trigger):
            return None
        clause = self.parsed.clause(trigger.start)
        to = [p for p in self.parsed.phrases if p.clause == clause and p.end <= trigger.start and p.role == "to"]
        if not to and clause:
            # 对于欧盟的调查,中国商务部表示不满
            low = self.parsed.breaks[clause - 2] + 1 if clause > 1 else self.parsed.sentence.start
            to = [p for p in self.parsed.phrases if p.clause == clause - 1 and p.role == "to" and p.marker <= low]
        return to[0] if to else None

    def embedded(self, trigger: Trigger) -> Phrase | None:
        """Who acts inside what a later light verb is about: in 对甲实施管制表示遗憾 it is 甲 who controls."""
        if not self.lights:
            return None
        clause = self.parsed.clause(trigger.start)
        high = self.parsed.breaks[clause] if clause < len(self.parsed.breaks) else self.parsed.sentence.end
        if self.light(trigger) or not any(trigger.end <= start < high for start, _ in self.lights):
            return None
        to = [p for p in self.parsed.phrases if p.clause == clause and p.end <= trigger.start and p.role == "to"]
        return to[0] if to else None

    def behind(self, rule: Rule, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """The subject behind its own relative clause: 接替小林的高市早苗, 曾任谷歌首席执行官的施密特."""
        right = self.right(trigger, rule.within)
        hangs = right and self.norm[trigger.end : right[0].start].strip('"《') == "的"
        if hangs and rule.object in ("left", "to"):
            return self.heads(right[0], classes)
        if len(right) > 1 and not right[1].role:
            gap = self.norm[right[0].end : right[1].start].strip('"《》)')
            if gap == "的" or (gap.endswith("的") and syntax("zh").titled.fullmatch(gap[:-1])):
                return self.heads(right[1], classes)
        return ()

    def patient(self, rule: Rule, trigger: Trigger, classes: tuple[str, ...], passive: bool) -> tuple[Anchor, ...]:
        """The heads of what is acted on."""
        if passive:
            return self.undergoer(rule, trigger, classes)
        right = self.right(trigger, rule.within)
        moved = self.moved(trigger, rule.within, classes)
        if moved:
            return moved
        if self.norm.startswith("其", trigger.end) and not (right and right[0].role == ""):
            return ()
        for i, p in enumerate(right):
            if p.role == "to" and rule.relation == "opposes" and self.norm.startswith(("对", "向"), p.marker):
                # 反对对中国商品加征关税
                continue
            if p.role in ("under", "in") or (p.role == "with" and rule.relation != "cooperatesWith"):
                continue
            gap = self.norm[p.end : right[i + 1].start if i + 1 < len(right) else p.end + 12]
            if p.role == "to" and rule.relation == "restricts" and i + 1 < len(right) and self.relative(gap):
                # 制裁向俄罗斯供货的中国企业
                continue
            if not p.role and _GOODS.match(gap) and i + 1 < len(right) and not right[i + 1].role:
                # 禁止镍矿石出口留住了青山集团: what follows the goods belongs to another verb.
                return self.heads(p, classes) or self.owners(p, classes, "的")
            place = self.schema.is_a(self.entities[p.heads[-1].entity].cls, "GeopoliticalEntity")
            sells = place and "企业" in gap and gap.endswith(("向", "对"))
            if rule.pivot and (self.barred(rule, gap) or sells):
                # 禁止美国企业采购华为设备: who is barred from buying is not who is restricted.
                continue
            if rule.relation in ("supports", "opposes") and i + 1 < len(right) and self.relative(gap):
                # 支持美国提出的印太经济框架: who acts in the relative clause is not the object.
                inner = self.heads(right[i + 1], classes)
                if inner:
                    return inner
            heads = self.heads(p, classes) or self.owners(p, classes, "的" if rule.relation in _HOSTILE else "")
            if heads and rule.relation == "restricts" and gap.endswith(("向", "对")):
                # 限制阿斯麦向中国出售…: both the seller and the buyer.
                return (*heads, *self.heads(right[i + 1], classes)) if i + 1 < len(right) else heads
            if heads:
                return heads
        for p in self.left(trigger, rule.within):
            if p.role in ("to", "ba", "for"):
                heads = self.heads(p, classes) or self.owners(p, classes)
                if heads:
                    return heads
        return self.fronted(trigger, rule, classes)

    def undergoer(self, rule: Rule, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """The subject of a passive: before the verb, or behind a relative clause (被制裁的华为)."""
        for p in self.left(trigger, rule.within):
            if p.role in ("", "ba"):
                heads = self.heads(p, classes) or self.owners(p, classes, "的")
                if heads:
                    return heads
        for p in self.right(trigger, rule.within):
            if self.norm[p.start - 1] == "的" or self.norm[p.start - 2 : p.start] == '的"':
                return self.heads(p, classes)
        return () if rule.local else self.before(trigger, classes, rule.within * 2)[0]

    def barred(self, rule: Rule, gap: str) -> bool:
        """Whether a verb with an object follows: 禁止美国企业|采购华为设备, but not 禁止华为|设备进入政府采购。"""
        return any(not _CLOSED.match(gap, m.end()) for w in rule.pivot for m in re.finditer(re.escape(w), gap))

    def relative(self, gap: str) -> bool:
        """Whether what stands between two names is a verb and 的: 美国|提出的|框架."""
        gap = gap.rstrip('"《')
        return gap.endswith("的") and gap[:-1].endswith(verbs())

    def moved(self, trigger: Trigger, within: int, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """The object that 将 marks before the verb, or 对 close to it or before a light verb."""
        about = self.about(trigger)
        if about is not None:
            return self.heads(about, classes) or self.owners(about, classes, "的")
        for i, p in enumerate(self.left(trigger, within)):
            if p.role == "ba" or (
                p.role == "to" and not i and trigger.start - p.end <= 10 and p is not self.embedded(trigger)
            ):
                return self.heads(p, classes) or self.owners(p, classes, "的")
        return ()

    def owners(self, phrase: Phrase, classes: tuple[str, ...], apart: str = "") -> tuple[Anchor, ...]:
        """Whose goods a Chinese phrase names: measures against 中国电动汽车 hit their country."""
        family = self.schema.family(self.entities[phrase.heads[-1].entity].cls)
        if family not in ("Technology", "Product") and not (apart and family == "PolicyConcept"):
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

    def fill(self, rule: Rule, trigger: Trigger) -> Filled | None:
        """As in `Frames`; not for a verb inside 《》, nor where an earlier verb of the clause decides otherwise."""
        if any(start <= trigger.start < end for start, end in self.titles):
            return None
        blocks = lexicon.table("zh/syntax")["blocks"].get(rule.relation)
        if blocks:
            clause = self.parsed.clause(trigger.start)
            low = self.parsed.breaks[clause - 1] + 1 if clause else self.parsed.sentence.start
            lead = self.norm[low : trigger.start]
            if any(w in lead for w in blocks):
                return None
        return super().fill(rule, trigger)

    def slot(
        self, name: str, rule: Rule, trigger: Trigger, classes: tuple[str, ...], passive: bool
    ) -> tuple[tuple[Anchor, ...], bool]:
        """The heads that fill a slot of a rule."""
        if name == "speaker":
            return self.speaker(trigger, classes), False
        if name == "here":
            # 与中国脱钩: the companion may own the trigger or stand right before it.
            here = [p for p in self.parsed.phrases if p.start <= trigger.start < p.end]
            near = [p for p in (*here, *self.left(trigger, 6)[:1]) if p.role in ("with", "to")]
            return (self.heads(here[0], classes) if here and near else ()), False
        return super().slot(name, rule, trigger, classes, passive)

    def speaker(self, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """Who says what the trigger stands in: the nearest name that a verb of speech follows."""
        verbs_of_speech = lexicon.table("zh/cues")["speech"]["verbs"]
        for p in reversed(self.parsed.phrases):
            after = self.norm[p.end : min(p.end + 14, trigger.start)]
            if p.end <= trigger.start and p.role == "" and any(w in after.split(",")[0] for w in verbs_of_speech):
                heads = self.heads(p, classes)
                if heads:
                    return heads
        return ()

    def elided(self, rule: Rule, trigger: Trigger) -> bool:
        """Whether a Chinese verb has left its object to the topic: 由美国…签署, 随后加入。"""
        if rule.object not in ("target", "patient"):
            return False
        left = self.left(trigger, rule.within)
        if any(p.role == "by" for p in left):
            return not any(p.role == "" for p in left)
        after = self.norm[trigger.end : trigger.end + 2].lstrip("了")
        called = "的" in self.norm[max(0, trigger.start - 4) : trigger.start]
        return bool(rule.elides) and not called and (not after or after[0] in ",。;!\n")

    def through(self, trigger: Trigger, last: Anchor) -> bool:
        """Whether 通过 is the preposition: 通过《法案》提供…, where a verb follows its object."""
        if self.norm[trigger.start : trigger.end] != "通过" or last.start < trigger.end:
            return False
        return _VERB_NEXT.match(self.norm, last.end) is not None

    def listed(self, heads: tuple[Anchor, ...]) -> bool:
        """Whether the first head is joined by 与 and the others by 、: 甲与乙、丙 says who works with 甲."""
        gaps = [self.norm[a.end : b.start] for a, b in pairwise(heads)]
        return gaps[0].strip('"》《') in ("与", "同", "跟") and "、" in gaps[1]
