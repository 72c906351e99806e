"""Words in two languages, of which a page shows one: English and Chinese stand in the file side by side."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

from markupsafe import Markup, escape

from kg.views.palette import ASSETS

Pair: TypeAlias = tuple[str, str]


class Words:
    """The words of the page in both languages; what is put into them is escaped, or a pair of both languages."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw

    def pair(self, name: str) -> Pair:
        return self.of("words", name)

    def of(self, table: str, name: str) -> Pair:
        """The words of a name in a table, or the name itself where it is not known there."""
        word = self.raw[table].get(name)
        return (word["en"], word["zh"]) if word else (name, name)

    def counted(self, name: str, number: int) -> Pair:
        en, zh = self.pair(name)
        en = self.raw["words"][name].get("one", en) if number == 1 else en
        return en.format(n=f"{number:,}"), zh.format(n=f"{number:,}")

    def say(self, name: str, /, **values: Any) -> Markup:
        """A sentence in both languages."""
        made = []
        for tongue, text in enumerate(self.pair(name)):
            told = {key: value[tongue] if isinstance(value, tuple) else value for key, value in values.items()}
            made.append(text.format(**told))
        return both(*made)

    def count(self, name: str, number: int) -> Markup:
        """So many of something, in both languages."""
        return both(*self.counted(name, number))


def both(en: str, zh: str) -> Markup:
    """A text in both languages, of which the page shows one; once, where they are the same."""
    if en == zh:
        return escape(en)
    return Markup('<span class="en" lang="en">{}</span><span class="zh" lang="zh-Hans">{}</span>').format(en, zh)


@cache
def load(name: str) -> Mapping[str, Any]:
    """A table of words or figures, read once."""
    return tomllib.loads((ASSETS / name).read_text(encoding="utf-8"))
