"""Short forms that a document defines for itself: （IPEF，以下简称“框架”）, "Bureau of Industry and Security (BIS)"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg import lexicon
from kg.extract.scan import Hit
from kg.extract.text import CJK, View

_PARENTHESIS = re.compile(r" ?\(([^()]{1,80})\)")
# Words that introduce a short form are data (``short`` in lexicon/*/syntax.toml).
_WORDS = "|".join(re.escape(w) for lang in lexicon.LANGUAGES for w in lexicon.words(f"{lang}/syntax", "short"))
_SHORT = re.compile(rf"^(?:以下|下文)?(?:{_WORDS})(?:为|是|作)?[: ]?(?:the )?(.+)$")
_OR = re.compile(r",? (?:or|known as|also known as|called) (?:the )?[\"“]?([A-Z][A-Za-z&\-]*[A-Z][A-Za-z]*)\b")
_SHORT_OPEN = re.compile(r"^[,(\"]{0,2}(?:以下)?(?:简称|又称|俗称|下称)(?:为)?\"([^\"]{2,16})\"")
# The name of what a Chinese name denotes, in its own language: 伯恩斯坦（Bernstein）.
_LATIN = re.compile(r"[A-Z][A-Za-z0-9&.'’\-]+(?: [A-Za-z0-9&.'’\-]+){0,6}")
# What a definition begins with, after the name that it defines.
_FOLLOWS = frozenset("\"》'( ,以简又俗下")
_CHINESE = re.compile(f"[{CJK}]")


def _abbreviates(short: str, name: str) -> bool:
    """Whether the capitals of a short form begin words of the name, in their order: BIS."""
    letters = iter(w[0].upper() for w in re.split(r"[\s\-]+", name) if w)
    return all(c in letters for c in short if c.isupper())


def definitions(v: View, hits: Iterable[Hit]) -> dict[str, tuple[str, int]]:
    """Short forms that the document defines after a name: （IPEF，以下简称“框架”）, "(BIS)"; form → entity, place."""
    found: dict[str, tuple[str, int]] = {}

    def learn(form: str, entity: str, place: int) -> None:
        form = form.strip(" \"'")
        if 2 <= len(form) <= 40 and not form.isdigit():
            found.setdefault(form, (entity, place))

    for hit in hits:
        at = hit.end
        following = v.norm[at : at + 1]
        if following not in _FOLLOWS or (following == " " and v.norm[at + 1 : at + 2] not in "(oka"):
            continue
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
                if _CHINESE.search(v.norm, hit.start, hit.end) and _LATIN.fullmatch(original):
                    learn(part, hit.entity, match.end())
                if re.fullmatch(r"[A-Z][A-Za-z&\-]*[A-Z][A-Za-z0-9&\-]*|[A-Z]{2,}[a-z]?", original):
                    learn(part, hit.entity, match.end())
        other = _OR.match(v.text, v.end(at))
        if other and _abbreviates(other.group(1), v.text[v.at(hit.start) : v.end(hit.end)]):
            learn(other.group(1).lower(), hit.entity, v.position(other.end()))
        opened = _SHORT_OPEN.match(v.norm[at : at + 40])
        if opened:
            learn(opened.group(1), hit.entity, at)
    return found
