"""The spaCy door: components that find mentions and assertions, and the fast pipeline that builds use.

    >>> import spacy
    >>> nlp = spacy.blank("zh")
    >>> _ = nlp.add_pipe("kg_mentions"); _ = nlp.add_pipe("kg_assertions")
    >>> [m.entity for m in nlp("日本加入印太经济框架。")._.kg.mentions]
    ['japan', 'ipef']

Components read the text, not the tokens. Our own pipeline therefore carries the text in an empty Doc: spaCy's stock
Chinese tokenizer is quadratic in the length of a document, and nothing here needs its tokens. On a Doc that has tokens
the mentions are also written to ``doc.spans["kg"]`` where they fall on token boundaries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry as spacy_registry

from kg import registry
from kg.extract import assertions, judge, mentions, names, regions, text
from kg.extract.trace import Trace
from kg.model import Document, Entity, Extraction, Region
from kg.schema import default as default_schema

_TEXT, _DOCUMENT, _READING, _RESULT = "kg.text", "kg.document", "kg.reading", "kg.extraction"
_NAMES = "kg.names"


@cache
def default_names() -> names.Names:
    """The names of the registry that ships, compiled once per process."""
    return compiled(registry.default())


def compiled(entities: Iterable[Entity]) -> names.Names:
    """The names of entities, ready to be found in texts; takes a second or two for all of the registry."""
    return names.build(entities, default_schema())


def _document(doc: Doc) -> Document:
    known = doc.user_data.get(_DOCUMENT)
    if isinstance(known, Document):
        return known
    return Document(id="doc", text=str(doc.user_data.get(_TEXT, doc.text)))


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as far as its names are read: view, sentences, ignored regions, anchors, entities they may denote."""

    view: text.View
    sentences: tuple[text.Sentence, ...]
    regions: tuple[Region, ...]
    found: mentions.Found
    lexicon: names.Names

    @classmethod
    def of(cls, document: Document, lexicon: names.Names) -> Reading:
        """Read the names of a document."""
        v = text.view(document.text)
        skipped = regions.find(v, document.body)
        sentences = tuple(s for s in text.sentences(v) if not regions.inside(skipped, v.at(s.start)))
        language = document.language[:2] or text.language_of(document.text[:20000])
        found = mentions.find(v, lexicon, sentences, language=language, ignored=skipped)
        if found.entities:
            lexicon = replace(lexicon, entities={**lexicon.entities, **found.entities})
        return cls(v, sentences, skipped, found, lexicon)


class Mentions:
    """The component ``kg_mentions``: sets the mentions of a Doc, by the names that it brings or those that ship."""

    def __call__(self, doc: Doc) -> Doc:
        document = _document(doc)
        reading = Reading.of(document, doc.user_data.get(_NAMES) or default_names())
        result = Extraction(
            document,
            mentions.mentions(reading.view, reading.found.anchors),
            entities=tuple(reading.found.entities.values()),
            regions=reading.regions,
            unknown=tuple(sorted(reading.found.unknown.items())),
            sentences=len(reading.sentences),
        )
        doc.user_data[_READING], doc.user_data[_RESULT] = reading, result
        if len(doc):
            spans = [doc.char_span(m.start, m.end, label=m.entity) for m in result.mentions]
            doc.spans["kg"] = [s for s in spans if isinstance(s, Span)]
        return doc


class Assertions:
    """The component ``kg_assertions``: adds what the sentences of a Doc say; needs ``kg_mentions`` before it.

    Rules say it, and with ``learned`` also the trained component, for pairs of names that no rule relates.
    """

    def __init__(self, *, learned: bool = True) -> None:
        self.judge = judge.default() if learned else None

    def __call__(self, doc: Doc) -> Doc:
        reading: Reading = doc.user_data[_READING]
        result: Extraction = doc.user_data[_RESULT]
        extractor = assertions.Extractor(reading.view, reading.lexicon, result.document.date, judge=self.judge)
        said = extractor.run(list(reading.sentences), reading.found.anchors)
        doc.user_data[_RESULT] = replace(result, assertions=said)
        return doc


def _extraction(doc: Doc) -> Extraction:
    return doc.user_data.get(_RESULT) or Extraction(_document(doc))


def _extend() -> None:
    if not Doc.has_extension("kg"):
        Doc.set_extension("kg", getter=_extraction)


@Language.factory("kg_mentions")
def make_mentions(nlp: Language, name: str) -> Mentions:
    """The factory behind ``nlp.add_pipe("kg_mentions")``."""
    _extend()
    return Mentions()


@Language.factory("kg_assertions", default_config={"learned": True})
def make_assertions(nlp: Language, name: str, learned: bool) -> Assertions:
    """The factory behind ``nlp.add_pipe("kg_assertions")``; with ``config={"learned": False}`` rules alone speak."""
    _extend()
    return Assertions(learned=learned)


class Carrier:
    """A tokenizer that makes no tokens: an empty Doc that carries its text."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        doc = Doc(self.vocab)
        doc.user_data[_TEXT] = text
        return doc


@spacy_registry.tokenizers("kg.carrier.v1")  # type: ignore[untyped-decorator]
def make_carrier() -> Any:
    """The factory behind the tokenizer setting ``kg.carrier.v1``."""
    return lambda nlp: Carrier(nlp.vocab)


@cache
def pipeline(language: str = "zh", *, learned: bool = True) -> Language:
    """The pipeline that builds use for "zh" or "en": a carrier Doc, mentions, assertions."""
    from spacy import blank

    nlp = blank(
        "zh" if language.startswith("zh") else "en", config={"nlp": {"tokenizer": {"@tokenizers": "kg.carrier.v1"}}}
    )
    nlp.add_pipe("kg_mentions")
    nlp.add_pipe("kg_assertions", config={"learned": learned})
    return nlp


def trace(
    document: Document, *, learned: bool = True, lexicon: names.Names | None = None
) -> tuple[Reading, tuple[Trace, ...]]:
    """How one document is read, and what was tried in each sentence that has names."""
    reading = Reading.of(document, lexicon or default_names())
    traces: list[Trace] = []
    extractor = assertions.Extractor(
        reading.view, reading.lexicon, document.date, judge=judge.default() if learned else None, traces=traces
    )
    extractor.run(list(reading.sentences), reading.found.anchors)
    return reading, tuple(traces)


def extract(document: Document, *, learned: bool = True, lexicon: names.Names | None = None) -> Extraction:
    """What one document says: its mentions and assertions; without ``learned`` by rules alone.

    ``lexicon`` has the names to look for (`compiled`), in place of those of the registry that ships.
    """
    nlp = pipeline(document.language or "zh", learned=learned)
    doc = nlp.tokenizer(document.text)  # not make_doc: our components have no limit on length
    doc.user_data[_DOCUMENT] = document
    if lexicon is not None:
        doc.user_data[_NAMES] = lexicon
    for _, component in nlp.pipeline:
        doc = component(doc)
    return _extraction(doc)
