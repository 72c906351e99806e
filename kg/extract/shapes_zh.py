"""How Chinese names look that no registry row knows: 《…法》, “…联盟”, 第46号公告, 商务部条约法律司, 参议员某某."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kg import lexicon
from kg.extract.shapes import Shape, ending, foreigners
from kg.extract.text import CJK, View

_TITLED = re.compile(r"《([^《》\n]{2,60})》")
_QUOTED = re.compile(r'"([^"\n,。;:、]{4,24})"')
_NUMBERED = re.compile(r"第(\d{1,5})号(行政令|行政命令|总统令|总统公告|公告|令)?")
_BEFORE_NUMBER = re.compile(r"(公告)?(?:(\d{4})年)?$")
_LEGAL = re.compile(r"(?:股份)?有限(?:责任)?公司")
_OPENED = re.compile(r"\([a-z]")
_DOTTED = "·"


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns made of the words of ``zh/shapes.toml``."""

    body: re.Pattern[str]
    division: re.Pattern[str]
    local: re.Pattern[str]
    person: re.Pattern[str]
    office: re.Pattern[str]
    titles: re.Pattern[str]
    company: re.Pattern[str]
    called: re.Pattern[str]
    clean: re.Pattern[str]
    clause: re.Pattern[str]
    kind: re.Pattern[str]


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


@cache
def transliteration() -> str:
    """The characters that spell foreign names: those of the registry's own dotted persons."""
    return "".join(sorted({c for e in foreigners() for c in e.zh if re.match(f"[{CJK}]", c)}))


@cache
def _patterns() -> _Patterns:
    data = lexicon.table("zh/shapes")
    limits, words = data["limits"], data["company"]
    inner = f"(?:{_any(limits['harmless'])}|[^{limits['function']}\\s\\W\\da-z_])"
    han = transliteration()
    titles = _any([t for t in lexicon.words("zh/syntax", "title_end") if len(t) > 1])
    kinds = _any(words["kinds"])
    after = "".join(c for c in limits["after_person"] + limits["after_foreigner"] if c not in han)
    verbs = _any(limits["after_person_words"])
    return _Patterns(
        body=re.compile(f"{inner}{{2,{limits['body_between']}}}?(?:{_any(list(data['body']))})(?![长门署队])"),
        division=re.compile(f"{inner}{{2,{limits['body_between']}}}?(?:{_any(list(data['division']))})(?![长法])"),
        local=re.compile(f"{inner}{{2,{limits['body_between']}}}?(?:{_any(list(data['local']))})(?![长法])"),
        person=re.compile(f"[{han}]{{1,5}}(?:·[{han}]{{1,7}}){{1,3}}" if han else "(?!)"),
        office=re.compile(
            f"(?:{titles})(?:([{limits['surnames']}][{CJK}]{{1,2}})(?=[{limits['after_person']}]|{verbs})"
            f"|([{han}]{{3,6}})(?=[{after}]|{verbs}))"
        ),
        titles=re.compile(f"(?:{titles})$"),
        company=re.compile(f"[{han}]{{2,5}}(?:{_any(words['endings'])})(?:公司|集团)?"),
        called=re.compile(f"(?:{kinds})(?=[{han}]{{2,5}}(?:{_any(words['endings'])}))"),
        clean=re.compile(f"(?:{inner}|·){{2,24}}$"),
        clause=re.compile(f"(?:{_any(limits['harmless'])}|[^{limits['function']}用建最])*"),
        kind=re.compile(f"{kinds}|{titles}"),
    )


@dataclass(frozen=True, slots=True)
class Owners:
    """The sorted ends of the names of countries, of provinces and cities, and of bodies, with their starts."""

    countries: Sequence[int]
    places: Sequence[tuple[int, int]]
    bodies: Sequence[int]


def find(v: View, start: int, end: int, owners: Owners) -> Iterator[Shape]:
    """Shapes in a Chinese stretch; bodies and companies are looked for after the names of ``owners``."""
    norm, data, made = v.norm, lexicon.table("zh/shapes"), _patterns()
    for pattern, endings in ((_TITLED, data["titled"]), (_QUOTED, data["quoted"])):
        for match in pattern.finditer(norm, start, end):
            inner = match.group(1).rstrip()
            last = ending(inner, endings)
            if last and (pattern is _TITLED or made.clause.fullmatch(inner)):
                yield Shape(match.start(1), match.start(1) + len(inner), endings[last])
    yield from _numbered(v, start, end)
    for at in _within(owners.countries, start, end):
        yield from _body(norm, at, at, end, made.body, data["body"], data["not_before"])
        company = made.company.match(norm, at, end)
        if company:
            yield Shape(at, company.end(), "Company")
    for at, begin in owners.places[bisect_left(owners.places, (start, 0)) : bisect_left(owners.places, (end, 0))]:
        yield from _body(norm, begin, at, end, made.local, data["local"], data["not_before"])
    for at in _within(owners.bodies, start, end):
        yield from _body(norm, at, at, end, made.division, data["division"], data["not_before"])
    for match in made.called.finditer(norm, start, end):
        company = made.company.match(norm, match.end(), end)
        if company:
            yield Shape(match.end(), company.end(), "Company")
    if norm.find("有限", start, end) >= 0:
        for match in _LEGAL.finditer(norm, start, end):
            name = made.clean.search(norm, max(start, match.start() - 24), match.start())
            if name:
                yield Shape(name.start(), match.end(), "Company")
    yield from _persons(norm, start, end, made)


def _within(places: Sequence[int], start: int, end: int) -> Sequence[int]:
    return places[bisect_left(places, start) : bisect_left(places, end)]


def _body(
    norm: str,
    start: int,
    at: int,
    end: int,
    pattern: re.Pattern[str],
    endings: dict[str, str],
    refused: dict[str, str],
) -> Iterator[Shape]:
    found = pattern.match(norm, at, end)
    if found:
        last = ending(found.group(), endings)
        if found.group()[: -len(last)][-1:] not in refused.get(last, ""):
            yield Shape(start, found.end(), endings[last])


def _persons(norm: str, start: int, end: int, made: _Patterns) -> Iterator[Shape]:
    """Foreign names with a dot; after a title, Chinese names and the last names of foreigners."""
    if _DOTTED in norm[start:end]:
        for match in made.person.finditer(norm, start, end):
            a = match.start()
            head = match.group().split(_DOTTED)[0]
            for cut in range(1, len(head)):
                if made.titles.search(norm[max(start, a - 8) : a + cut]):
                    a += cut
            yield Shape(a, match.end(), "Person")
    for match in made.office.finditer(norm, start, end):
        yield Shape(*match.span(1 if match.group(1) else 2), "Person")


def _numbered(v: View, start: int, end: int) -> Iterator[Shape]:
    """Orders and announcements by number: 第14105号行政令, 公告2024年第46号, 2024年第46号公告."""
    for match in _NUMBERED.finditer(v.norm, start, end):
        number, word = match.groups()
        lead = _BEFORE_NUMBER.search(v.norm, max(start, match.start() - 7), match.start())
        head, year = lead.groups() if lead else (None, None)
        if word in ("行政令", "行政命令"):
            yield Shape(match.start(), match.end(), "ExecutiveOrder", f"Executive Order {number}")
        elif word in ("总统公告",):
            yield Shape(match.start(), match.end(), "ExecutiveOrder", f"Proclamation {number}")
        elif year and lead and (head or word == "公告"):
            yield Shape(lead.start(), match.end(), "Regulation")


_LATIN = re.compile(r"(?<=[\u4e00-\u9fff])\(([A-Z][A-Za-z0-9&.'’ \-]{1,48})\)")


@dataclass(frozen=True, slots=True)
class Gloss:
    """A Chinese name and the Latin one in parentheses after it; ``cls`` is what the word before it tells."""

    start: int
    end: int
    latin: tuple[int, int]
    cls: str


def glosses(v: View, start: int, end: int, places: Container[int]) -> Iterator[Gloss]:
    """Chinese names explained by Latin ones, 分析机构某某（Some Name）, where it can be told where they begin.

    They follow a country (``places`` are the ends of such names), a word for a kind of company, a title or a mark.
    """
    if not _OPENED.search(v.norm, start, end):
        return
    made, norm = _patterns(), v.norm
    text = v.text[v.at(start) : v.end(end)].replace("（", "(").replace("）", ")")
    for match in _LATIN.finditer(text):
        at, latin = v.position(v.at(start) + match.start()), match.span(1)
        run = made.clean.search(norm, max(start, at - 14), at)
        if run is None or made.kind.search(norm, at - 3, at):
            continue
        begin, cls = run.start(), ""
        for kind in made.kind.finditer(norm, run.start(), at - 1):
            begin, cls = kind.end(), "Person" if made.titles.search(norm, run.start(), kind.end()) else "Company"
        inside = [p for p in range(begin + 1, at - 1) if p in places]
        begin, cls = (inside[-1], "") if inside else (begin, cls)
        begin += norm[begin - 1 : begin].isdigit() and norm[begin] in "年月日"
        marked = not re.match(f"[{CJK}]", norm[begin - 1 : begin]) or begin in places or norm[begin - 1] == "日"
        if 2 <= at - begin <= 10 and (cls or marked):
            a, b = (v.position(v.at(start) + i) for i in latin)
            yield Gloss(begin, at, (a, b), cls)
