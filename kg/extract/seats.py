"""Whose organisations Chinese names list: 中国企业包括甲、乙, 美国芯片企业甲和乙, 甲, 这家美国公司.

The nationality stands once, beside the noun for what they are, and holds for every organisation coordinated with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from kg.extract.mentions import Anchor
from kg.extract.syntax import syntax
from kg.extract.text import Sentence
from kg.model import Entity

_ORGANISATIONS = ("Company", "ResearchOrganization", "ThinkTank", "IndustryAssociation")
_PLACES = ("Country", "Territory")
# How far before a name the words may stand that make it an example, or the same as the one before.
_SUCH, _THIS = 28, 4


class Named(Protocol):
    """What is read of a phrase."""

    start: int
    end: int
    heads: list[Anchor]
    owners: dict[int, Anchor]
    modifier: bool


def seats(
    norm: str, sentence: Sentence, phrases: Sequence[Named], entities: Mapping[str, Entity]
) -> Iterator[tuple[Anchor, Anchor]]:
    """Pairs (place, organisation) that the lists of a sentence give.

    Example: 登上清单的中国企业包括华为和中芯国际 gives (中国, 华为) and (中国, 中芯国际).
    """
    s = syntax(sentence.language)
    sort, counted = s.patterns["sort_of"], s.patterns["counted"]
    classes = [[entities[h.entity].cls for h in phrase.heads] for phrase in phrases]
    if not any(c in _ORGANISATIONS for of in classes for c in of):
        return

    def organisations(phrase: Named) -> list[Anchor]:
        return [h for h in phrase.heads if entities[h.entity].cls in _ORGANISATIONS]

    def place_of(phrase: Named) -> Anchor | None:
        # 中国|企业, 中国人工智能|企业
        head = phrase.heads[-1]
        place = phrase.owners.get(head.start) if entities[head.entity].cls == "Technology" else head
        stands = place is not None and entities[place.entity].cls in _PLACES and sort.match(norm, phrase.end)
        return place if stands else None

    for first, second in pairwise(phrases):
        place = place_of(second)
        if place is not None and place is not second.heads[-1] and counted.fullmatch(norm[first.end : second.start]):
            # 甲、乙等多家中国人工智能企业
            yield from ((place, h) for h in organisations(first))
            second.modifier = True
    last: Anchor | None = None
    before: Anchor | None = None
    for phrase in phrases:
        found = organisations(phrase)
        if found and last is not None and not phrase.owners:
            lead = norm[max(sentence.start, last.end, phrase.start - _SUCH) : phrase.start]
            yield from ((last, h) for h in found if s.such.search(lead))
        owner: Anchor | None = None
        for head in phrase.heads:
            own = phrase.owners.get(head.start)
            if own is not None and entities[own.entity].cls == "Technology":
                # 电池|制造商宁德时代
                own = None
            if own is None and owner is not None and head in found:
                yield owner, head
            elif own is not None or head not in found:
                gap = norm[own.end : head.start] if own is not None else ""
                stands = own is not None and entities[own.entity].cls in _PLACES
                owner = own if stands and (gap == "的" or sort.fullmatch(gap)) else None
        tail = place_of(phrase)
        if tail is not None:
            if before is not None and s.this_one.search(norm[max(sentence.start, phrase.start - _THIS) : phrase.start]):
                # 国防科技大学,这所中国高校
                yield tail, before
            last = tail
        before = found[-1] if found else before
