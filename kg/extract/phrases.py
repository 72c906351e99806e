"""Noun phrases of a sentence: which names are coordinated, who owns what, and the preposition before each.

A phrase has one or more heads (美国、日本和荷兰), may have an owner (美国 + 商务部长 + 雷蒙多) and a role given by the
preposition in front of it (对, 与, 由, "by", "against"). What counts as a connector, a title or a preposition is data.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.extract.mentions import Anchor
from kg.extract.names import is_word
from kg.extract.syntax import Syntax, syntax
from kg.extract.text import Sentence
from kg.model import Entity
from kg.schema import Schema


@dataclass(slots=True)
class Phrase:
    """Coordinated names with their extent, role, owners by head, and the clause they stand in."""

    start: int
    end: int
    heads: list[Anchor]
    role: str = ""
    clause: int = 0
    owners: dict[int, Anchor] = field(default_factory=dict)
    modifier: bool = False
    marker: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """Two names tied without a verb: an office, a seat, a possession."""

    kind: str
    owner: Anchor
    head: Anchor


@dataclass(slots=True)
class Parsed:
    """A sentence in phrases: left to right, with clause breaks and structural links."""

    sentence: Sentence
    phrases: list[Phrase]
    breaks: list[int]
    links: list[Link]
    aside: list[tuple[int, int]]

    def clause(self, position: int) -> int:
        """The number of the clause a position stands in."""
        return bisect_right(self.breaks, position)


# What may stand between a Chinese preposition and its name: 把140家|中国实体, 对多家|美国企业.
_NUMBER = re.compile(
    r"(?:(?:超过|超|逾|约|近|上述|其他|另外)?(?:\d+[多余]?|[一两三四五六七八九十数百多]{1,3})(?:家|个|名|国|款|种|类|项|条)"
    r"|一批|一些|所有|部分|包括|相关|更多|大量|若干|数十家|上百家)$"
)
_FIRM = re.compile(
    r"[\"'》]?(?:领域|行业)?的?(?:企业|公司|厂商|巨头|制造商|供应商|运营商|从业|人才|专家|实体|机构|初创|大厂)"
)
_COUNTED = re.compile(r"[\"'》]*等(?:\d{1,4}[多余]?家|多家|一批|一些|数家)?")
_SORT = re.compile(
    r"(?:科技|高科技|半导体|通信|人工智能|军工|领先|知名){0,2}(?:企业|公司|实体|厂商|机构|大学|科技巨头)"
)

_AMONG = re.compile(r"[\"'》]*(?:等|等?(?:这)?[\d两一二三四五六七八九十]{1,3}个|等这些)")
_STATES = re.compile(r"[\"'》)]*(?:的)?(?:主要|核心|创始|老)?(?:成员|国家|盟国|盟友|伙伴国|会员国|参与国|缔约国)")
_PLACE = re.compile(r"[\"'》)]{0,2}(?:会议|峰会|论坛|大会)?(?:上|中|下|期间|之际|框架下|方面|领域)")
# 清华大学的薛澜, 国务院下属的…局: a person of an organisation, a unit of a body.
_MEMBER = re.compile(r"的?")
_UNIT = re.compile(r"\)?(?:下属|旗下|所属|直属|辖下|下辖|下设|管辖|名下)的?(?:企业|公司|机构)?")
_AND = re.compile(r"\b(?:and|or|as well as|along with|together with|alongside|plus|but also|among others|etc)\b|&|/|-")
_FORMERLY = re.compile(r", ?(?:the |an? )?(?:former |then |now |long-time )?")
_LED = ("-led ", "-initiated ", "-sponsored ", "-driven ", "-proposed ")
_NOTE = re.compile(r"\s?\([^()]{1,60}\)")
_SEPARATE = re.compile(r"[,、和与及的由被对向]")
_AT = re.compile(r"[在于][^,。;]{0,11}$")


def role_before(norm: str, start: int, floor: int, s: Syntax) -> tuple[str, int]:
    """The role that the words right before a name give it, and where they begin."""
    window = norm[max(floor, start - 30) : start]
    article = s.article.search(window)
    cut = article.start() if article else len(window)
    window = window[:cut]
    window = window.rstrip() if s.language == "en" else _NUMBER.sub("", window)
    for word, role in s.prepositions:
        if window.endswith(word):
            before = window[: -len(word)]
            if s.fused and window.endswith(s.fused):
                return "", start
            if s.language == "en" and before and is_word(before[-1]):
                continue
            if role == "of" and before.rstrip().endswith(s.through):
                return "", start
            return role if role != "bare" else "", start - (len(norm[max(floor, start - 30) : start]) - len(before))
    return "", start


def parse(norm: str, sentence: Sentence, anchors: list[Anchor], entities: dict[str, Entity], schema: Schema) -> Parsed:
    """The phrases of a sentence from its anchors (sorted; nested ones left out of the phrases)."""
    s = syntax(sentence.language)
    a, b = sentence.start, sentence.end
    aside = [(m.start(), m.end()) for m in re.finditer(r"\([^()]{0,120}\)", norm[a:b])]
    aside = [(x + a, y + a) for x, y in aside]
    top = [x for x in anchors if not x.inside]
    links: list[Link] = []
    cls = {x.entity: entities[x.entity].cls for x in top}

    def family(x: Anchor) -> str:
        return schema.family(cls[x.entity])

    units: list[tuple[int, int, Anchor, Anchor | None]] = []
    for x in top:
        in_aside = next(((p, q) for p, q in aside if p < x.start < q), None)
        if in_aside and units and any(u[2].entity == x.entity for u in units[-2:]):
            if units[-1][2].entity == x.entity:
                units[-1] = (units[-1][0], max(units[-1][1], in_aside[1]), units[-1][2], units[-1][3])
            continue
        if units and x.start >= units[-1][1]:
            us, ue, head, owner = units[-1]
            gap = norm[ue : x.start]
            person, own = cls[x.entity] == "Person", family(head)
            if (len(gap) <= 60 and owner is None) or (
                owner is not None and (gap in ("", "'s ") or (len(gap) <= 40 and family(head) == "Technology"))
            ):
                if (
                    person
                    and own == "Actor"
                    and cls[head.entity] != "Person"
                    and s.language == "zh"
                    and len(units) > 1
                    and family(units[-2][2]) == "Actor"
                    and _employs(cls[units[-2][2].entity], schema, norm[units[-2][1] : us])
                    and s.titled.fullmatch(norm[units[-2][1] : x.start])
                ):
                    # 美国驻华大使伯恩斯, 外交部美国司司长: what the office is about is not who holds it.
                    links.append(Link("office", units[-2][2], x))
                    units[-2:] = [(units[-2][0], x.end, x, units[-2][2])]
                    continue
                if (
                    person
                    and own == "Actor"
                    and cls[head.entity] != "Person"
                    and (s.titled.fullmatch(gap) or (_MEMBER.fullmatch(gap) and _employs(cls[head.entity], schema)))
                ):
                    links.append(Link("office", head, x))
                    units[-1] = (us, x.end, x, head)
                    continue
                geo = schema.is_any(cls[head.entity], ("GeopoliticalEntity",))
                organisation = schema.is_any(
                    cls[x.entity],
                    (
                        "Company",
                        "ResearchOrganization",
                        "ThinkTank",
                        "IndustryAssociation",
                        "MediaOrganization",
                        "PoliticalParty",
                    ),
                )
                sort = units[-2] if len(units) > 1 and family(head) == "Technology" else None
                if (
                    sort
                    and organisation
                    and s.kind.fullmatch(gap)
                    and schema.is_any(cls[sort[2].entity], ("GeopoliticalEntity",))
                    and norm[sort[1] : us] in ("", "的", " ", "'s ")
                ):
                    # 荷兰|光刻机|企业阿斯麦, Dutch lithography maker ASML
                    links.append(Link("seat", sort[2], x))
                    units[-2:] = [(sort[0], x.end, x, sort[2])]
                    continue
                if (
                    organisation
                    and owner is not None
                    and family(head) == "Technology"
                    and s.kind.fullmatch(gap)
                    and schema.is_any(cls[owner.entity], ("GeopoliticalEntity",))
                ):
                    links.append(Link("seat", owner, x))
                    units[-1] = (us, x.end, x, owner)
                    continue
                if geo and organisation and s.kind.fullmatch(gap):
                    links.append(Link("seat", head, x))
                    units[-1] = (us, x.end, x, head)
                    continue
                if own == "Actor" and gap in _LED and (family(x) == "Mechanism" or cls[x.entity] == "Program"):
                    links.append(Link("led", head, x))
                    units[-1] = (us, x.end, x, head)
                    continue
                if own == "Mechanism" == family(x) and gap and s.owns.fullmatch(gap):
                    links.append(Link("part", head, x))
                    units[-1] = (us, x.end, x, head)
                    continue
                if own == "Actor" == family(x) and not person and _UNIT.fullmatch(gap):
                    links.append(Link("part", head, x))
                    units[-1] = (us, x.end, x, head)
                    continue
                if own == "Actor" and s.owns.fullmatch(gap) and (gap.strip("\"'《》() ") or geo):
                    kind = {"Policy": "policy", "Mechanism": "mechanism"}.get(family(x), "")
                    if (
                        kind
                        and (gap.strip("\"'《》() ") or (geo and "《" in gap))
                        and (cls[head.entity] != "Person" or gap.startswith("'s"))
                    ) or (kind and cls[head.entity] == "Administration"):
                        links.append(Link(kind, head, x))
                    if (
                        kind
                        or family(x) in ("Technology", "PolicyConcept", "Product")
                        or cls[x.entity] == "GovernmentBody"
                    ):
                        if cls[x.entity] == "GovernmentBody":
                            links.append(Link("body", head, x))
                        units[-1] = (us, x.end, x, head)
                        continue
            headed = person and own == "Actor" and gap == ", " and s.headed
            if headed and headed.search(norm[max(a, us - 60) : head.start]):
                # the director of the CHIPS Program Office, Michael Schmidt
                links.append(Link("office", head, x))
                units[-1] = (us, x.end, x, head)
                continue
            if (
                person is False
                and s.after
                and cls[head.entity] == "Person"
                and _FORMERLY.fullmatch(gap)
                and s.after.match(norm, x.end)
            ):
                # S. Jaishankar, India's external affairs minister
                links.append(Link("office", x, head))
                units[-1] = (us, x.end, head, x)
                continue
        if cls[x.entity] == "Person" and s.titles.search(norm[max(a, x.start - 40) : x.start]):
            links.append(Link("title", x, x))
        units.append((x.start, x.end, x, None))
        if s.office and len(units) > 1 and cls[units[-2][2].entity] == "Person":
            gap = norm[units[-2][1] : x.start]
            if family(x) == "Actor" and cls[x.entity] != "Person" and s.office.fullmatch(gap):
                links.append(Link("office", x, units[-2][2]))
                us, ue, head, owner = units[-2]
                units[-2:] = [(us, x.end, head, x)]

    phrases: list[Phrase] = []
    for number, (us, ue, head, owner) in enumerate(units):
        # Intel ($7.86 billion), TSMC ($6.6 billion): a note behind a name does not end the list.
        note = _NOTE.match(norm, ue, b)
        if note and not any(note.start() < x.start < note.end() for x in top):
            ue = note.end()
        if phrases:
            last = phrases[-1]
            gap = norm[last.end : us]
            if head.start < last.end:
                last.heads.append(head)
                continue
            pair = not gap and head.end - head.start == 1 == last.heads[-1].end - last.heads[-1].start
            if pair or (
                len(gap) <= 34
                and s.joins.fullmatch(gap)
                and (s.language == "zh" or _listed(norm, units, number, gap, s))
                and _joinable(cls[last.heads[-1].entity], cls[head.entity], gap, schema)
            ):
                last.heads.append(head)
                last.end = ue
                if owner:
                    last.owners[head.start] = owner
                continue
            if (
                owner is not None
                and family(head) in ("Technology", "Product")
                and s.language == "zh"
                and s.joins.fullmatch(gap)
                and all(schema.is_a(cls[h.entity], "GeopoliticalEntity") for h in (*last.heads, owner))
            ):
                # 对中国、越南的钢铁加征关税: the owners are coordinated, not the goods with a country.
                last.heads += [owner, head]
                last.end = ue
                continue
        role, marker = role_before(norm, us, a, s)
        if s.language == "zh" and role == "" and _PLACE.match(norm, ue) and _AT.search(norm[max(a, us - 12) : us]):
            role = "in"
        phrases.append(Phrase(us, ue, [head], role, 0, {head.start: owner} if owner else {}, False, marker))
    if s.language == "zh":
        for first, second in pairwise(phrases):
            kinds = {cls[h.entity] for h in (*first.heads, *second.heads)}
            if (
                kinds == {"Technology"}
                and len(second.heads) == 1
                and norm[first.end : second.start] in ("等", '"等', "等等")
            ):
                links += [Link("kind", second.heads[0], h) for h in first.heads]
            if _COUNTED.fullmatch(norm[first.end : second.start]) and _SORT.match(norm[second.end : second.end + 12]):
                owner = second.heads[-1]
                if schema.is_any(cls[owner.entity], ("GeopoliticalEntity",)):
                    links += [
                        Link("seat", owner, h)
                        for h in first.heads
                        if cls[h.entity] in ("Company", "ResearchOrganization")
                    ]
                    second.modifier = True
            if _AMONG.fullmatch(norm[first.end : second.start]) and _STATES.match(norm, second.end):
                # 越南、泰国等东盟国家: states named as members of what follows.
                links += [Link("member", second.heads[-1], h) for h in first.heads]
                second.modifier = True
        for phrase in phrases:
            if cls[phrase.heads[-1].entity] == "Technology" and _FIRM.match(norm, phrase.end):
                phrase.modifier = True
    breaks = []
    for i in range(a, b):
        c = norm[i]
        if c in s.breaks:
            if any(p.start <= i < p.end for p in phrases) or any(x <= i < y for x, y in aside):
                continue
            if c in ".:," and norm[i - 1 : i].isdigit() and norm[i + 1 : i + 2].isdigit():
                continue
            if c == "." and i + 1 < b and not norm[i + 1 : i + 2].isspace():
                continue
            if c == "," and s.runs_on is not None and s.runs_on.match(norm, i):
                continue
            breaks.append(i)
    parsed = Parsed(sentence, phrases, breaks, links, aside)
    for p in phrases:
        p.clause = parsed.clause(p.start)
    return parsed


def _listed(norm: str, units: Sequence[tuple[int, int, Anchor, Anchor | None]], at: int, gap: str, s: Syntax) -> bool:
    """Whether a comma before a unit stands in an English list: one that goes on to "and" or its like."""
    if _AND.search(gap):
        return True
    for here, following in zip(units[at:], [*units[at + 1 :], None], strict=True):
        tail = _NOTE.sub("", norm[here[1] : following[0]], count=1) if following else norm[here[1] : here[1] + 20]
        if _AND.match(tail.lstrip(", ")):
            return True
        if not s.joins.fullmatch(tail):
            return False
    return False


def _employs(cls: str, schema: Schema, between: str = "") -> bool:
    """Whether a person named right after a name of this class belongs to it: organisations, not countries.

    A country's office may be told by what stands between it and the place it is about: 驻, 对.
    """
    if between and between[0] in "驻对" and schema.is_a(cls, "Actor"):
        return cls != "Person"
    others = ("GeopoliticalEntity", "Region", "Person", "MediaOrganization")
    return not _SEPARATE.search(between) and not schema.is_any(cls, others)


def _joinable(a: str, b: str, gap: str, schema: Schema) -> bool:
    """Whether two classes may be coordinated: one family, and persons only with persons unless listed."""
    fa, fb = schema.family(a), schema.family(b)
    if fa != fb:
        treaties = ("IntergovernmentalOrganization", "Agreement", "Mechanism")
        if schema.is_any(a, treaties) and schema.is_any(b, treaties):
            return True
        return "、" in gap and fa not in ("Actor",) and fb not in ("Actor",)
    if fa == "Actor":
        return (a == "Person") == (b == "Person") or not ("、" in gap or " " in gap)
    return True
