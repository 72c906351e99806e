"""What qualifies the statements of one sentence: modality, date, amount, and who says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg import lexicon
from kg.extract import amounts, dates, qualifiers
from kg.extract.mentions import Anchor
from kg.extract.phrases import Parsed
from kg.extract.text import View
from kg.model import Amount, Modality

# How far before its trigger a cue of modality may stand, and before a verb of saying its speaker, in characters.
_REACH = {"zh": 16, "en": 60}
_SPEAKER = 24
# How far after "according to" the speaker may stand.
_ACCORDING = {"zh": 3, "en": 5}


@cache
def _pattern(language: str, kind: str) -> re.Pattern[str] | None:
    """A pattern of ``cues.toml``: ``passive`` (nobody speaks: "was added"), ``reason`` (以…为由 is no statement)."""
    found = lexicon.table(f"{language}/cues").get("pattern", {}).get(kind)
    return re.compile(found) if found else None


@dataclass(frozen=True, slots=True)
class Context:
    """Everything about one sentence that qualifies its statements; ``actors`` are the names that may speak."""

    view: View
    parsed: Parsed
    cues: tuple[qualifiers.Cue, ...]
    dated: tuple[dates.Dated, ...]
    sums: tuple[amounts.Sum, ...]
    inherited: str
    actors: frozenset[str]

    @classmethod
    def read(
        cls,
        view: View,
        parsed: Parsed,
        dated: list[dates.Dated],
        inherited: str,
        names: list[tuple[int, int]],
        actors: frozenset[str],
    ) -> Context:
        """The context of a sentence; words inside a name (``names`` are spans of the view) are no cues and no dates."""
        a, b, language = parsed.sentence.start, parsed.sentence.end, parsed.sentence.language
        moved = {p.marker for p in parsed.phrases if p.role == "ba"}
        free = [c for c in qualifiers.cues(view.norm, a, b, language) if c.start not in moved]

        def outside(start: int, end: int) -> bool:
            return not any(s <= start and end <= e for s, e in names)

        return cls(
            view,
            parsed,
            tuple(c for c in free if outside(c.start, c.end)),
            tuple(d for d in dated if outside(d.start, d.end)),
            tuple(amounts.read(view.norm, a, b, language)),
            inherited,
            actors,
        )

    @property
    def language(self) -> str:
        """The language of the sentence."""
        return self.parsed.sentence.language

    def reasons(self) -> list[tuple[int, int]]:
        """The spans that give a reason (以违反制裁为由), which state nothing."""
        pattern, sentence = _pattern(self.language, "reason"), self.parsed.sentence
        return [m.span() for m in pattern.finditer(self.view.norm, sentence.start, sentence.end)] if pattern else []

    def modality(
        self, trigger: tuple[int, int], low: int, high: int, first: int
    ) -> tuple[Modality, qualifiers.Cue | None]:
        """The modality of what a trigger says in its clause (``low`` to ``high``), and the cue that decided.

        Who is against something does not deny it: an attitude counts only behind the subject, at ``first``.
        """
        cues = [c for c in self.cues if c.side != "attitude" or first < c.start]
        return qualifiers.modality(cues, trigger, low, high, reach=_REACH[self.language])

    def speaker(self, at: int) -> str:
        """Who says what stands at a position: an entity's key, or "" for the author."""
        best = ("", -1)
        for cue in self.cues:
            if cue.kind == "speech" and cue.start > best[1]:
                found = self.says(cue, at) if cue.side == "verbs" else self.quoted(cue, at)
                if found:
                    best = (found.entity, cue.start)
        return best[0]

    def says(self, cue: qualifiers.Cue, at: int) -> Anchor | None:
        """The subject of a verb of saying that covers a position: 布林肯称…, "…, Blinken said"."""
        norm, passive = self.view.norm, _pattern(self.language, "passive")
        for p in reversed(self.parsed.phrases):
            if p.end > cue.start or cue.start - p.end > _SPEAKER or p.role not in ("", "by") or len(p.heads) != 1:
                continue
            gap = norm[p.end : cue.start]
            if (
                p.heads[0].entity not in self.actors
                or any(c in gap for c in ",。;:")
                or (passive and passive.search(gap))
            ):
                return None
            behind = self.language == "en" and norm[p.start - 2 : p.start] in (", ", '" ')
            return p.heads[0] if cue.end <= at or behind else None
        return None

    def quoted(self, cue: qualifiers.Cue, at: int) -> Anchor | None:
        """Whom 据…报道 or "according to" names for what stands at a position."""
        if cue.side != "according":
            return None
        found = None
        for p in self.parsed.phrases:
            if not 0 <= p.start - cue.end <= _ACCORDING[self.language] or p.heads[0].entity not in self.actors:
                continue
            closed = any(
                c.side in ("according_end", "verbs") and p.end <= c.start <= p.end + _SPEAKER for c in self.cues
            )
            if self.language == "en" or ((closed or self.view.norm.startswith(",", p.end)) and p.end <= at):
                found = p.heads[0]
        return found

    def date(self, start: int, end: int, *, event: bool = False) -> str:
        """The date that belongs to a trigger; of an event that lasts ("listed since 2022") its beginning."""
        found = self.when(start, end)
        return found.removesuffix("/..") if event else found

    def when(self, start: int, end: int) -> str:
        """The date that belongs to a trigger: in its clause, else the nearest one before it."""
        parsed = self.parsed
        usable = [d for d in self.dated if d.cue != "by"]
        if not usable:
            return self.inherited
        clause = parsed.clause(start)
        same = [d for d in usable if parsed.clause(d.start) == clause]
        earlier = [d for d in usable if d.end <= start]
        if self.language == "zh":
            before = [d for d in same if d.end <= start]
            if before:
                return before[-1].edtf
            if same and (not earlier or same[0].start - end < 12):
                return same[0].edtf
            return earlier[-1].edtf if earlier else ""
        if same:
            return min(same, key=lambda d: abs(d.start - end) if d.start >= end else (start - d.end) + 6).edtf
        if earlier:
            return earlier[-1].edtf
        if len(usable) == 1 and not any(self.view.norm[i] in ";" for i in parsed.breaks):
            return usable[0].edtf
        next_ = parsed.clause(usable[0].start) == clause + 1 and usable[0].start - end < 40
        return usable[0].edtf if next_ else self.inherited

    def spelt(self, date: str) -> bool:
        """Whether the sentence itself writes a date with its year, so that no guess of ours is in it."""
        norm, year = self.view.norm, date[:4]
        return any(d.edtf == date and year in norm[d.start : d.end] for d in self.dated)

    def amount(self, start: int, end: int) -> Amount | None:
        """The amount nearest to a trigger in its clause, else the nearest of the sentence."""
        if not self.sums:
            return None
        clause = self.parsed.clause(start)
        same = [s for s in self.sums if self.parsed.clause(s.start) == clause] or self.sums
        best = min(same, key=lambda s: (abs(s.start - end), s.start))
        return Amount(best.value, best.unit, self.view.span(best.start, best.end).text)
