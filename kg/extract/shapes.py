"""Names nobody registered: laws in 《》, mechanisms in quotes, bodies and companies by their endings, persons by title.

Each find becomes a provisional entity whose key depends on the name alone, so every document that uses the name means
the same entity. Words and endings are data (``lexicon/*/shapes.toml``); precision comes before recall.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg import lexicon
from kg.extract.names import Names
from kg.extract.text import CJK, View, normal
from kg.model import Entity, content_hash

_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Shape:
    """A stretch of the view that looks like a name of a class."""

    start: int
    end: int
    cls: str


def provisional(name: str, cls: str) -> Entity:
    """The provisional entity of a name: the key of "Remote Access Act" is x-remote-access-act in every document."""
    norm = normal(name)
    slug = re.sub(r"[^a-z0-9]+", "-", norm).strip("-")
    han = re.search(f"[{CJK}]", name) is not None
    key = f"x-{content_hash(norm)}" if han or not slug else f"x-{slug[:60].strip('-')}"
    return Entity(key, cls, name if han else "", "" if han else name, provisional=True, source="text")


def _class(text: str, endings: dict[str, str]) -> str:
    best = max((e for e in endings if text.endswith(e) and len(text) > len(e)), key=len, default="")
    return endings[best] if best else ""


_TITLED = re.compile(r"《([^《》\n]{2,60})》")
_QUOTED = re.compile(r'"([^"\n,。;:、]{5,24})"')
_DOTTED = "·"


@cache
def governments() -> tuple[str, ...]:
    """The words that turn a head of government's name into an administration's."""
    return (*lexicon.words("zh/shapes", "governments"), *lexicon.words("en/shapes", "governments"))


@cache
def _transliteration() -> str:
    """The characters that spell foreign names: those of the registry's own dotted persons."""
    from kg import registry

    dotted = [e.zh for e in registry.default() if e.cls == "Person" and _DOTTED in e.zh]
    return "".join(sorted({c for name in dotted for c in name if re.match(f"[{CJK}]", c)}))


@cache
def _chinese() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = lexicon.table("zh/shapes")
    limits = data["limits"]
    endings = "|".join(sorted((re.escape(e) for e in data["body"]), key=len, reverse=True))
    inner = f"[^{limits['function']}\\s\\W\\da-z_]"
    body = re.compile(f"{inner}{{2,{limits['body_between']}}}?(?:{endings})(?![长门署队])")
    han = _transliteration()
    person = re.compile(f"[{han}]{{1,5}}(?:·[{han}]{{1,7}}){{1,3}}" if han else "(?!)")
    titles = "|".join(
        re.escape(t) for t in sorted(lexicon.words("zh/syntax", "title_end"), key=len, reverse=True) if len(t) > 1
    )
    office = re.compile(f"(?:{titles})([{limits['surnames']}][{CJK}]{{1,2}})(?=[{limits['after_person']}])")
    return body, person, office, re.compile(f"(?:{titles})$")


def chinese(v: View, start: int, end: int, owners: list[int]) -> Iterator[Shape]:
    """Shapes in a Chinese stretch; ``owners`` are the sorted ends of country names."""
    norm = v.norm
    data = lexicon.table("zh/shapes")
    function = data["limits"]["function"] + "用建最"
    for pattern, endings in ((_TITLED, data["titled"]), (_QUOTED, data["quoted"])):
        for match in pattern.finditer(norm, start, end):
            inner = match.group(1).rstrip()
            cls = _class(inner, endings)
            clause = pattern is _QUOTED and any(c in function for c in inner)
            if cls and not clause:
                yield Shape(match.start(1), match.start(1) + len(inner), cls)
    body, person, office, titles = _chinese()
    for at in owners[bisect_left(owners, start) : bisect_left(owners, end)]:
        found = body.match(norm, at, end)
        if found:
            ending = max((e for e in data["body"] if found.group().endswith(e)), key=len)
            if found.group()[: -len(ending)][-1:] not in data["not_before"].get(ending, ""):
                yield Shape(at, found.end(), data["body"][ending])
    for match in person.finditer(norm, start, end):
        a = match.start()
        head = match.group().split(_DOTTED)[0]
        for cut in range(1, len(head)):
            if titles.search(norm[max(start, a - 8) : a + cut]):
                a += cut
        yield Shape(a, match.end(), "Person")
    for match in office.finditer(norm, start, end):
        yield Shape(match.start(1), match.end(1), "Person")


_WORD = r"[A-Z][A-Za-z0-9\u00c0-\u024f&'’.\-]*[A-Za-z0-9]|[A-Z]"


@cache
def _english() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = lexicon.table("en/shapes")
    joiners = "|".join(re.escape(j) for j in data["limits"]["joiners"])
    run = re.compile(
        rf"(?<![\w.])(?:{_WORD})(?:[ ](?:(?:{joiners})[ ]){{0,2}}(?:{_WORD})){{1,11}}(?:[ ]of[ ](?:19|20)\d\d)?(?!\w)"
    )
    titles = "|".join(re.escape(t) for t in sorted(data["person"]["titles"], key=len, reverse=True))
    name = r"[A-Z][a-z\u00c0-\u024f]+(?:-[A-Z][a-z]+)?"
    person = re.compile(
        rf"\b(?:{titles}) ({name}(?: [A-Z]\.)?(?: (?:de|von|van|der|den|bin|al) )?(?: {name}){{1,2}})(?![\w])"
    )
    return run, person


def english(v: View, start: int, end: int) -> Iterator[Shape]:
    """Shapes in an English stretch, read from the text itself for its capitals."""
    data = lexicon.table("en/shapes")
    leading, ending, beginning = data["limits"]["leading"], data["ending"], data["beginning"]
    generic = data["limits"]["generic"]
    text = v.text[v.at(start) : v.end(end)].replace("\n", " ")
    run, person = _english()
    offset = v.at(start)
    for match in run.finditer(text):
        words = match.group().split(" ")
        a = match.start()
        while words and words[0] in leading:
            a += len(words[0]) + 1
            words.pop(0)
        while words and not words[0][:1].isupper():
            a += len(words[0]) + 1
            words.pop(0)
        for i in range(1, len(words) - 2):
            if words[i] in ending and words[i + 1] == "and":
                # Two names: the Clean Economy Agreement and the Fair Economy Agreement.
                words = words[: i + 1]
                break
        for cut in range(len(words), 1, -1):
            last = words[cut - 1].rstrip(".")
            dated = cut >= 3 and words[cut - 2] == "of" and last.isdigit() and words[cut - 3] in ("Act", "Agreement")
            cls = "Law" if dated else ending.get(last, "")
            for lead in (1, 2):
                head = " ".join(words[:lead])
                if (
                    not cls
                    and cut == len(words)
                    and head in beginning
                    and words[lead : lead + 1] in (["of"], ["on"], ["for"])
                ):
                    cls = beginning[head]
            if cls and cut >= 2 and not all(w.rstrip(".") in generic for w in words[: cut - 1]):
                name = " ".join(words[:cut])
                if len(name) <= _LONGEST:
                    yield Shape(v.position(offset + a), v.position(offset + a + len(name) - 1) + 1, cls)
                break
    for match in person.finditer(text):
        yield Shape(v.position(offset + match.start(1)), v.position(offset + match.end(1) - 1) + 1, "Person")


def entity_of(v: View, shape: Shape, names: Names) -> Entity:
    """The entity a shape stands for: the registry's if one form fits exactly, else a provisional one."""
    span = v.span(shape.start, shape.end)
    return provisional(" ".join(span.text.split()), shape.cls)
