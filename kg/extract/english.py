"""English slot filling: `kg.extract.frames.Frames` with subjects and objects that commas part from their verb.

What a stretch between commas is comes from `kg.extract.clauses`; here is only whose verb it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from kg.extract import clauses
from kg.extract.frames import Filled, Frames
from kg.extract.mentions import Anchor
from kg.extract.phrases import Phrase
from kg.extract.rules import Rule, Trigger
from kg.extract.syntax import syntax

_PARTICIPLE = re.compile(r"(?:ed|en|wn|ught|ut|et|it|ade|eld|ound|un|ept|eft|ent|ilt|old|aid)$")
_BESIDE = ("from", "by", "in", "via")
_TAKES_OBJECT = ("at", "against", "on", "to", "from", "with", "of", "in", "into", "for")
_BE = re.compile(
    r"\b(?:was|were|is|are|been|being|be|get|gets|got)\b"
    r"(?: (?:\w+ly|also|later|now|then|not|first|never|still|already|again|since|soon|often"
    r"|both|each|all|either|to be))*\s$"
)
# Not of the verb at hand: "refused to authorise equipment made by".
_BY = re.compile(
    r"(?:(?!\b(?:made|built|owned|produced|sold|supplied|developed|controlled|backed|run|operated|issued|imposed)\b)"
    r"[a-z0-9' -]){0,40}? by\b"
)
_BY_SUCH = re.compile(r" by [^,;:]{3,60}, (?:including|among them|such as|notably) (?:the )?")
_NOMINAL = (" on", " against", " to", " for", " of")
_PERFECT = re.compile(r"\b(?:has|have|had|having)\b(?: \w+){0,2} $")
_CLEAR = re.compile(r"\w+(?:ken|ven|wn|tten|den)$")
_HOUSES = ("GovernmentBody", "GeopoliticalEntity")
_BODIES = ("GovernmentBody", "Administration")
_RULES = ("Law", "ExecutiveOrder", "Regulation")
_LETS = re.compile(
    r"\b(?:let|lets|letting|allow\w*|enabl\w+|requir\w+|direct\w*|empower\w*|authori[sz]\w+|permit\w*|instruct\w*|order\w*)"
    r" (?:the )?$"
)
_MODAL = re.compile(r" (?:could|would|will|may|might|are|is|were|was|have|has|had|can|should)\b")
_OWNED = re.compile(
    r"'s? (?:(?!(?:to|by|in|of|for|on|that|which|and|with|as)\b)[\w'-]+ ){0,4}"
    r"(?:(?<=decision )to |(?<=move )to |(?<=effort )to |(?<=efforts )to |(?<=campaign )to |(?<=refusal )to )?"
)
_COPULA = re.compile(
    r" (?:is|are|was|were|remains|(?:(?:could|may|might|will|would|can) )?become|became|has been|had been"
    r"|is not|was not|isn't)"
    r" (?:\w+ly |now |also |still |itself |once )?(?:a |an |the |one of |part of )?[^,;:]{0,50}"
)
_PRONOUN = re.compile(r" (?:it|them|him|her|us)\b(?! and\b)")
# How far before a preposition the call may stand that it belongs to, in characters.
_CALLS = 24
_UNDER = ("under", "pursuant")
_PAST = re.compile(r"\W*(?:once|formerly|until)\b")
_FRONTED = re.compile(
    r"\W*(?:(?:after|before|by|in|while|following|through|under|with|since|besides|having|when)\b[^,;:]{0,40})?"
)
_THAT = re.compile(r"(?: (?:in|on|of|for|from) [\w ]{1,20})? (?:that|which) (?:the )?")
_BLANK = re.compile(r"\W*(?:itself |and |now |then |once |also |currently |formerly |later )?")
_RELATIVE = re.compile(r"[^,;:]{0,24}\b(?:that|which|whom)\b[^,;:]{0,60}")


class EnglishFrames(Frames):
    """Fills frames over one English sentence."""

    def fill(self, rule: Rule, trigger: Trigger) -> Filled | None:
        """The frame of a rule around a trigger; a noun that only looks like its verb fills none: "such curbs could"."""
        if self.norm[trigger.end - 1] == "s" and rule.frame == "verb" and _MODAL.match(self.norm, trigger.end):
            return None
        return super().fill(rule, trigger) if self.completed(rule, trigger) else None

    def completed(self, rule: Rule, trigger: Trigger) -> bool:
        """Whether the clause goes on with what a verb in two parts needs: "placed gallium under licence"."""
        if not rule.then:
            return True
        rest = self.norm[trigger.end : clauses.closing(self.parsed, self.parsed.clause(trigger.end))]
        return any(w in rest for w in rule.then)

    def lacks(self, rule: Rule, trigger: Trigger) -> str:
        """Which slot of a rule stays empty at a trigger, or which words do not follow it."""
        if not self.completed(rule, trigger):
            return f"needs one of {', '.join(w.strip() for w in rule.then)} further on in the clause"
        return super().lacks(rule, trigger)

    def is_passive(self, trigger: Trigger) -> bool:
        """Whether the trigger is a passive verb form: "was added", "signed in 2022 by"; "aimed at" is not."""
        words = self.norm[trigger.start : trigger.end].split(" ")
        if not _PARTICIPLE.search(words[0]):
            return False
        after = self.norm[trigger.end : trigger.end + 46]
        if len(words) > 1 and words[-1] in _TAKES_OBJECT and not after.startswith(" by "):
            return False
        before = self.norm[max(self.parsed.sentence.start, trigger.start - 36) : trigger.start]
        if _BE.search(before) or (_CLEAR.match(words[0]) and not _PERFECT.search(before)):
            return True
        return _BY.match(after) is not None and not before.rstrip().endswith(("has", "have", "had"))

    def agent(
        self, rule: Rule, trigger: Trigger, classes: tuple[str, ...], passive: bool
    ) -> tuple[tuple[Anchor, ...], bool]:
        """The agent's heads: after "by", before the verb, or the subject that the clause continues."""
        if rule.frame == "nominal":
            named = self.relative(trigger, rule.within)
            heads = self.heads(named, classes) if named else ()
            if heads:
                return heads, False
        if passive:
            for role in ("by", "in", "under", "of"):
                # "banned by Sweden", "banned in Sweden", "passed in the Senate", "sanctioned under the law"
                for p in self.right(trigger, rule.within):
                    if p.role == role and self.acts_in(rule, trigger, p):
                        heads = self.heads(p, classes)
                        if heads:
                            return heads, False
            for p in self.right(trigger, rule.within):
                # "signed by 28 countries, including China"
                if _BY_SUCH.fullmatch(self.norm[trigger.end : p.start]):
                    return self.heads(p, classes), False
            return (), False
        left = self.left(trigger, rule.within)
        if left and left[0].role == "" and clauses.coordinated(self.norm, left[0], trigger.start):
            first = self.first(left)
            if first is not None:
                return self.heads(first, classes), False
        for i, p in enumerate(left):
            if self.norm[p.end : trigger.start] == " in " and i + 1 < len(left):
                # "Poland followed Britain in shutting out Huawei"
                continue
            if (p.role in ("", "via", "under") or self.controls(p, trigger)) and not self.owns(p, trigger):
                if clauses.embeds(self.norm[p.end : trigger.start]):
                    return (), False
                causer = self.causer(p, left[i + 1 :], trigger)
                rules = self.heads(causer, _RULES) if causer and self.heads(p, _BODIES) else ()
                heads = rules or self.heads(p, classes)
                if heads:
                    return heads, False
                if p.role == "" and self.acts(p):
                    return (), False
        if rule.local:
            return (), False
        found = self.continuing(trigger) or self.following(rule, trigger, left)
        if found is None and not left and self.norm[trigger.start : trigger.end].endswith(_NOMINAL):
            # "Export controls on Russia were tightened by the United States"
            marked = [p for p in self.right(trigger, 60) if p.role == "by" and self.norm.startswith("by", p.marker)]
            found = marked[0] if marked else None
        return (self.heads(found, classes) if found else ()), False

    def controls(self, phrase: Phrase, trigger: Trigger) -> bool:
        """Whether a phrase behind a preposition acts in an infinitive: "calls on NATO to bar", "a plan by Japan to"."""
        patterns, low = syntax("en").patterns, max(self.parsed.sentence.start, phrase.marker - _CALLS)
        return (
            patterns["infinitive"].fullmatch(self.norm, phrase.end, trigger.start) is not None
            and patterns["calls"].search(self.norm, low, phrase.start) is not None
        )

    def following(self, rule: Rule, trigger: Trigger, left: list[Phrase]) -> Phrase | None:
        """The subject that comes after: "In partnership with Baidu, Huawei …", "After sanctioning Huawei, …"."""
        clause = self.parsed.clause(trigger.start)
        verb = self.norm[trigger.start : trigger.end].split(" ")[0].endswith("ing")
        lead = self.norm[clauses.opening(self.parsed, clause) : trigger.start]
        if left or not (verb or rule.frame == "comitative") or not _FRONTED.fullmatch(lead):
            return None
        after = [p for p in self.parsed.phrases if p.clause == clause + 1]
        return after[0] if after and after[0].role == "" and self.acts(after[0]) else None

    def relative(self, trigger: Trigger, within: int) -> Phrase | None:
        """The subject of the relative clause that a noun takes: "the ban on Huawei that Australia announced"."""
        edge = trigger.end
        for p in self.right(trigger, within):
            if _THAT.fullmatch(self.norm[edge : p.start]):
                return p
            edge = p.end
        return None

    def acts_in(self, rule: Rule, trigger: Trigger, phrase: Phrase) -> bool:
        """Whether the phrase after a passive may name its agent: "sued in China" does not say who sued."""
        if phrase.role == "of":
            # "shut out of Sweden"
            return phrase.marker - trigger.end <= 1 and bool(self.heads(phrase, _HOUSES))
        if phrase.role == "under":
            return bool(self.heads(phrase, _RULES)) and self.norm.startswith(_UNDER, phrase.marker)
        return phrase.role == "by" or (rule.relation != "opposes" and bool(self.heads(phrase, _HOUSES)))

    def target(self, rule: Rule, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """The nearest heads of the right class after the trigger, else before it; or what ", which" stands for."""
        clause = self.parsed.clause(trigger.start)
        which = clauses.is_which(self.norm, self.parsed, clause) and self.left(trigger, rule.within)
        named = clauses.antecedent(self.norm, self.parsed, clause) if which else None
        return super().target(rule, trigger, classes) or (self.heads(named, classes) if named else ())

    def causer(self, phrase: Phrase, left: list[Phrase], trigger: Trigger) -> Phrase | None:
        """The rule that makes a body act: "the RESTRICT Act would let the Commerce Department ban apps"."""
        if not _LETS.search(self.norm[max(0, phrase.start - 40) : phrase.start]):
            return None
        bare = [p for p in left if p.role == ""]
        if bare:
            return bare[0]
        return clauses.subject(self.norm, self.parsed, phrase.clause - 1, self.acts) if phrase.clause else None

    def owns(self, phrase: Phrase, trigger: Trigger) -> bool:
        """Whether a phrase is the owner of something else than the trigger: "China's progress by controlling"."""
        gap = self.norm[phrase.end : trigger.start]
        return gap.startswith(("'s ", "' ")) and _OWNED.fullmatch(gap) is None

    def first(self, left: list[Phrase]) -> Phrase | None:
        """The subject of the clause that two coordinated verbs share."""
        bare = [p for p in left if p.role == "" and self.acts(p)]
        low = clauses.opening(self.parsed, left[0].clause)
        if len(bare) > 1 and len(self.norm[low : bare[-1].start]) <= 60:
            return bare[-1]
        return None

    def hangs(self, trigger: Trigger) -> Phrase | None:
        """What a relative clause, a participle or an apposition around the trigger hangs on."""
        norm, parsed = self.norm, self.parsed
        clause = parsed.clause(trigger.start)
        if (
            clauses.is_relative(norm, parsed, clause)
            or clauses.is_reduced(norm, parsed, clause)
            or clauses.is_apposed(norm, parsed, clause, trigger.start)
        ):
            return clauses.antecedent(norm, parsed, clause)
        return None

    def continuing(self, trigger: Trigger) -> Phrase | None:
        """The subject of a verb that has none in its own clause."""
        norm, parsed = self.norm, self.parsed
        clause = parsed.clause(trigger.start)
        if not clause:
            return None
        if clauses.is_relative(norm, parsed, clause) or clauses.is_apposed(norm, parsed, clause, trigger.start):
            return clauses.antecedent(norm, parsed, clause)
        continued = self.continued(clause)
        if continued is not None:
            return continued
        if clauses.lacks_subject(norm, parsed, clause, trigger.start):
            return clauses.subject(norm, parsed, clause - 1, self.acts)
        return None

    def patient(self, rule: Rule, trigger: Trigger, classes: tuple[str, ...], passive: bool) -> tuple[Anchor, ...]:
        """The heads of what is acted on."""
        if passive:
            return self.undergoer(rule, trigger, classes)
        right = self.right(trigger, rule.within)
        for i, p in enumerate(right):
            if p.role == "under" or (p.role == "by" and (rule.money or classes == ("Technology",))):
                # "banned Huawei from its 5G networks" is no ban of 5G.
                continue
            if p.role in _BESIDE and rule.relation in ("opposes", "supports") and p.marker >= trigger.end:
                # "a rule which China denounced as long-arm jurisdiction", "praised suppliers in China"
                continue
            if rule.money and any(w in self.norm[trigger.end : p.start] for w in rule.pivot):
                # "pays carriers to remove Huawei gear" is no money for Huawei.
                continue
            end = right[i + 1].start if i + 1 < len(right) else p.end + 2
            if any(w in self.norm[p.end : end] for w in rule.pivot) and not self.heads(p, ("Company",)):
                # "bars Americans from buying shares of X": who is barred from buying is not who is restricted.
                continue
            heads = self.heads(p, classes) or self.owners(rule, p, classes)
            if heads:
                return heads
        if _PRONOUN.match(self.norm, trigger.end):
            return ()
        left = self.left(trigger, rule.within)
        for p, q in zip(left[1:], left, strict=False):
            # "a rule that Commerce published"
            if _RELATIVE.fullmatch(self.norm[p.end : q.start]):
                apposed = clauses.is_apposed(self.norm, self.parsed, p.clause, p.start)
                named = clauses.antecedent(self.norm, self.parsed, p.clause) if apposed else p
                return self.heads(named, classes) if named else ()
        clause = self.parsed.clause(trigger.start)
        if left and clauses.is_which(self.norm, self.parsed, clause):
            found = clauses.antecedent(self.norm, self.parsed, clause)
            return self.heads(found, classes) if found else ()
        return ()

    def owners(self, rule: Rule, phrase: Phrase, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """Whose goods a phrase names: "tariffs on Chinese electric vehicles" hit China."""
        if rule.relation != "restricts" or self.schema.family(self.entities[phrase.heads[-1].entity].cls) not in (
            "Technology",
            "Product",
        ):
            return ()
        return tuple(o for o in phrase.owners.values() if self.schema.is_any(self.entities[o.entity].cls, classes))

    def goods(self, rule: Rule, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """What "to", "on" or "against" mark, or whose goods it is: "duties on solar cells from Vietnam"."""
        right = self.right(trigger, rule.within)
        for p, q in zip_longest(right, right[1:]):
            if p.role in ("to", "for"):
                heads = self.heads(p, classes) or self.owners(rule, p, classes)
                if not heads and q and rule.relation == "restricts" and self.norm.startswith("from ", q.marker):
                    heads = self.heads(q, classes)
                if heads:
                    return heads
        return ()

    def undergoer(self, rule: Rule, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """The subject of a passive, or what a participle without one follows: "rules issued by"."""
        left = self.left(trigger, rule.within)
        if len(left) > 1 and clauses.coordinated(self.norm, left[0], trigger.start):
            first = self.first(left)
            heads = self.heads(first, classes) if first else ()
            if heads:
                return heads
        if left and trigger.start - left[0].end <= 2:
            heads = self.heads(left[0], classes)
            if heads:
                return heads
        for p in left:
            if p.role == "":
                heads = self.heads(p, classes)
                if heads:
                    return heads
        if left and left[-1].role == "of":
            # "Exports of gallium were halted"
            heads = self.heads(left[-1], classes)
            if heads:
                return heads
        if rule.local:
            return ()
        return self.first_of(iter((self.hangs(trigger), self.continuing(trigger))), classes)

    def slot(
        self, name: str, rule: Rule, trigger: Trigger, classes: tuple[str, ...], passive: bool
    ) -> tuple[tuple[Anchor, ...], bool]:
        """The heads that fill a slot of a rule."""
        if name == "is":
            return self.first_of(self.described(trigger), classes), False
        if name == "to":
            return self.goods(rule, trigger, classes), False
        if name == "speaker":
            return self.speaker(trigger, classes), False
        if name == "under":
            return self.first_of(self.rules_named(trigger), classes), False
        if name == "next":
            # "As a member of the Quad, India faces": the subject of the clause after.
            after = [p for p in self.parsed.phrases if p.clause == self.parsed.clause(trigger.start) + 1]
            return self.heads(after[0], classes) if after and after[0].role == "" else (), False
        if name != "left":
            return super().slot(name, rule, trigger, classes, passive)
        for p in self.left(trigger, rule.within):
            owners = p.owners.values() if rule.local else ()
            owned = tuple(o for o in owners if self.schema.is_any(self.entities[o.entity].cls, classes))
            heads = self.heads(p, classes) or owned
            if heads:
                return heads, False
        return self.first_of(self.earlier(rule, trigger), classes), False

    def speaker(self, trigger: Trigger, classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """Who says what the trigger stands in: "China maintains that AUKUS fuels an arms race"."""
        for p in reversed(self.parsed.phrases):
            if (
                p.end <= trigger.start
                and p.role == ""
                and syntax("en").patterns["says"].match(self.norm, p.end, trigger.start)
            ):
                return self.heads(p, classes)
        return ()

    def described(self, trigger: Trigger) -> Iterator[Phrase | None]:
        """What a description speaks of: "Nippon Steel, a Japanese company", "SMIC is a Chinese chipmaker"."""
        for p in self.left(trigger, 60):
            if _COPULA.fullmatch(self.norm[p.end : trigger.start]):
                yield p
        clause = self.parsed.clause(trigger.start)
        if not clause:
            return
        lead = self.norm[clauses.opening(self.parsed, clause) : trigger.start]
        if _PAST.match(lead):
            return
        if _BLANK.fullmatch(lead) or clauses.is_apposed(self.norm, self.parsed, clause, trigger.start):
            yield clauses.antecedent(self.norm, self.parsed, clause)
        if clauses.is_relative(self.norm, self.parsed, clause):
            yield clauses.antecedent(self.norm, self.parsed, clause)

    def between(self, head: Anchor) -> bool:
        """Whether a phrase names both sides: "a pact between A and B", not "a pact with A and B"."""
        phrase = next(p for p in self.parsed.phrases if head in p.heads)
        return self.norm.startswith(("between", "among"), phrase.marker)

    def rules_named(self, trigger: Trigger) -> Iterator[Phrase | None]:
        """The rules that a sentence goes by: "Under Executive Order 14032, investors may not hold …"."""
        for p in self.parsed.phrases:
            under = p.role == "under" and self.norm.startswith(_UNDER, p.marker)
            if under and p.end <= trigger.start:
                yield p

    def earlier(self, rule: Rule, trigger: Trigger) -> Iterator[Phrase | None]:
        """What a word at the start of a stretch may speak of, best first: "BIS, part of the Commerce Department"."""
        norm, parsed = self.norm, self.parsed
        clause = parsed.clause(trigger.start)
        yield self.hangs(trigger)
        lead = norm[clauses.opening(parsed, clause) : trigger.start]
        if _BLANK.fullmatch(lead) and not clauses.is_aside(norm, parsed, clause - 1):
            yield clauses.antecedent(norm, parsed, clause)
        if not rule.local:
            yield self.continuing(trigger)

    def first_of(self, phrases: Iterator[Phrase | None], classes: tuple[str, ...]) -> tuple[Anchor, ...]:
        """The heads of the first phrase that has some of the classes."""
        for p in phrases:
            heads = self.heads(p, classes) if p else ()
            if heads:
                return heads
        return ()
