"""The syntax data of a language, compiled: connectors, titles, prepositions and what else holds names together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg import lexicon


@dataclass(frozen=True, slots=True)
class Syntax:
    """The compiled syntax data of one language."""

    language: str
    joins: re.Pattern[str]
    owns: re.Pattern[str]
    titled: re.Pattern[str]
    kind: re.Pattern[str]
    office: re.Pattern[str] | None
    prepositions: tuple[tuple[str, str], ...]
    article: re.Pattern[str]
    breaks: str
    through: tuple[str, ...]
    after: re.Pattern[str] | None
    titles: re.Pattern[str]
    continues: tuple[str, ...]
    fused: tuple[str, ...]
    runs_on: re.Pattern[str] | None
    headed: re.Pattern[str] | None


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


@cache
def syntax(language: str) -> Syntax:
    """The syntax of "zh" or "en"."""
    name = f"{language}/syntax"
    data = lexicon.table(name)
    marks = r"[\"'《》()\s]*"
    preps = [(w, role) for role, group in data["preposition"].items() for w in group]
    preps.sort(key=lambda p: (-len(p[0]), p))
    zh = language == "zh"
    and_, of = lexicon.words(name, "and"), lexicon.words(name, "of")
    title, kind = lexicon.words(name, "title_end"), lexicon.words(name, "kind_end")
    lead = r"[^,。;:、()\"《》]{0,%d}" if zh else r"[a-z'\- ]{0,%d}"
    if zh:
        counted = r"(?:等(?:\d{1,3}[多余]?个?)?(?:国家?|家|个)?)?"
        item = r"(?:、[^、,。;:()\"《》]{1,9}){0,2}"
        joins = rf"{marks}{counted}{item}{marks}(?:{_any(and_)}){marks}(?:包括)?{marks}"
        owns = rf"{marks}(?:{_any(of)}){marks}"
        one = rf"(?:{_any(title)})"
        titled = rf"{marks}(?:{lead % data['title_lead']}{one})(?:、?[^,。;:、]{{0,10}}{one})?{marks}"
        kinds = rf"{marks}(?:{lead % data['kind_lead']}(?:{_any(kind)}))?{marks}"
        office = None
        article = re.compile(rf"(?:前|时任|原|现任|首任)?(?:{_any(title)})?[\"'《(]*$")
    else:
        the = _any(lexicon.words(name, "determiner"))
        the_opt = rf"(?:(?:{the})\s+){{0,2}}"
        called = rf"(?:(?:[a-z]+\s){{0,2}}(?:{_any(title)})\s)?"
        joins = rf"{marks}(?!, an? )(?:{_any(and_)})\s*{the_opt}{called}{marks}"
        owns = rf"(?:{_any(of)}){marks}"
        titled = rf"(?:'s|')?\s?(?:{lead % data['title_lead']}\b(?:{_any(title)}))(?:,)?\s"
        kinds = rf"(?:'s|-based|-headquartered)?\s(?:{lead % data['kind_lead']}\b(?:{_any(kind)}))?,?\s?"
        after = _any(lexicon.words(name, "office_after"))
        office = re.compile(rf",?\s(?:{lead % data['title_lead']}\b(?:{_any(title)})\s)?(?:{after})\s(?:the\s)?")
        stops = rf"(?:{_any(tuple(w for w, _ in preps))})\s"
        article = re.compile(rf"(?:\b(?:{the})\s+)*(?:\b(?:(?!{stops})[a-z]+\s)?(?:{_any(title)})\s+)?[\"'(]*$")
    return Syntax(
        language,
        re.compile(joins),
        re.compile(owns),
        re.compile(titled),
        re.compile(kinds),
        office,
        tuple(preps),
        article,
        data["clause"]["breaks"],
        tuple(data.get("through", ())),
        None if zh else re.compile(rf"(?:'s)?\s{lead % data['title_lead']}\b(?:{_any(title)})\b"),
        re.compile(rf"(?:{_any(title)})[\"']?$")
        if zh
        else re.compile(rf"\b(?:{_any(lexicon.words(name, 'national_title'))})\s$"),
        tuple(data["continues"]),
        tuple(data.get("fused", ())),
        None if zh else re.compile(rf",\s(?:\d{{4}}\b|(?:{_any(tuple(data['runs_on']))})\s)"),
        None if zh else re.compile(rf"\b(?:{_any(title)})\s(?:of|at|for)\s(?:the\s)?$"),
    )
