"""The figures of all documents together and by part, and their faults, the worst sentences first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.evaluation import faults, score
from kg.evaluation.faults import Cause, Kind, Layer, Passage
from kg.evaluation.score import Figures, Score
from kg.evaluation.values import Gold, Side


@dataclass(frozen=True, slots=True)
class Report:
    """How well documents were read.

    ``relations`` and ``modalities`` are scores of triples, ``classes`` of mentions, those with most to find first.
    ``causes`` counts the faults; ``absent`` names documents in which nothing was found at all.
    """

    overall: Figures
    documents: dict[str, Figures]
    languages: dict[str, Figures]
    relations: dict[str, Score]
    classes: dict[str, Score]
    modalities: dict[str, Score]
    causes: dict[tuple[Kind, Layer, Cause], int]
    passages: tuple[Passage, ...]
    absent: tuple[str, ...]


def report(golds: Sequence[Gold], found: Sequence[Side], absent: Iterable[str] = ()) -> Report:
    """The report on annotated documents and what was found in each."""
    pairs = list(zip(golds, found, strict=True))
    documents = {gold.name: score.figures(side, gold.noted) for gold, side in pairs}
    languages: dict[str, Figures] = {}
    for gold in sorted(golds, key=lambda gold: gold.document.language):
        language = gold.document.language
        languages[language] = languages.get(language, Figures()) + documents[gold.name]
    passages = [passage for gold, side in pairs for passage in faults.passages(gold, side)]
    passages.sort(key=lambda p: (*(-n for n in p.badness), p.document, p.start))
    causes = Counter((f.kind, f.layer, f.cause) for p in passages for f in p.faults)
    return Report(
        sum(documents.values(), Figures()),
        documents,
        languages,
        _summed(score.by_relation(side, gold.noted) for gold, side in pairs),
        _summed(score.by_class(side, gold.noted) for gold, side in pairs),
        _summed(score.by_modality(side, gold.noted) for gold, side in pairs),
        dict(sorted(causes.items(), key=lambda item: (-item[1], item[0]))),
        tuple(passages),
        tuple(absent),
    )


def _summed(parts: Iterable[dict[str, Score]]) -> dict[str, Score]:
    total: dict[str, Score] = {}
    for part in parts:
        for name, scored in part.items():
            total[name] = total.get(name, Score()) + scored
    return dict(sorted(total.items(), key=lambda item: (-item[1].gold, -item[1].found, item[0])))
