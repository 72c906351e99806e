"""Anaphors: 该法案, 两国, 双方, 该机制, "the bill", "both countries" stand for what was named within two sentences."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from kg import lexicon
from kg.extract.mentions import ANAPHOR, OWNER, Anchor
from kg.extract.text import Sentence
from kg.model import Entity
from kg.schema import Schema


@dataclass(frozen=True, slots=True)
class Anaphor:
    """Words that point back, the classes they may point to, and how many entities they stand for (0: only look so).

    ``first``: where its clause begins, "it" takes up what the sentence before began with. ``how``: whether it may
    stand for them, or only own what follows ("its founder").
    """

    classes: tuple[str, ...]
    number: int
    other: bool
    keep: int
    first: bool
    how: str


@cache
def _anaphors(language: str) -> tuple[re.Pattern[str], dict[str, Anaphor]]:
    table: dict[str, Anaphor] = {}
    for row in lexicon.table(f"{language}/anaphors")["anaphor"]:
        for word in row["words"]:
            table[word] = Anaphor(
                tuple(row["classes"]),
                row.get("number", 1),
                row.get("other_clause", False),
                row.get("keep", 0),
                row.get("first", False),
                OWNER if row.get("owns", False) else ANAPHOR,
            )
    words = "|".join(re.escape(w) for w in sorted(table, key=lambda w: (-len(w), w)))
    pattern = rf"(?:{words})" if language == "zh" else rf"\b(?:{words})\b"
    return re.compile(pattern), table


# Where a clause has its subject.
_OPENS = re.compile(
    r"(?:^|[,;:\"(] ?|\b(?:and|but|that|because|which|when|as|if|while|although|since|said|says|after|before) )$"
)


_PARTICIPLE = re.compile(r"\W*(?:\w{3,}ed|spun off|set up|built|founded|led|made|hit|run) [^;:]{1,160}, ")
# "It bans": what it does only a rule or a forum does.
_RULES = re.compile(
    r" (?:also |would |will |does not |did not |further |explicitly |expressly )*"
    r"(?:advocate|cover|appl(?:y|ies|ied) to|ban|prohibit|bar|restrict|require|provide|create|authori[sz]e|mandate"
    r"|direct|target|amend|impose|aim|set|entered into force|took effect|list|name|oblige|extend"
    r"|empower|allow|establishe|exempt)(?:d|ed|s)?\b"
)


class Memory:
    """The names of the last two sentences, most recent last, and the control list that the text is about."""

    def __init__(self, entities: dict[str, Entity], schema: Schema) -> None:
        self.entities, self.schema = entities, schema
        self.recent: list[list[Anchor]] = []
        self.lists: Counter[str] = Counter()
        self.here: Anchor | None = None
        self.main: Anchor | None = None

    def new_paragraph(self) -> None:
        """A paragraph begins: only its predecessor's last sentence may still be meant."""
        self.recent = self.recent[-1:]
        self.here = None

    def remember(self, anchors: list[Anchor]) -> None:
        """Keep the names of a sentence."""
        self.recent = [*self.recent[-1:], list(anchors)]
        lists = {a.entity: a for a in anchors if self.entities[a.entity].cls == "ControlList"}
        self.lists.update(lists.keys())
        for anchor in lists.values():
            self.here = anchor
            if self.main is None or self.lists[anchor.entity] > self.lists[self.main.entity]:
                self.main = anchor

    @property
    def listing(self) -> Anchor | None:
        """The control list that 上榜 means: the last one of the paragraph, else the one most sentences name."""
        return self.here or self.main

    def resolve(self, norm: str, sentence: Sentence, anchors: list[Anchor]) -> list[Anchor]:
        """The anaphors of a sentence as anchors, one per entity that they stand for, sharing their span."""
        pattern, table = _anaphors(sentence.language)
        found: list[Anchor] = []
        taken = [(a.start, a.end) for a in anchors]
        for match in pattern.finditer(norm, sentence.start, sentence.end):
            start, end = match.span()
            if any(s < end and start < e for s, e in taken):
                continue
            anaphor = table[match.group()]
            if not anaphor.number:
                continue
            start = end - anaphor.keep if anaphor.keep else start
            before = [a for a in anchors if a.end <= start]
            if anaphor.other:
                # 将其, 向其: never the subject of its own clause.
                clause = max(norm.rfind(mark, sentence.start, start) for mark in ",;:")
                before = [a for a in before if a.end <= clause]
            history = [a for group in self.recent for a in group]
            picked: list[Anchor] = []
            if sentence.language == "en" and _PARTICIPLE.fullmatch(norm, sentence.start, start):
                # "Established by eight shareholders, the company": what opens with a participle speaks of it.
                before = []
            if anaphor.first and sentence.language == "en" and not _OPENS.search(norm[sentence.start : start]):
                # "TSMC stopped shipping to it": never the subject of its own clause, best that of an earlier one.
                clause = max(norm.rfind(mark, sentence.start, start) for mark in ",;:")
                own = [a for a in before if a.start > clause]
                before = [*reversed([a for a in before if a.start <= clause]), *own[1:]]
            order = [*reversed(before), *history[::-1]]
            if anaphor.first and _OPENS.search(norm[sentence.start : start]):
                # "it" goes on about what the sentence before began with.
                order = [*before[:1], *(a for group in reversed(self.recent) for a in group)]
                if sentence.language == "en" and not before and _RULES.match(norm, end):
                    order = sorted(order[:6], key=lambda a: self.schema.family(self.entities[a.entity].cls) != "Policy")
            for a in order:
                if self.schema.is_any(self.entities[a.entity].cls, anaphor.classes) and all(
                    a.entity != p.entity for p in picked
                ):
                    picked.append(a)
                    if len(picked) == anaphor.number:
                        break
            if len(picked) == anaphor.number:
                found += [Anchor(start, end, p.entity, anaphor.how) for p in sorted(picked)]
        return found
