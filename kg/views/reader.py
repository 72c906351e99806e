"""``documents/ID.html``: the text of one document with what was found in it, a page that opens from disk.

The text is written into the page as text, whole and in order, with a mark around each mention and, beside each sentence
that says something, its statements as notes; all that works without scripts. The script adds filters, cards, the
language of the words, and the way to a span: ``#char=1204,1251`` counts code points of the text as read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tomllib import loads

from jinja2 import Template
from markupsafe import Markup

from kg import schema as ontology
from kg.model import Assertion, Entity, Extraction, Knowledge, Span
from kg.output import SIGN
from kg.schema import Schema
from kg.views import marks, page, palette, site
from kg.views.blocks import blocks, breaks
from kg.views.data import MODALITIES
from kg.views.margin import Margin, Wording, margin
from kg.views.marks import Mark
from kg.views.page import Json
from kg.views.palette import ASSETS
from kg.views.tongues import load

SCRIPTS = ("common.js", "places.js", "reader.js")
# The words that readers share with the explorer.
SHARED = (
    "classes", "relations", "modalities", "all", "none", "other_language", "document_date", "according", "rule",
    "close", "mark_subject", "mark_object", "mark_trigger", "mark_cue",
    "language_zh", "language_zh-Hans", "language_zh-Hant", "language_en",
)  # fmt: skip
BLOCK, REGION, SENTENCE, MENTION, BREAK, PAGE = range(6)

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8})*")
_LOST = re.compile("[\x00\ud800-\udfff]")


def write(knowledge: Knowledge, folder: Path) -> dict[str, str]:
    """Write a reader for each document into ``folder``; returns where they are, by document, relative to it."""
    names = site.readers_of(x.document.id for x in knowledge.extractions)
    entities = {e.key: e for e in knowledge.entities}
    (folder / site.READERS).mkdir(exist_ok=True)
    for extraction in knowledge.extractions:
        path = folder / names[extraction.document.id]
        path.write_text(render(extraction, entities), encoding="utf-8", newline="\n")
    return names


def render(extraction: Extraction, entities: Mapping[str, Entity]) -> str:
    """The reader of one document as text; the same extraction gives the same bytes.

    ``entities`` says what the keys mean; a key that it lacks names itself.
    """
    schema, document = ontology.default(), extraction.document
    language = "zh" if document.language.startswith("zh") else "en"
    said = margin(extraction)
    wording = Wording(_known(extraction, entities), schema, language, words(language))
    classes = sorted({e.cls for e in wording.entities.values()}, key=lambda c: (schema.label(c, "en"), c))
    script, style = _script(), page.style("reader.css") + _colours(classes, schema)
    made = _template().render(
        sign=Markup(SIGN),
        policy=page.policy(scripts=[script], styles=[style]),
        style=Markup(style),
        script=Markup(script),
        document=document,
        language=language,
        tongue=document.language if _LANGUAGE.fullmatch(document.language) else "",
        file=re.split(r"[/\\]", document.source)[-1],
        text=Markup(marks.html(document.text, _marks(extraction, said, wording, classes))),
        lost=wording.listed(said, said.lost, sum(len(unit.notes) for unit in said.units)),
        counts={"length": len(document.text), "mentions": len(extraction.mentions), "statements": len(said.said)},
        said=wording.words,
        words=_words(),
        data=_data(extraction, said, wording, classes),
        start=site.START,
        graph=site.EXPLORER,
    )
    return _LOST.sub("\ufffd", made)


@cache
def words(language: str) -> Mapping[str, str]:
    """The words of a reader in "zh" or "en"."""
    return {name: value[language] for name, value in _words().items()}


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    shared, own = (loads(page.asset(ASSETS / name)) for name in ("words.toml", "reader.toml"))
    reasons = {f"why {why}": {"zh": said["zh"], "en": why} for why, said in load("start.toml")["why"].items()}
    return {name: shared[name] for name in SHARED} | own | reasons


@cache
def _template() -> Template:
    environment = page.environment()
    environment.filters["plain"] = lambda text: Markup(marks.plain(text))
    return environment.get_template("reader.html")


@cache
def _script() -> str:
    return "(() => {\n" + "\n".join(page.asset(ASSETS / name) for name in SCRIPTS) + "})();\n"


def _known(extraction: Extraction, entities: Mapping[str, Entity]) -> dict[str, Entity]:
    """The entities that the document names, by key in order."""
    own = {e.key: e for e in extraction.entities}
    keys = {m.entity for m in extraction.mentions}
    for a in extraction.assertions:
        keys.update(key for key in (a.subject, a.object, a.attribution) if key)
    return {key: entities.get(key) or own.get(key) or Entity(key, "", key, key) for key in sorted(keys)}


def _marks(extraction: Extraction, said: Margin, wording: Wording, classes: Sequence[str]) -> Iterator[Mark]:
    """Everything to mark in the text."""
    text = extraction.document.text
    for block in blocks(text, ((a.evidence.start, a.evidence.end) for a in said.said), extraction.document.body):
        opening = f'<div class="p{" gap" if block.gap else ""}" data-at="{block.start}">'
        yield Mark(block.start, block.end, BLOCK, opening, "</div>")
    for region in extraction.regions:
        unread = f"{wording.words['unread']}: {reason(region.why, wording.words)}"
        tag = Markup('<span class="skip" data-why="{}" data-unread="{}">').format(region.why, unread)
        yield Mark(region.start, region.end, REGION, tag, again='<span class="skip">')
    number = 0
    for index, unit in enumerate(said.units, 1):
        notes, label = wording.listed(said, unit.notes, number), wording.words["notes_of"].format(number=index)
        opened = Markup('<ul class="notes" lang="{}" data-n="{}" aria-label="{}">')
        listed = opened.format(wording.language, index, label) + notes + Markup("</ul>")
        begun = f'<div class="s">{listed}<div class="t" data-n="{index}">'
        yield Mark(unit.start, unit.end, SENTENCE, begun, "</div></div>", again='<div><div class="t">')
        number += len(unit.notes)
    places = {key: i for i, key in enumerate(wording.entities)}
    kinds = {key: classes.index(e.cls) for key, e in wording.entities.items()}
    for m in extraction.mentions:
        names, what = f"m k{kinds[m.entity]}", f'data-e="{places[m.entity]}">'
        alone, deep = (f'<span class="{names}{more}" {what}' for more in ("", " deep"))
        yield Mark(m.start, m.end, MENTION, alone, deep=deep)
    for a, b in breaks(text):
        yield Mark(a, b, BREAK, '<span class="end">')
    for sheet, start in enumerate(extraction.document.pages, 1):
        yield Mark(start, start, PAGE, f'<i class="page" data-page="{sheet}">', "</i>")


def reason(why: str, said: Mapping[str, str]) -> str:
    """Why a region was not read, in the words of a language, or as the region says it."""
    return said.get(f"why {why}", why)


def _data(extraction: Extraction, said: Margin, wording: Wording, classes: Sequence[str]) -> dict[str, Json]:
    """What the script knows: the names behind numbers, where each statement stands, which note holds it."""
    schema, colours = wording.schema, palette.default()
    keys = {key: i for i, key in enumerate(wording.entities)}
    mentions = Counter(m.entity for m in extraction.mentions)
    relations = sorted({a.predicate for a in said.said}, key=lambda r: (colours.family(r), r))
    verbs, length = {name: i for i, name in enumerate(relations)}, len(extraction.document.text)
    return {
        "length": length,
        "classes": [_term(schema, c) for c in classes],
        "relations": [_relation(schema, r) for r in relations],
        "modalities": [_term(schema, m.value) for m in MODALITIES],
        "entities": [
            [key, e.label("zh"), e.label("en"), classes.index(e.cls), mentions[key], site.node_link(key)]
            for key, e in wording.entities.items()
        ],
        "said": [
            [keys[a.subject], verbs[a.predicate], keys[a.object], MODALITIES.index(a.modality), *_places(a, length)]
            for a in said.said
        ],
        "notes": [_note(said, note.members, keys) for note in said.notes],
    }


def _note(said: Margin, members: Sequence[int], keys: Mapping[str, int]) -> Json:
    first = said.said[members[0]]
    rules = ", ".join(dict.fromkeys(said.said[i].rule for i in members))
    amount = first.amount.text if first.amount else ""
    return [list(members), first.date, keys.get(first.attribution, -1), amount, rules]


def _term(schema: Schema, name: str) -> dict[str, Json]:
    return {"id": name, "zh": schema.label(name, "zh"), "en": schema.label(name, "en")}


def _relation(schema: Schema, name: str) -> Json:
    relation = schema.relations.get(name)
    return _term(schema, name) | {"directed": not (relation and relation.symmetric)}


def _places(a: Assertion, length: int) -> Iterator[int]:
    """Where sentence, subject, object, trigger and cue stand, -1 twice for what stands nowhere in the text."""
    spans: tuple[Span | None, ...] = (a.evidence, a.subject_span, a.object_span, a.trigger, a.cue)
    for span in spans:
        there = span is not None and 0 <= span.start < span.end <= length
        yield from (span.start, span.end) if span and there else (-1, -1)


def _colours(classes: Sequence[str], schema: Schema) -> str:
    """A rule per class that occurs, light and dark, and per family of relations; shapes become styles of underline."""
    colours = palette.default()
    found = [(f".k{i}", colours.mark(cls, schema).colour) for i, cls in enumerate(classes)]
    found += [(f".f{i}", family.colour) for i, family in enumerate(colours.families)]
    light = "".join(f"{name} {{ --tint: {colour[0]} }}\n" for name, colour in found)
    dark = "".join(f"{name} {{ --tint: {colour[1]} }}\n" for name, colour in found)
    lines = "".join(f".k{i} {{ --line: var(--{colours.mark(c, schema).shape}) }}\n" for i, c in enumerate(classes))
    return f"{light}{lines}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"
