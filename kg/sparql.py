"""A query's text, looked at before and after the engine: what it may not contain, and where it is wrong.

Only reading is allowed. The engine would follow SERVICE over the network even where no space separates the word from
what follows, so the rule is wide: outside comments, strings, IRIs, variables and local names the letters may not occur.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from unicodedata import east_asian_width

from kg import mistakes
from kg.model import Problem

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
        | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<iri><[^\s<>"{}|\\^`]*>)
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?P<prefix>(?:[^\W_](?:[\w.-]*[\w-])?)?|_):(?P<local>(?:[\w:%-]|\.(?=[\w:.%\\-])|\\.)*))
    | (?P<word>\w+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CALL = re.compile("service", re.IGNORECASE)
_FORMS = {"select", "construct", "ask", "describe"}
_UPDATES = {"load", "insert", "delete", "clear", "drop", "create", "add", "move", "copy", "with"}
_NEAR = 40


def _code(sparql: str) -> Iterator[re.Match[str]]:
    return (token for token in _TOKEN.finditer(sparql) if token.lastgroup not in ("comment", "string"))


def refuse(sparql: str) -> None:
    """Raise a `Problem` for a query that would change data or call out: updates, LOAD, SERVICE.

    So does punctuation of a Chinese keyboard, which the engine would take for part of a name without a word.
    Harmless where the words stand in comments, strings, IRIs, variables or local names. A prefix whose name contains
    "service" is refused too, and so is any query with that word whose ``<…>`` could also be read as a comparison.
    """
    if mistakes.FULL_WIDTH.search(sparql):
        mistake = mistakes.full_width(_code(sparql))
        if mistake:
            raise _malformed(sparql, *mistake)
    if _CALL.search(sparql):
        for token in _code(sparql):
            text = token["prefix"] if token["name"] else token[0]
            doubtful = token["iri"] and re.search("[')(]", text)
            if doubtful or (not (token["iri"] or token["variable"] or token["tag"]) and _CALL.search(text)):
                raise Problem(
                    "queries may not call other services (SERVICE)",
                    where=_place(sparql, token.start()),
                    cure="ask the graph alone; rename a prefix that is called so",
                )
    for token in _code(sparql):
        word = (token["word"] or "").lower()
        if word in _FORMS:
            return
        if word in _UPDATES:
            raise Problem(
                f"{word.upper()} would change the graph or load from elsewhere; queries only read",
                where=_place(sparql, token.start()),
                cure="use SELECT, ASK, CONSTRUCT or DESCRIBE",
            )


def names(sparql: str) -> Iterator[tuple[str, str, str]]:
    """The names with a prefix in a query: prefix, local name and place; those with a prefix of its own left out."""
    tokens = list(_code(sparql))
    words = [token[0].lower() for token in tokens if token[0].strip()]
    own = {name.rstrip(":") for word, name in pairwise(words) if word == "prefix"}
    for token in tokens:
        if token["name"] and token["prefix"].lower() not in {*own, "_"}:
            yield token["prefix"], token["local"], _place(sparql, token.start())


def malformed(sparql: str, error: SyntaxError, known: Iterable[str]) -> Problem:
    """What is wrong with a query that the engine did not accept: line, column (from 1, in code points), the line.

    The engine reports how far it tried, which is often the end of the text, so a second parser is asked for the place.
    """
    mistake = mistakes.likely(list(_code(sparql)), sorted(known), str(error))
    if mistake:
        return _malformed(sparql, *mistake)
    at = _second_opinion(sparql)
    if at is None:
        found = re.search(r"at (\d+):(\d+)", str(error))
        lines = sparql.split("\n")
        row = min(int(found[1]), len(lines)) if found else 1
        at = sum(len(x) + 1 for x in lines[: row - 1]) + (min(int(found[2]) - 1, len(lines[row - 1])) if found else 0)
        if not sparql[at:].strip():
            what = "each part is well-formed, but they do not fit together"
            return _malformed(sparql, at, what, "a variable after AS must be new; one beside COUNT must be in GROUP BY")
    rest = sparql[at:].strip()
    what = f"not valid SPARQL at {rest.splitlines()[0][:_NEAR]!r}" if rest else "the SPARQL ends too early"
    return _malformed(sparql, at, what, mistakes.at_place(rest))


def _second_opinion(sparql: str) -> int | None:
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import Query

    try:
        # Tabs would be expanded, and escapes are left alone, so that the place is one in the user's own text.
        Query.parse_string(sparql.replace("\t", " "), parse_all=True)
    except ParseException as found:
        return int(found.loc)
    except (RecursionError, ValueError):
        return None
    return None


def _malformed(sparql: str, at: int, what: str, cure: str) -> Problem:
    begin = sparql.rfind("\n", 0, at) + 1
    line = sparql[begin:].split("\n", 1)[0].rstrip()
    # Of a long line, what stands around the place; tabs as one blank, so that the caret stays below it.
    cut = max(0, at - begin - _NEAR)
    shown = "".join(c if c.isprintable() else " " for c in line[cut : cut + 3 * _NEAR])
    width = sum(2 if east_asian_width(c) in "WF" else 1 for c in shown[: at - begin - cut])
    return Problem(what, where=_place(sparql, at), cure=cure, excerpt=f"{shown}\n{' ' * width}^")


def _place(sparql: str, at: int) -> str:
    return f"line {sparql.count(chr(10), 0, at) + 1}, column {at - sparql.rfind(chr(10), 0, at)}"
