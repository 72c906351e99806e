"""How fast text becomes assertions, as ratios within one run: python benchmarks/assertions.py

Our pipeline against spaCy's stock one (a blank pipeline with an entity_ruler that knows the same names, and a
sentencizer) on the same documents, in Chinese and in English. Texts are the shipped samples. Only ratios mean anything.
"""

from __future__ import annotations

import spacy
from timing import median

from kg import documents, paths, registry
from kg.extract import pipeline
from kg.model import Document


def stock(language: str) -> spacy.language.Language:
    """The stock pipeline with every name of the registry in its entity_ruler."""
    nlp = spacy.blank(language)
    ruler = nlp.add_pipe("entity_ruler")
    nlp.add_pipe("sentencizer")
    rows = [
        {"label": e.cls, "pattern": form, "id": e.key}
        for e in registry.default()
        for form in (e.zh, e.en, *e.aliases)
        if form
    ]
    with nlp.select_pipes(enable=[]):
        ruler.add_patterns(rows)
    return nlp


def main() -> None:
    docs, _ = documents.read_all([paths.seeds()])
    for language in ("zh", "en"):
        mine: list[Document] = [d for d in docs if d.language.startswith(language)]
        size = sum(len(d.text) for d in mine)
        nlp = stock(language)
        theirs = median(lambda mine=mine, nlp=nlp: [nlp(d.text) for d in mine])
        ours = median(lambda mine=mine: [pipeline.extract(d) for d in mine])
        rates = f"stock {size / theirs / 1e3:6.0f} kchar/s   text to assertions {size / ours / 1e3:6.0f} kchar/s"
        print(f"{language}: {rates}   ratio {theirs / ours:.2f}   target 8")


if __name__ == "__main__":
    main()
