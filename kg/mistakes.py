"""What is probably wrong with a query that the engine did not accept: the place, what stands there, and the cure.

The engine and a second parser tell how far they came, which is often the end; people mistype in few ways, and those are
looked for first, in the tokens of `kg.sparql`. Keywords and functions: W3C, SPARQL 1.1 Query Language, section 19.8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from itertools import pairwise
from unicodedata import normalize

Token = re.Match[str]
Mistake = tuple[int, str, str]

KEYWORDS, FUNCTIONS = (
    frozenset(words.split())
    for words in (
        """
        a as asc ask base bind by construct desc describe distinct exists false filter from graph group having in
        limit minus named not offset optional order prefix reduced select separator service silent true undef union
        values where
        """,
        """
        abs avg bnode bound ceil coalesce concat contains count datatype day encode_for_uri exists floor group_concat
        hours if in iri isblank isiri isliteral isnumeric isuri lang langmatches lcase max md5 min minutes month not
        now rand regex replace round sameterm sample seconds sha1 sha256 sha384 sha512 str strafter strbefore strdt
        strends strlang strlen strstarts struuid substr sum timezone tz ucase uri uuid year
        """,
    )
)
_FORMS = ("select", "ask", "construct", "describe")
_MEANT = {"sort": "ORDER BY", "top": "LIMIT", "like": "CONTAINS", "and": "&&", "or": "||", "null": "!BOUND"}
_OPEN = {"{": "}", "(": ")", "[": "]"}
# Punctuation of a Chinese keyboard that no code of SPARQL holds, as NFKC does not turn it into ASCII by itself.
_QUOTES = {"“": '"', "”": '"', "‘": "'", "’": "'", "。": ".", "、": ",", "【": "[", "】": "]", "《": "<", "》": ">"}
FULL_WIDTH = re.compile("[“”‘’。、【】《》\u3000！-／：-＠［-｀｛-～]")


def full_width(tokens: Iterable[Token]) -> Mistake | None:
    """Punctuation of a Chinese keyboard outside of texts: ？x，（）. The engine takes some of it for part of a name."""
    for token in tokens:
        found = FULL_WIDTH.search(token[0])
        if found and not (token["iri"] or token["string"] or token["comment"]):
            char = found[0]
            plain = _QUOTES.get(char) or normalize("NFKC", char)
            what = "a full-width space" if plain == " " else f"{char} is punctuation of a Chinese keyboard"
            cure = "type a plain one" if plain == " " else f"type {plain} instead (英文半角)"
            return token.start() + found.start(), what, cure
    return None


def likely(tokens: Sequence[Token], known: Sequence[str], said: str) -> Mistake | None:
    """The first mistake that is found; ``known`` prefixes need no declaration, ``said`` is the engine's complaint."""
    solid = [token for token in tokens if token[0].strip()]
    if not solid:
        return 0, "there is no query", "write one, such as SELECT ?who { ?who tp:memberOf tpe:aukus }"
    tried: tuple[Callable[[], Mistake | None], ...] = (
        lambda: _unclosed(solid),
        lambda: _undeclared(solid, known),
        lambda: _form(solid),
        lambda: _words(solid),
        lambda: _operators(solid),
        lambda: _selected(solid),
        lambda: _brackets(solid),
        lambda: _grouped(solid, said),
    )
    return next((mistake for look in tried if (mistake := look())), None)


def at_place(rest: str) -> str:
    """What to do where the parsers agree on a place, by what stands there."""
    if re.match(r"[?$<\w]", rest) and not re.match(r"(?i)(filter|bind|optional|order|group|limit|having)\b", rest):
        return "is a dot (or ; or ,) missing before it? else check the spelling"
    if re.match(r"(?i)(filter|bind|optional)\b", rest):
        return "it stands inside the braces { }, and what it applies to in brackets"
    return "check the spelling, brackets and dots just before that place"


def _unclosed(tokens: Sequence[Token]) -> Mistake | None:
    for token, after in pairwise([*tokens, tokens[-1]]):
        if token[0] in ('"', "'"):
            return token.start(), "a string is not closed", "close it; use three quotes over lines"
        if token[0] == "<" and after["name"] and after["prefix"] in ("http", "https", "urn") and after is not token:
            return token.start(), "an IRI is not closed", "close it with >"
    return None


def _undeclared(tokens: Sequence[Token], known: Sequence[str]) -> Mistake | None:
    declared, previous = set(known), ""
    for token in tokens:
        if token["name"] and previous == "prefix":
            declared.add(token["prefix"])
        elif token["name"] and token["prefix"] not in {*declared, "_"}:
            close = get_close_matches(token["prefix"], declared, 1)
            near = f"did you mean {close[0]}:? " if close else ""
            what = f"the prefix {token['prefix']}: is not declared"
            return token.start(), what, f"{near}known without declaring: {' '.join(known)}"
        previous = token[0].lower()
    return None


def _form(tokens: Sequence[Token]) -> Mistake | None:
    """A query that begins with another word than one of the four."""
    at = 0
    while at < len(tokens) and tokens[at][0].lower() in ("prefix", "base"):
        at += 3 if tokens[at][0].lower() == "prefix" else 2
    if at < len(tokens) and tokens[at][0].lower() not in _FORMS:
        close = get_close_matches(tokens[at][0].lower(), _FORMS, 1)
        cure = f"did you mean {close[0].upper()}?" if close else "begin with SELECT, ASK, CONSTRUCT or DESCRIBE"
        return tokens[at].start(), f"no query begins with {_short(tokens[at][0])}", cure
    return None


def _words(tokens: Sequence[Token]) -> Mistake | None:
    for token, after in pairwise([*tokens, tokens[-1]]):
        word = token["word"]
        if not word or word[0].isdigit():
            continue
        low = word.lower()
        call = after[0] == "(" and after is not token
        if low in KEYWORDS or low in FUNCTIONS:
            continue
        if low in _MEANT:
            return token.start(), f"{word} is no word of SPARQL", f"did you mean {_MEANT[low]}?"
        close = get_close_matches(low, sorted(FUNCTIONS | KEYWORDS if call else KEYWORDS), 1, 0.7)
        near = f"did you mean {close[0].upper()}? " if close else ""
        if call:
            return token.start(), f"there is no function {_short(word)}", near.strip() or "see SPARQL 1.1, section 17.4"
        cure = f'{near}a variable is ?{word}, a term tp:{word}, a text "{word}"'
        return token.start(), f"{_short(word)} is no word of SPARQL", cure
    return None


def _operators(tokens: Sequence[Token]) -> Mistake | None:
    for token, after in pairwise(tokens):
        if token[0] == after[0] == "=" and token.end() == after.start():
            return token.start(), "SPARQL has no ==", "write = once"
        if token[0].lower() == "where" and after[0] != "{":
            return after.start(), "no brace follows WHERE", "put { there"
    return None


def _selected(tokens: Sequence[Token]) -> Mistake | None:
    """What stands between SELECT and the first brace: variables, and expressions in brackets with a name."""
    words = [token[0].lower() for token in tokens]
    if "select" not in words:
        return None
    depth, begin = 0, 0
    for at in range(words.index("select") + 1, len(tokens)):
        token = tokens[at]
        if token[0] in ("{", "where", "WHERE", "from", "FROM"):
            return None
        if depth == 0 and token[0] == ",":
            return token.start(), "no commas stand between variables", "put a space there"
        if depth == 0 and token["word"] and words[at] in FUNCTIONS:
            return token.start(), f"{token[0]} stands bare in SELECT", f"write ({token[0]}(…) AS ?name)"
        if token[0] == "(":
            begin, depth = (at if depth == 0 else begin), depth + 1
        elif token[0] == ")":
            depth -= 1
            if depth == 0 and "as" not in words[begin:at]:
                return tokens[begin].start(), "what is computed in SELECT needs a name", "write (… AS ?name)"
    return None


def _brackets(tokens: Sequence[Token]) -> Mistake | None:
    open_: list[Token] = []
    for token in tokens:
        if token[0] in _OPEN:
            open_.append(token)
        elif token[0] in _OPEN.values():
            if not open_:
                return token.start(), f"{token[0]} closes nothing", "delete it, or open it before"
            if _OPEN[open_[-1][0]] != token[0]:
                wanted = _OPEN[open_[-1][0]]
                return open_[-1].start(), f"{open_[-1][0]} is not closed", f"put {wanted} before the next {token[0]}"
            open_.pop()
    if open_:
        return open_[-1].start(), f"{open_[-1][0]} is not closed", f"close it with {_OPEN[open_[-1][0]]}"
    return None


def _grouped(tokens: Sequence[Token], said: str) -> Mistake | None:
    """A variable that is selected beside a count and not grouped."""
    words = [token[0].lower() for token in tokens]
    if "SELECT * is not authorized" in said and "*" in words:
        return tokens[words.index("*")].start(), "SELECT * does not go with GROUP BY", "name the variables"
    if "variable that is unbound" not in said:
        return None
    by = [at for at, word in enumerate(words) if word == "by" and words[at - 1] == "group"]
    grouped = {token[0][1:] for at in by for token in tokens[at:] if token["variable"]}
    depth = 0
    for token in tokens[words.index("select") :]:
        if token[0] == "{":
            break
        depth += (token[0] == "(") - (token[0] == ")")
        if token["variable"] and depth == 0 and token[0][1:] not in grouped:
            what = f"{_short(token[0])} is selected, but neither grouped nor counted"
            return token.start(), what, f"add GROUP BY {token[0]}, or select (SAMPLE({token[0]}) AS ?one)"
    return None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
