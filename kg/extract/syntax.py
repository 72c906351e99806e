"""The syntax data of a language, compiled: connectors, titles, prepositions and what else holds names together.

Words stand in lists, and how they go together in the patterns of ``lexicon/<language>/syntax.toml``, where
``{title_end}`` stands for the words of that list or for the pattern of that name. A pattern that a language does not
have never matches in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from kg import lexicon
from kg.model import Problem

_PLACE = re.compile(r"\{([a-z_]+)\}")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Syntax:
    """The compiled syntax data of one language.

    Prepositions are tried longest first; ``ending`` has those that end with a character. Those patterns that the code
    asks for by name are fields; ``patterns`` holds them all, for the rows of joins.toml.
    """

    language: str
    prepositions: tuple[tuple[str, str], ...]
    ending: Mapping[str, tuple[tuple[str, str], ...]]
    breaks: str
    through: tuple[str, ...]
    continues: tuple[str, ...]
    fused: dict[str, tuple[str, ...]]
    parted: tuple[str, ...]
    listed: re.Pattern[str]
    listed_owners: re.Pattern[str]
    closing: re.Pattern[str]
    article: re.Pattern[str]
    filler: re.Pattern[str]
    at: re.Pattern[str]
    place: re.Pattern[str]
    trade_of: re.Pattern[str]
    such: re.Pattern[str]
    this_one: re.Pattern[str]
    titled: re.Pattern[str]
    titled_after: re.Pattern[str]
    chained: re.Pattern[str]
    goes_on: re.Pattern[str]
    patterns: Mapping[str, re.Pattern[str]]


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


def _expanded(name: str, patterns: Mapping[str, str]) -> dict[str, str]:
    """The patterns of a table with lists and other patterns put in; one may use those above it."""
    data = lexicon.table(name)
    done: dict[str, str] = {}

    def put(found: re.Match[str]) -> str:
        word = found[1]
        if word in done:
            return f"(?:{done[word]})"
        if word == "preposition":
            return f"(?:{_any(tuple(w for group in data[word].values() for w in group))})"
        if word in data and word not in patterns:
            return f"(?:{_any(lexicon.words(name, word))})"
        close = get_close_matches(word, [*done, *data], 1)
        raise Problem(
            f"pattern {entry}: {{{word}}} is neither a list nor a pattern above it",
            where=f"{name}.toml",
            cure=f"did you mean {{{close[0]}}}?" if close else f'write {word} = ["…"]',
        )

    for entry, pattern in patterns.items():
        if entry in data:
            raise Problem(
                f"pattern {entry}: a list has that name too", where=f"{name}.toml", cure="give it a name of its own"
            )
        done[entry] = _PLACE.sub(put, pattern)
    return done


def _compiled(name: str) -> dict[str, re.Pattern[str]]:
    """The patterns of a table, compiled; a broken one is a `Problem` that names it."""
    patterns = lexicon.table(name).get("pattern", {})
    for entry, pattern in patterns.items():
        if not isinstance(pattern, str):
            raise Problem(f"pattern {entry} is no text", where=f"{name}.toml", cure=f"write {entry} = '''…'''")
    found = {}
    for entry, pattern in _expanded(name, patterns).items():
        try:
            found[entry] = re.compile(pattern)
        except re.error as error:
            raise Problem(
                f"pattern {entry}: {error}", where=f"{name}.toml", cure="write a regular expression of Python"
            ) from error
    return found


@cache
def syntax(language: str) -> Syntax:
    """The syntax of "zh" or "en"; a broken entry is a `Problem` with a cure."""
    name = f"{language}/syntax"
    data = lexicon.table(name)
    words = [(w, role) for role, group in data["preposition"].items() for w in group]
    prepositions = tuple(sorted(words, key=lambda p: (-len(p[0]), p)))
    patterns = _compiled(name)

    def pattern(entry: str) -> re.Pattern[str]:
        return patterns.get(entry, _NEVER)

    return Syntax(
        language=language,
        prepositions=prepositions,
        ending={c: tuple(p for p in prepositions if p[0][-1:] == c) for c in sorted({w[-1:] for w, _ in words})},
        breaks=data["clause"]["breaks"],
        through=tuple(data.get("through", ())),
        continues=tuple(data["continues"]),
        fused={w: tuple(f for f in data.get("fused", ()) if len(f) > len(w) and f.endswith(w)) for w, _ in words},
        parted=tuple(data.get("parted", ())),
        listed=pattern("listed"),
        listed_owners=pattern("listed_owners"),
        closing=pattern("closing"),
        article=pattern("article"),
        filler=pattern("filler"),
        at=pattern("at"),
        place=pattern("place"),
        trade_of=pattern("trade_of"),
        such=pattern("such"),
        this_one=pattern("this_one"),
        titled=pattern("titled"),
        titled_after=pattern("titled_after"),
        chained=pattern("chained"),
        goes_on=pattern("goes_on"),
        patterns=patterns,
    )
