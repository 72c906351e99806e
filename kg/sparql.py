"""A query's text, looked at before and after the engine: what it may not contain, and where it is wrong.

Only reading is allowed. The engine follows SERVICE over the network, has no switch against it, and does not show how
it understood a query; what another parser understood may differ. But in SPARQL's grammar SERVICE is a token that stands
for nothing else, so reading a query's tokens finds every call, however deep. One thing tokens alone do not tell:
whether ``<`` opens an IRI or compares, after which quotes and comments fall differently. So every reading is followed,
and a query is refused when one of them has the word. `kg.worker.offline` is the second wall.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
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
# What the engine takes for a comment, a string, an IRI (or more than that), and text in which none of them begins.
_LINE_END = re.compile(r"[\n\r]")
_LONG = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\'', re.DOTALL)
_SHORT = re.compile(r'"(?:[^"\\\n\r]|\\.)*+"|\'(?:[^\'\\\n\r]|\\.)*+\'', re.DOTALL)
_REFERENCE = re.compile(r'<[^\x00-\x20<>"{}|^`]*+>')
_PLAIN = re.compile(r"[^#\"'<\\]++")
# Nothing can be compared with ``http://``; other text in brackets reads alike both ways without these characters.
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*+://")
_TURNS = re.compile(r"[#')\\]")
# Where the letters are harmless: variables, language tags, local names (up to a dot: "a:.x" is a name and a word).
_HARMLESS = re.compile(r"[?$]\w++|@[A-Za-z][\w-]*+|(?P<prefix>(?:_|[^\W\d_][\w-]*+)?):\w[\w-]*+|\w[\w-]*+")
_FORMS = {"select", "construct", "ask", "describe"}
_UPDATES = {"load", "insert", "delete", "clear", "drop", "create", "add", "move", "copy", "with"}
_NEAR = 40


def _code(sparql: str) -> Iterator[re.Match[str]]:
    return (token for token in _TOKEN.finditer(sparql) if token.lastgroup not in ("comment", "string"))


def refuse(sparql: str) -> None:
    """Raise a `Problem` for a query that would change data or call out: updates, LOAD, SERVICE.

    So does punctuation of a Chinese keyboard, which the engine would take for part of a name without a word.
    Harmless where the words stand in comments, strings, IRIs, variables or local names. A prefix whose name contains
    "service" is refused too, for the engine reads ``service:x {…}`` as a call.
    """
    if mistakes.FULL_WIDTH.search(sparql):
        mistake = mistakes.full_width(_code(sparql))
        if mistake:
            raise _malformed(sparql, *mistake)
    at = _call(sparql) if _CALL.search(sparql) else None
    if at is not None:
        raise Problem(
            "queries may not call other services (SERVICE)",
            where=_place(sparql, at),
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


def _call(sparql: str) -> int | None:
    """Where SERVICE stands as a word in one of the readings of a query, which are followed side by side."""
    todo, last, line_end = [0], -1, 0
    while todo and todo[0] < len(sparql):
        at = heappop(todo)
        if at == last:
            continue
        last = at
        if plain := _PLAIN.match(sparql, at):
            for token in _HARMLESS.finditer(sparql, at, plain.end()):
                read = token["prefix"] if token["prefix"] is not None else token[0]
                if read[0:1] not in ("?", "$", "@") and _CALL.search(read):
                    return token.start()
            ends = [plain.end()]
        elif sparql[at] == "#":
            if at >= line_end:
                found = _LINE_END.search(sparql, at)
                line_end = found.start() if found else len(sparql)
            ends = [line_end]
        elif sparql[at] == "\\":
            ends = [at + 2]
        elif sparql[at] == "<":
            iri = _REFERENCE.match(sparql, at)
            ends = [iri.end()] if iri else []
            if not iri:
                ends.append(at + 1)
            elif not _ABSOLUTE.match(iri[0]) and (turn := _TURNS.search(iri[0])):
                # Compared with what follows; no call can begin before the condition's bracket ends.
                ends.append(at + turn.start())
        else:
            # A quote that opens no string is an error in this reading, which ends here.
            long, short = _LONG.match(sparql, at), _SHORT.match(sparql, at)
            ends = [long.end()] if long else []
            if short and (not long or "\\" in long[0]):
                ends.append(short.end())
        for end in ends:
            heappush(todo, end)
    return None


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
