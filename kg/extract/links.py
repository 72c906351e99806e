"""Linking: which entity a name denotes where it might denote several, or needs its surroundings to denote one.

The document decides: the owner named right before (China's + Ministry of Commerce), what was named in full before, the
country named last in the sentence or most often in the text. What stays undecided is counted, not guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from kg import lexicon
from kg.extract.names import Names
from kg.extract.scan import Hit, inner
from kg.extract.text import CJK, Sentence, View
from kg.model import Entity

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PLACES = ("Country", "Territory", "SupranationalUnion", "Region")


def _ands(language: str) -> tuple[str, ...]:
    return lexicon.words(f"{'zh' if language == 'zh' else 'en'}/syntax", "and")


@cache
def _titles(language: str) -> re.Pattern[str]:
    words = "|".join(re.escape(w) for w in lexicon.words(f"{language}/syntax", "title_end"))
    return re.compile(rf"(?:{words})$" if language == "zh" else rf"\b(?:{words}) $")


@dataclass(slots=True)
class _Memory:
    """What the document has said so far: entities named, and where each country was named last."""

    seen: set[str]
    last: dict[str, int]
    counts: Counter[str]

    def note(self, key: str, entity: Entity, place: int) -> None:
        """An entity was named at a place, and with it its country and parent."""
        self.seen.add(key)
        self.last[key] = place
        if entity.country:
            self.last[entity.country] = place
        if entity.parent:
            self.last[entity.parent] = place


class Linker:
    """Decides the hits of one document; holds no state between documents."""

    def __init__(self, v: View, names: Names, sentences: list[Sentence], language: str) -> None:
        self.view, self.names, self.language = v, names, language
        self.sentences = sentences
        self.unknown: Counter[str] = Counter()
        self.capital = lexicon.table("ambiguous")["capital"]
        self.policies = lexicon.table("ambiguous")["policy"]
        self.own = lexicon.table("ambiguous")["self"]
        self.common = frozenset(lexicon.table("ambiguous")["party"]["common"])
        self.named = frozenset(lexicon.table("ambiguous")["named"]["forms"])
        self.joins = frozenset(w if language == "zh" else f"{w} " if w == "," else f" {w} " for w in _ands(language))
        self.titles = _titles("zh" if language == "zh" else "en")

    def policy(self, cls: str) -> str:
        for row in self.policies:
            if self.names.schema.is_any(cls, row["classes"]):
                return str(row["decide"])
        return "seen"

    def owner_of(self, key: str) -> set[str]:
        entity = self.names.entities[key]
        return {k for k in (entity.country, entity.parent) if k}

    def link(self, hits: list[Hit]) -> list[Hit]:
        """The decided hits: sure ones first for the document's counts, then all in order."""
        entities = self.names.entities
        sure = {h.start: h.readings[0].entity for h in hits if len(h.readings) == 1 and not h.readings[0].context}
        counts: Counter[str] = Counter()
        for key in sure.values():
            entity = entities[key]
            counts[entity.country or key] += 1
        memory = _Memory(set(), {}, counts)
        decided: list[Hit] = []
        bounds = iter([*self.sentences, Sentence(len(self.view.norm), len(self.view.norm), "", -1)])
        sentence = next(bounds)
        for i, hit in enumerate(hits):
            while sentence.end <= hit.start and sentence.paragraph >= 0:
                sentence = next(bounds)
            if len(hit.readings) == 1 and not hit.readings[0].context:
                key = hit.readings[0].entity
                decided.append(Hit(hit.start, hit.end, hit.readings, hit.nested, key, "name"))
                memory.note(key, entities[key], hit.start)
                continue
            key, start = self.decide(hit, decided, memory, sentence)
            key = key or self.by_peer(hits, i)
            if not key:
                if hit.end - hit.start > 1:
                    self.unknown[self.view.norm[hit.start : hit.end]] += 1
                decided += [
                    replace(h, entity=h.readings[0].entity, how="name") for h in inner(self.view, self.names, hit)
                ]
                continue
            nested = hit.nested if len(hit.readings) == 1 or not all(r.context for r in hit.readings) else ()
            if start < hit.start:
                owner = decided.pop()
                shift = owner.start - hit.start
                nested = ((shift, shift + owner.end - owner.start, owner.entity), *nested)
                nested = tuple((a - shift, b - shift, k) for a, b, k in nested)
            context = not any(r.entity == key and not r.context for r in hit.readings)
            decided.append(Hit(start, hit.end, hit.readings, nested, key, "context" if context else "name"))
            memory.note(key, entities[key], hit.start)
        return decided

    def decide(self, hit: Hit, decided: list[Hit], memory: _Memory, sentence: Sentence) -> tuple[str, int]:
        """The entity a hit denotes ("" if undecided) and where its span begins (an owner before it joins it)."""
        entities, norm = self.names.entities, self.view.norm
        text = norm[hit.start : hit.end]
        sure = [r for r in hit.readings if not r.context]
        if len(sure) == 1:
            return sure[0].entity, hit.start
        if text in self.own:
            rule = self.own[text]
            return (rule["entity"] if self.language == rule["language"] else ""), hit.start
        candidates = [r.entity for r in hit.readings]
        if text in self.named:
            return self.by_memory(candidates, memory), hit.start
        titled = norm[hit.start - 1 : hit.start] == "《"
        media = [k for k in candidates if entities[k].cls == "MediaOrganization"]
        if media and not self.view.text.isascii() and re.search(f"[{CJK}]", text):
            # 《科学》 is the journal, 科学 is science.
            candidates = media if titled else [k for k in candidates if k not in media]
            if titled and len(media) == 1:
                return media[0], hit.start
        if not candidates:
            return "", hit.start
        # The owner stands right before: China's + Ministry of Commerce, 美国 + 商务部.
        if decided and 0 <= hit.start - decided[-1].end <= 3:
            gap = norm[decided[-1].end : hit.start]
            if (
                gap in ("", " ", "'s ", "' ", "的", "《", "的《", '"', '的"')
                and norm[decided[-1].start : decided[-1].end]
            ):
                before = entities[decided[-1].entity]
                mine = {before.key} if before.cls in _PLACES else {before.key, before.country}
                owners = [k for k in candidates if mine & self.owner_of(k)]
                bodies = [k for k in owners if entities[k].cls == "GovernmentBody"]
                # 日本铃木 is the company; a person would have a title.
                owners = [k for k in owners if entities[k].cls != "Person"] or owners
                if len(owners) == 1 and bodies and gap != "的":
                    return owners[0], decided[-1].start
                if len(owners) == 1:
                    return owners[0], hit.start
                if gap == "" and before.cls in _PLACES and not owners:
                    # 日本军方 is no body of another country.
                    candidates = [k for k in candidates if not entities[k].country]
                    if not candidates:
                        return "", hit.start
        if decided and norm[decided[-1].end : hit.start] in self.joins:
            # A short form coordinated with a decided name of the same class: H-2B、L及J, 凯西和科宁.
            peers = [k for k in candidates if entities[k].cls == entities[decided[-1].entity].cls]
            if len(peers) == 1 and entities[peers[0]].cls not in _PLACES:
                return peers[0], hit.start
        if hit.end - hit.start == 1:
            return "", hit.start
        known = [k for k in candidates if k in memory.seen]
        policies = {self.policy(entities[k].cls) for k in candidates}
        if policies == {"capital"}:
            return (candidates[0] if len(candidates) == 1 and self.is_capital(hit) else ""), hit.start
        if len(known) == 1:
            return self.longer(text, known[0], decided, memory) or known[0], hit.start
        if "owner" in policies:
            return self.by_owner(
                [k for k in candidates if self.policy(entities[k].cls) == "owner"], memory, sentence
            ), hit.start
        if len(known) > 1:
            return max(known, key=lambda k: memory.last.get(k, -1)), hit.start
        persons = [k for k in candidates if entities[k].cls == "Person"]
        titled_before = self.titles.search(norm[max(0, hit.start - 24) : hit.start])
        if persons and (titled_before or norm.startswith(lexicon.words("zh/syntax", "title_after"), hit.end)):
            return self.by_office(persons, memory, sentence) or self.by_owner(persons, memory, sentence), hit.start
        if titled:
            return self.by_owner(candidates, memory, sentence), hit.start
        related = [k for k in candidates if entities[k].parent in memory.seen and entities[k].cls != "Person"]
        related = related or [k for k in candidates if self.party_named(k, memory, sentence)]
        return (related[0] if len(related) == 1 else self.by_year(candidates, sentence)), hit.start

    def by_peer(self, hits: list[Hit], i: int) -> str:
        """The company among the candidates of a hit that is coordinated with a sure company after it: 大众和宝马."""
        entities, norm = self.names.entities, self.view.norm
        companies = [r.entity for r in hits[i].readings if entities[r.entity].cls == "Company"]
        if len(companies) != 1 or hits[i].end - hits[i].start == 1:
            return ""
        for one, other in zip(hits[i:], hits[i + 1 : i + 4], strict=False):
            if norm[one.end : other.start] not in self.joins:
                return ""
            if len(other.readings) == 1 and not other.readings[0].context:
                return companies[0] if entities[other.readings[0].entity].cls == "Company" else ""
        return ""

    def by_memory(self, candidates: list[str], memory: _Memory) -> str:
        """The candidate that was named, unless another entity of its class was named later."""
        entities = self.names.entities
        known = [k for k in candidates if k in memory.seen]
        if len(known) != 1:
            return ""
        last = [k for k in memory.seen if entities[k].cls == entities[known[0]].cls]
        return known[0] if max(last, key=lambda k: (memory.last.get(k, -1), k)) == known[0] else ""

    def longer(self, text: str, key: str, decided: list[Hit], memory: _Memory) -> str:
        """Another mechanism or policy named since by a longer name that the text begins or ends: 芯片四方 … 四方."""
        since, norm, schema = memory.last.get(key, -1), self.view.norm, self.names.schema
        if not schema.is_any(self.names.entities[key].cls, ("Mechanism", "Program", "Strategy", "Agreement")):
            return ""
        for hit in reversed(decided):
            if hit.start <= since:
                return ""
            name = norm[hit.start : hit.end]
            if name != text and (name.endswith(text) or name.startswith(text)) and hit.entity != key:
                same = schema.family(self.names.entities[hit.entity].cls) == schema.family(self.names.entities[key].cls)
                return hit.entity if same else ""
        return ""

    def by_owner(self, candidates: list[str], memory: _Memory, sentence: Sentence) -> str:
        """The candidate whose owner was named last in this sentence, or else most often in the document."""
        entities = self.names.entities
        scored = []
        for key in candidates:
            country = entities[key].country
            last = memory.last.get(country, -1)
            near = 2 if last >= sentence.start else 0
            scored.append((near, last if near else 0, memory.counts[country], key))
        scored.sort(reverse=True)
        if not scored or (scored[0][0] == 0 and scored[0][2] == 0):
            return ""
        if len(scored) > 1 and scored[0][:3] == scored[1][:3]:
            tied = [k for *score, k in scored if score == list(scored[0][:3])]
            return self.by_year(tied, sentence)
        if scored[0][0] == 0 and len(scored) > 1 and scored[0][2] < 2 * scored[1][2] and scored[1][2]:
            return ""
        return scored[0][3]

    def by_office(self, persons: list[str], memory: _Memory, sentence: Sentence) -> str:
        """The person of a bare last name after a title (总统卡特) whose country or body the sentence has named."""
        near = [k for k in persons if any(memory.last.get(o, -1) >= sentence.start for o in self.owner_of(k))]
        return near[0] if len(near) == 1 else self.by_year(near, sentence)

    def by_year(self, candidates: list[str], sentence: Sentence) -> str:
        """The candidate in force, or issued, in the first year that the sentence names: 2017年…国家安全战略报告."""
        match = _YEAR.search(self.view.norm, sentence.start, sentence.end)
        if match is None:
            return ""
        year = match.group()
        fit = []
        for key in candidates:
            entity = self.names.entities[key]
            since, until = entity.since[:4], entity.until[:4]
            if since and since <= year <= (until or since):
                fit.append(key)
        return fit[0] if len(fit) == 1 else ""

    def party_named(self, key: str, memory: _Memory, sentence: Sentence) -> bool:
        """Whether the sentence names a country that the full name of an arrangement holds: 与蒙古国签署合作备忘录."""
        entity = self.names.entities[key]
        if not self.names.schema.is_any(entity.cls, ("Agreement", "Declaration", "Mechanism")):
            return False
        near = [self.names.entities.get(k) for k, place in memory.last.items() if place >= sentence.start]
        places = [e for e in near if e and e.cls in _PLACES and e.key not in self.common]
        return any(e.zh[:1] in entity.zh or e.en in entity.en for e in places)

    def is_capital(self, hit: Hit) -> bool:
        """Whether a capital's name stands for the government: nothing around it makes it a place."""
        norm = self.view.norm
        before, after = norm[max(0, hit.start - 12) : hit.start], norm[hit.end : hit.end + 14]
        if any(before.endswith(word) for word in self.capital["place_before"]):
            return False
        if any(after.startswith(word) for word in self.capital["place_after"]):
            return False
        following = self.view.text[self.view.at(hit.end) :][1:2]
        return not (after[:1] == " " and following.isupper())
