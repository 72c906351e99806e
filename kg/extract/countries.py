"""Chinese characters that stand for countries: 中美, 美日印澳, 美、日、韩, 对华, 赴美 — and not 其中, 完美, 日益.

All words are data (``lexicon/zh/countries.toml``); here are only the four contexts in which a character is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg import lexicon
from kg.extract.text import CJK


@dataclass(frozen=True, slots=True)
class Countries:
    """Compiled contexts: which characters, what may not stand around them, how they occur."""

    entity: dict[str, str]
    after: dict[str, frozenset[str]]
    before: dict[str, frozenset[str]]
    before_run: dict[str, frozenset[str]]
    anchors: frozenset[str]
    run: re.Pattern[str]
    listed: re.Pattern[str]
    governed: re.Pattern[str]
    initial: re.Pattern[str]
    stop: frozenset[str]
    pairs: dict[str, list[str]]


@cache
def _countries() -> Countries:
    data = lexicon.table("zh/countries")
    chars, contexts = data["char"], data["contexts"]
    string = contexts["string"]
    others = contexts["other"]
    return Countries(
        entity={c: d["entity"] for c, d in chars.items()},
        after={c: frozenset(d["after"]) for c, d in chars.items()},
        before={c: frozenset(d["before"]) for c, d in chars.items()},
        before_run={c: frozenset(d.get("before_run", d["before"])) for c, d in chars.items()},
        anchors=frozenset(contexts["anchors"]),
        run=re.compile(f"[{string}](?:-?[{string}])+"),
        listed=re.compile(f"(?:(?<![{CJK}])|(?<=[由与和同对在以向及给含为]))([{string}](?:[、和与][{string}])+)"),
        governed=re.compile(f"(?<=[{contexts['with_china']}])华|(?<=[{contexts['with_other']}])[{others}]"),
        initial=re.compile(f'(?:^|[,。;:、\n("!?])([{contexts["initial"]}])(?=[{contexts["verbs_after"]}])'),
        stop=frozenset(contexts.get("stop", ())),
        pairs=data["pairs"],
    )


def _fits(c: Countries, norm: str, start: int, end: int) -> bool:
    """Whether nothing around a stretch speaks against reading its first and last characters as countries."""
    before, after = norm[start - 1 : start], norm[end : end + 1]
    if before and before in c.before_run.get(norm[start], ()):
        return False
    if after and after in c.after.get(norm[end - 1], ()):
        return False
    return not any(norm.startswith(word, start) for word in c.stop)


def find(norm: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and entity of each single-character country of a view, in no particular order."""
    c = _countries()
    for match in c.run.finditer(norm):
        a, b = match.span()
        if norm[b : b + 1] == "国" and norm[b + 1 : b + 2] not in ("家", "际"):
            # 日美国: the last character begins a name of its own.
            b -= 1
        run = norm[a:b]
        if b - a < 2 or not c.anchors.intersection(run):
            continue
        # 中美国家: the 美 of a pair, not the name 美国.
        if not _fits(c, norm, a, b) and not (norm[b : b + 1] == "国" and norm[b + 1 : b + 2] in "家际"):
            continue
        for i, char in enumerate(run, a):
            if char != "-":
                yield i, i + 1, c.entity[char]
    for match in c.listed.finditer(norm):
        a, b = match.span(1)
        if _fits(c, norm, a, b):
            for i in range(a, b, 2):
                yield i, i + 1, c.entity[norm[i]]
    for match in c.governed.finditer(norm):
        if norm[match.end() : match.end() + 1] not in c.after[match.group()]:
            yield match.start(), match.end(), c.entity[match.group()]
    for pair, keys in c.pairs.items():
        at = norm.find(pair)
        while keys and at >= 0:
            for i, key in enumerate(keys, at):
                yield i, i + 1, key
            at = norm.find(pair, at + len(pair))
    for match in c.initial.finditer(norm):
        yield match.start(1), match.end(1), c.entity[match.group(1)]


def splits(norm: str, start: int) -> bool:
    """Whether a name such as 美国 at ``start`` is really the tail of a pair: 中美国家创新体系."""
    c = _countries()
    if norm.startswith("中国家", start) and start and norm[start - 1] in c.before["中"]:
        return True
    return (
        norm[start + 1 : start + 2] == "国"
        and norm[start + 2 : start + 3] in ("家", "际")
        and start > 0
        and norm[start - 1] in c.anchors
        and norm[start - 2 : start - 1] not in c.before[norm[start - 1]]
    )
