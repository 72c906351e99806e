"""How English names look that no registry row knows: capitalised words with a telling word at their end or beginning.

Persons are told by a title, an apposition ("X, a researcher at Y"), a given name that foreigners in the registry bear,
or a Chinese or Korean name in Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache
from typing import Any

from kg import lexicon
from kg.extract.shapes import Shape, foreigners
from kg.extract.text import View

_LONGEST = 90
_WORD = r"[A-Z][A-Za-z0-9\u00c0-\u024f&'’.\-]*[A-Za-z0-9]|[A-Z]"
_NAME = r"[A-Z][a-z\u00c0-\u024f]+(?:[A-Z][a-z]+)?(?:-[A-Z]?[a-z\u00c0-\u024f]+)?"
_NUMBERED = re.compile(
    r"\b(?:(Executive Order|E\.O\.|EO|Proclamation) (?:No\. ?)?(\d{4,5})"
    r"|(?:Announcement|Notice) No\. ?(\d{1,4}) of (\d{4})"
    r"|(Public Law|P\.L\.) ?(?:No\. ?)?(\d{2,3}-\d{1,3})|(H\.R\.|S\.) (\d{1,5}))(?![\w-])"
)
_MARKS = ("Order", "EO ", "E.O.", "Proclamation", " No", "Law", "P.L.", "H.R.", "S. ")
# Chinese syllables in Latin letters, one or two of which make a given name.
_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ao|an|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u|ü)"
)
_PINYIN = re.compile(rf"(?:{_SYLLABLE}){{1,2}}", re.IGNORECASE)
_HYPHENED = re.compile(r"[A-Z][a-z]{1,6}-[A-Za-z][a-z]{0,7}")
_APPOSED = re.compile(r", (?:a|an|the|its|now|then|who|chief|senior) ")
_INITIAL = re.compile(r"[A-Z]\. $")
_SURNAME = re.compile(r"(?:Mac|Mc|O['’]|D['’])?[A-Z][a-z\u00c0-\u024f]{1,}(?:-[A-Z][a-z\u00c0-\u024f]+)?")


@cache
def given() -> frozenset[str]:
    """The given names by which a person is known as one: those of the registry's foreigners, and some more."""
    data = lexicon.table("en/shapes")["person"]
    borne = {e.en.split(" ")[0] for e in foreigners() if " " in e.en}
    return frozenset({*borne, *data["given"]} - {*data["not_given"]})


@cache
def surnames() -> frozenset[str]:
    """East Asian family names, which stand first."""
    return frozenset(lexicon.table("en/shapes")["person"]["surnames"])


@cache
def _telling() -> frozenset[str]:
    """The words without one of which a run of capitals is nothing."""
    data = lexicon.table("en/shapes")
    parts = {word for phrase in (*data["ending"], *data["beginning"]) for word in phrase.split(" ")}
    return frozenset({*parts, *given(), *surnames(), "of"})


@cache
def _limits() -> dict[str, frozenset[str]]:
    return {key: frozenset(words) for key, words in lexicon.table("en/shapes")["limits"].items()}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = lexicon.table("en/shapes")
    joiners = "|".join(re.escape(j) for j in data["limits"]["joiners"])
    run = re.compile(
        rf"(?<![\w.])(?:{_WORD})(?:[ ](?:(?:{joiners})[ ]){{0,2}}(?:{_WORD})){{1,11}}(?:[ ]of[ ](?:19|20)\d\d)?(?!\w)"
    )
    titles = "|".join(re.escape(t) for t in sorted(data["person"]["titles"], key=len, reverse=True))
    person = re.compile(
        rf"\b(?:{titles}) ({_NAME}(?: [A-Z]\.)?(?: (?:de|von|van|der|den|bin|al) )?(?: {_NAME}){{1,2}})(?![\w])"
    )
    said = "|".join(re.escape(t) for t in sorted(data["person"]["said_after"], key=len, reverse=True))
    after = re.compile(
        rf"(?<![\w.&'’-])(?<![A-Z][a-z] )({_NAME}(?: [A-Z]\.)? {_NAME}), (?:a|an|the|its|now|then|who|chief|senior)\b"
        rf"(?: [\w'’-]+){{0,6}}? (?:{said})\b"
    )
    return run, person, after


def find(v: View, start: int, end: int, organisations: Container[int] = ()) -> Iterator[Shape]:
    """Shapes in an English stretch, read from the text itself for its capitals.

    Two capitalised words before "of" and one of the ``organisations``, given by where they start, are a person.
    """
    text = v.text[v.at(start) : v.end(end)].replace("\n", " ")
    offset = v.at(start)
    run, person, after = _patterns()

    def shape(a: int, b: int, cls: str, name: str = "") -> Shape:
        return Shape(v.position(offset + a), v.position(offset + b - 1) + 1, cls, name)

    heading = text.rstrip()[-1:] not in '.!?;:)"' and _headed(text)
    for match in run.finditer(text):
        if "'" not in match.group() and "’" not in match.group() and _telling().isdisjoint(match.group().split(" ")):
            continue
        for a, words in _pieces(match.group(), match.start()):
            for first, last, cls in _piece(a, words, heading):
                initial = cls == "Person" and _INITIAL.search(text, first - 3 if first > 2 else 0, first)
                yield shape(initial.start() if initial else first, last, cls)
            if "of" in words[2:4] and not heading:
                k = words.index("of")
                place = a + len(" ".join(words[: k + 1])) + 1
                place += 4 * text.startswith("the ", place)
                personal = all(_personal(w) for w in words[:k]) and _limits()["before_person"].isdisjoint(words[:k])
                if personal and v.position(offset + place) in organisations:
                    yield shape(a, a + len(" ".join(words[:k])), "Person")
    for match in person.finditer(text):
        yield shape(*match.span(1), "Person")
    if _APPOSED.search(text):
        for match in after.finditer(text):
            if _limits()["leading"].isdisjoint(match.group(1).split(" ")) and _personal(match.group(1).split(" ")[-1]):
                yield shape(*match.span(1), "Person")
    if any(mark in text for mark in _MARKS):
        for match in _NUMBERED.finditer(text):
            order, number, _notice, _year, law, public, _bill, _no = match.groups()
            if order:
                kind = "Proclamation" if order == "Proclamation" else "Executive Order"
                yield shape(*match.span(), "ExecutiveOrder", f"{kind} {number}")
            elif law:
                yield shape(*match.span(), "Law", f"Public Law {public}")
            else:
                yield shape(*match.span(), "Regulation" if match.group(3) else "Law")


def _headed(text: str) -> bool:
    """Whether most words are capitalised."""
    words = text.split(" ")
    return sum(w[:1].islower() for w in words) * 2 < len(words)


def _pieces(run: str, start: int) -> Iterator[tuple[int, list[str]]]:
    """A run of capitalised words cut after possessives, without the words that only begin a sentence."""
    limits = _limits()
    words: list[str] = []
    a = at = start
    for word in [*run.split(" "), ""]:
        if not words:
            a = at
        if word:
            at += len(word) + 1
            bare = word.removesuffix("'s").removesuffix("’s")
            words.append(bare)
            if bare == word:
                continue
        while words and (words[0] in limits["leading"] or not words[0][:1].isupper()):
            a += len(words[0]) + 1
            words.pop(0)
        if words:
            yield a, words
        words = []


def _named(words: Sequence[str], limits: dict[str, frozenset[str]]) -> bool:
    return not all(w.rstrip(".") in limits["generic"] for w in words)


def _piece(start: int, words: list[str], heading: bool) -> Iterator[tuple[int, int, str]]:
    """The name in a piece, by the telling word at its end or beginning, and the persons in it."""
    data, limits = lexicon.table("en/shapes"), _limits()
    last, first, weak = data["ending"], data["beginning"], limits["weak"]
    for i in range(1, len(words) - 2):
        if words[i + 1] == "and" and (words[i] in last or words[i + 2] == "the"):
            # Two names: the Clean Economy Agreement and the Fair Economy Agreement.
            rest = i + 2 + (words[i + 2] == "the")
            if len(words) > rest + 1:
                yield from _piece(start + len(" ".join(words[:rest])) + 1, words[rest:], heading)
            words = words[: i + 1]
            break
    cls, cut = _begun(words, first), len(words)
    policies = data["limits"]["policies"]
    for k in range(len(words), 1, -1):
        word = words[k - 1].rstrip(".")
        dated = k >= 4 and words[k - 2] == "of" and word.isdigit() and words[k - 3] == "Act"
        ended = "Law" if dated else last.get(f"{words[k - 2]} {word}") or last.get(word, "")
        if not ended or not _named(words[: k - 1], limits):
            continue
        if word in weak and (heading or k < len(words) or cls or words[k - 2] in limits["weak_after"]):
            continue
        if not cls or ended in policies:
            cls, cut = ended, k
            going_on = words[k : k + 1] in (["of"], ["for"], ["on"])
            if going_on and (word in limits["titled"] or (word in limits["open"] and "and" not in words[k:])):
                cut = len(words)
        break
    name = " ".join(words[:cut])
    if cls and cut >= 2 and len(name) <= _LONGEST:
        yield start, start + len(name), cls
    elif not heading:
        yield from _people(start, words)


def _begun(words: Sequence[str], beginning: dict[str, Any]) -> str:
    for lead in (1, 2):
        if (
            words[lead : lead + 1] in (["of"], ["on"], ["for"])
            and not words[lead + 1][:1].isdigit()
            and " ".join(words[:lead]) in beginning
        ):
            return str(beginning[" ".join(words[:lead])])
    return ""


def _personal(word: str) -> bool:
    """Whether a capitalised word may be a last name: not the telling word of something else."""
    data, limits = lexicon.table("en/shapes"), _limits()
    return (
        _SURNAME.fullmatch(word) is not None
        and word not in data["ending"]
        and word not in data["beginning"]
        and word not in limits["generic"]
        and word not in limits["not_surname"]
    )


def _syllables(word: str) -> bool:
    """Whether a word is a Chinese given name of two syllables: Yiping."""
    return len(word) > 4 and _PINYIN.fullmatch(word) is not None and word not in _limits()["leading"]


def _people(start: int, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Two words, or three with an initial, that are a given and a last name, with nothing capitalised after them."""
    titles = _limits()["before_person"]
    at = start
    for i, word in enumerate(words[:-1]):
        begins = i == 0 or words[i - 1] in titles or not words[i - 1][:1].isupper()
        if begins:
            j = i + 2 if len(words) > i + 2 and re.fullmatch(r"[A-Z]\.?", words[i + 1]) else i + 1
            following = words[j + 1 : j + 2]
            closed = not following or following[0] in ("of", "and", "for", "on")
            western = (word in given() or _syllables(word)) and _personal(words[j])
            western = western and (word in given() or words[j] in surnames())
            eastern = (
                j == i + 1
                and word in surnames()
                and (_HYPHENED.fullmatch(words[j]) or (len(words[j]) > 2 and _PINYIN.fullmatch(words[j])))
            )
            if closed and (western or eastern):
                yield at, at + len(" ".join(words[i : j + 1])), "Person"
        at += len(word) + 1
