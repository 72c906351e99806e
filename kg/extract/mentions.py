"""Mentions: every span of a document that names an entity of the registry, linked to it.

Names are scanned once over the whole view; then the document itself decides what is ambiguous: the nearest owner, what
was named before, the country the text is about, abbreviations it defines. What stays undecided is counted, not guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg import lexicon
from kg.extract import countries
from kg.extract.names import Names, Reading, is_word
from kg.extract.text import CJK, Sentence, View
from kg.model import Mention, Region


_PLACES = ("Country", "Territory", "SupranationalUnion", "Region")


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of the view with what it may denote, or, once decided, what it denotes."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    nested: tuple[tuple[int, int, str], ...] = ()
    entity: str = ""
    how: str = ""


# "US Treasury Secretary": the title is no mention of the department.
_OFFICE = re.compile(r" (?:under |deputy |assistant )?(?:secretary|minister)\b")


def _valid(v: View, names: Names, start: int, end: int, index: int) -> Hit | None:
    """The match as a hit if it stands on word boundaries and in the right case."""
    form, norm = names.forms[index], v.norm
    if form.left and start and is_word(norm[start - 1]):
        return None
    if form.right and end < len(norm) and is_word(norm[end]):
        return None
    if norm[start + 1 : start + 2] == "国" and countries.splits(norm, start):
        return None
    if form.after and norm[end : end + 1] and norm[end] in form.after:
        return None
    for word in form.inside:
        at = norm.find(word, max(0, start - len(word)), end + len(word))
        if 0 <= at <= start and end <= at + len(word):
            return None
    if form.before and start and norm[start - 1] in form.before:
        return None
    if form.right and _OFFICE.match(norm, end) and names.entities[form.readings[0].entity].cls == "GovernmentBody":
        return None
    readings = tuple(r for r in form.readings if all(v.text[v.at(start + u)].isupper() for u in r.upper))
    if not readings:
        return None
    return Hit(start, end, readings, form.nested)


def scan(v: View, names: Names) -> list[Hit]:
    """The longest valid names from left to right, not yet decided."""
    hits: list[Hit] = []
    failed: list[tuple[int, int]] = []
    for index, start, end in names.automaton.find_matches_as_indexes(v.norm):
        hit = _valid(v, names, start, end, index)
        if hit:
            hits.append(hit)
        else:
            failed.append((start, end))
    for start, end in failed:
        # A longer name hid shorter ones: look again at every name that begins inside it.
        window = v.norm[start : end + 60]
        for index, a, b in names.every.find_matches_as_indexes(window, overlapping=True):
            if start + a < end and (a, b) != (0, end - start):
                hit = _valid(v, names, start + a, start + b, index)
                if hit:
                    hits.append(hit)
    hits.sort(key=lambda h: (h.start, -h.end))
    chosen: list[Hit] = []
    reach = 0
    for hit in hits:
        if hit.start >= reach:
            chosen.append(hit)
            reach = hit.end
    return chosen


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A decided mention in view positions; ``inside`` is true for a name within a longer one."""

    start: int
    end: int
    entity: str
    how: str
    inside: bool = False


@dataclass(slots=True)
class _Memory:
    """What the document has said so far: entities named, and where each country was named last."""

    seen: set[str]
    last: dict[str, int]
    counts: Counter[str]


class Linker:
    """Decides the hits of one document; holds no state between documents."""

    def __init__(self, v: View, names: Names, sentences: list[Sentence], language: str) -> None:
        self.view, self.names, self.language = v, names, language
        self.sentences = sentences
        self.unknown: Counter[str] = Counter()
        self.capital = lexicon.table("ambiguous")["capital"]
        self.policies = lexicon.table("ambiguous")["policy"]
        self.own = lexicon.table("ambiguous")["self"]
        self.local: dict[str, str] = {}

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
        for hit in hits:
            while sentence.end <= hit.start and sentence.paragraph >= 0:
                sentence = next(bounds)
            key, start = self.decide(hit, decided, memory, sentence)
            if not key:
                self.unknown[self.view.norm[hit.start : hit.end]] += 1
                continue
            nested = hit.nested if len(hit.readings) == 1 or not all(r.context for r in hit.readings) else ()
            if start < hit.start:
                owner = decided.pop()
                shift = owner.start - hit.start
                nested = ((shift, shift + owner.end - owner.start, owner.entity), *nested)
                nested = tuple((a - shift, b - shift, k) for a, b, k in nested)
            context = not any(r.entity == key and not r.context for r in hit.readings)
            decided.append(Hit(start, hit.end, hit.readings, nested, key, "context" if context else "name"))
            memory.seen.add(key)
            for k in {key, *self.owner_of(key)}:
                memory.last[k] = hit.start
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
            if gap in ("", " ", "'s ", "' ", "的") and norm[decided[-1].start : decided[-1].end]:
                before = entities[decided[-1].entity]
                mine = {before.key} if before.cls in _PLACES else {before.key, before.country}
                owners = [k for k in candidates if mine & self.owner_of(k)]
                bodies = [k for k in owners if entities[k].cls == "GovernmentBody"]
                if len(owners) == 1 and bodies and gap != "的":
                    return owners[0], decided[-1].start
                if len(owners) == 1:
                    return owners[0], hit.start
        known = [k for k in candidates if k in memory.seen]
        policies = {self.policy(entities[k].cls) for k in candidates}
        if policies == {"capital"}:
            return (candidates[0] if len(candidates) == 1 and self.is_capital(hit) else ""), hit.start
        if len(known) == 1:
            return known[0], hit.start
        if "owner" in policies:
            return self.by_owner(
                [k for k in candidates if self.policy(entities[k].cls) == "owner"], memory, sentence
            ), hit.start
        if len(known) > 1:
            return max(known, key=lambda k: memory.last.get(k, -1)), hit.start
        related = [k for k in candidates if entities[k].parent in memory.seen and entities[k].cls != "Person"]
        return (related[0] if len(related) == 1 else ""), hit.start

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
            return ""
        if scored[0][0] == 0 and len(scored) > 1 and scored[0][2] < 2 * scored[1][2] and scored[1][2]:
            return ""
        return scored[0][3]

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


_PARENTHESIS = re.compile(r" ?\(([^()]{1,80})\)")
_SHORT = re.compile(
    r"^(?:以下|下文)?(?:简称|又称|下称|俗称|亦称|也称|通称|又名|即|英文缩写|缩写|or|hereafter|hereinafter|also called|known as|also known as|dubbed|nicknamed)(?:为|是|作)?[: ]?(?:the )?(.+)$"
)
_SHORT_OPEN = re.compile(r"^[,(\"]{0,2}(?:以下)?(?:简称|又称|俗称|下称)(?:为)?\"([^\"]{2,16})\"")


def definitions(v: View, hits: Iterable[Hit]) -> dict[str, tuple[str, int]]:
    """Short forms that the document defines after a name: （IPEF，以下简称“框架”）, "(BIS)"; form → entity, place."""
    found: dict[str, tuple[str, int]] = {}

    def learn(form: str, entity: str, place: int) -> None:
        form = form.strip(" \"'")
        if 2 <= len(form) <= 40 and not form.isdigit():
            found.setdefault(form, (entity, place))

    for hit in hits:
        at = hit.end
        while v.norm[at : at + 1] in ('"', "》", "'"):
            at += 1
        match = _PARENTHESIS.match(v.norm, at)
        if match:
            for part in re.split(r"[,;、]", match.group(1)):
                part = part.strip()
                short = _SHORT.match(part.strip("\"' "))
                if short:
                    learn(short.group(1), hit.entity, match.end())
                    continue
                start = v.norm.find(part.strip("\"' "), match.start())
                original = v.text[v.at(start) : v.end(start + len(part.strip("\"' ")))]
                if re.fullmatch(r"[A-Z][A-Za-z&\-]*[A-Z][A-Za-z0-9&\-]*|[A-Z]{2,}[a-z]?", original):
                    learn(part, hit.entity, match.end())
        opened = _SHORT_OPEN.match(v.norm[at : at + 40])
        if opened:
            learn(opened.group(1), hit.entity, at)
    return found


def _free(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    low, high = 0, len(taken)
    while low < high:
        middle = (low + high) // 2
        if taken[middle][1] <= start:
            low = middle + 1
        else:
            high = middle
    return low == len(taken) or taken[low][0] >= end


def find(
    v: View, names: Names, sentences: list[Sentence], *, language: str = "zh", ignored: Iterable[Region] = ()
) -> tuple[tuple[Anchor, ...], Counter[str]]:
    """The mentions of a document as anchors, sorted, nested ones included, and the undecided forms with their counts.

    Nothing inside ``ignored`` regions is a mention.
    """
    skip = [(v.position(r.start), v.position(r.end)) for r in ignored]
    hits = [h for h in scan(v, names) if not any(a <= h.start < b for a, b in skip)]
    linker = Linker(v, names, sentences, language)
    decided = linker.link(hits)
    taken = sorted((h.start, h.end) for h in decided)
    for form, (entity, place) in sorted(definitions(v, decided).items()):
        at = v.norm.find(form)
        while at >= 0:
            end = at + len(form)
            inside = any(a <= at < b for a, b in skip)
            bounded = not (is_word(form[0]) and at and is_word(v.norm[at - 1])) and not (
                is_word(form[-1]) and is_word(v.norm[end : end + 1])
            )
            if bounded and not inside and at >= place - len(form) - 30 and _free(taken, at, end):
                decided.append(Hit(at, end, (), (), entity, "defined"))
                linker.unknown.pop(form, None)
            at = v.norm.find(form, end)
        taken = sorted((h.start, h.end) for h in decided)
    events = [(h.start, h.end) for h in decided if names.entities[h.entity].cls == "Event"]
    found: dict[tuple[int, int], Anchor] = {}

    def add(start: int, end: int, entity: str, how: str, inside: bool) -> None:
        found.setdefault((start, end), Anchor(start, end, entity, how, inside))

    for hit in decided:
        add(hit.start, hit.end, hit.entity, hit.how, False)
        for a, b, key in hit.nested:
            add(hit.start + a, hit.start + b, key, "nested", True)
    for start, end, key in elements(v.norm, names):
        if _free(taken, start, end) and not any(a <= start < b for a, b in skip):
            add(start, end, key, "character", False)
    for start, end, key in countries.find(v.norm):
        if any(a <= start < b for a, b in skip):
            continue
        inside = any(a <= start and end <= b for a, b in events)
        if inside or _free(taken, start, end):
            add(start, end, key, "character", inside)
    return tuple(sorted(found.values())), linker.unknown


def elements(norm: str, names: Names) -> Iterator[tuple[int, int, str]]:
    """Chemical elements named by one character, read only in enumerations: 锂、钴、镍."""
    for char, key in names.elements.items():
        at = norm.find(char)
        while at >= 0:
            before, after = norm[at - 1 : at], norm[at + 1 : at + 2]
            if "、" in (before, after) and (not before or before in "、和及与对为含括将(是") and (not after or after in "、和及与等)相出,。"):
                yield at, at + 1, key
            at = norm.find(char, at + 1)


def mentions(v: View, anchors: Iterable[Anchor]) -> tuple[Mention, ...]:
    """Anchors as mentions: offsets of the text instead of positions of the view."""
    out = []
    for a in anchors:
        span = v.span(a.start, a.end)
        out.append(Mention(span.start, span.end, span.text, a.entity, a.how))
    return tuple(sorted(out))
