"""The trained component: accepts pairs of names that no rule related, by a weighted sum of their features.

A logistic regression (one weight per feature, one more per feature and relation) over the features of
`kg.extract.pairs`.
The weights are data (``lexicon/weights.tsv``), made by ``benchmarks/train.py`` from the annotated documents in
``benchmarks/annotated``; scoring is a sum of table entries, so the same text gives the same statements everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kg import lexicon
from kg.extract.pairs import Pair

ANY, BIAS, THRESHOLD = "*", "(bias)", "(threshold)"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An accepted pair, its probability by the model, and the features that weighed most, with their weights."""

    pair: Pair
    probability: float
    reasons: tuple[tuple[str, float], ...]


class Judge:
    """Weights by relation (`ANY`: of all) and feature, and the probability from which a pair is accepted."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]], threshold: float) -> None:
        self.threshold = threshold
        every = weights[ANY]
        self.weights = {
            relation: {f: every.get(f, 0.0) + own.get(f, 0.0) for f in {*every, *own}}
            for relation, own in weights.items()
            if relation != ANY
        }

    def probability(self, pair: Pair) -> float:
        """How probable the model holds the relation of a pair, between 0 and 1."""
        weights = self.weights.get(pair.relation)
        if weights is None:
            return 0.0
        total = weights[BIAS] + sum([weights[f] for f in pair.features if f in weights])
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))

    def accept(self, pairs: Iterable[Pair]) -> list[Verdict]:
        """The pairs to state: above the threshold, one relation for every two names; in order of their positions."""
        best: dict[tuple[str, str], tuple[float, Pair]] = {}
        for pair in pairs:
            probability = self.probability(pair)
            if probability < self.threshold:
                continue
            a, b = sorted((pair.subject.entity, pair.object.entity))
            if (a, b) not in best or probability > best[a, b][0]:
                best[a, b] = (probability, pair)
        chosen = sorted(best.values(), key=lambda x: (x[1].subject.start, x[1].object.start, x[1].relation))
        return [Verdict(pair, probability, self.reasons(pair)) for probability, pair in chosen]

    def reasons(self, pair: Pair, most: int = 4) -> tuple[tuple[str, float], ...]:
        """The features of a pair that weigh most, with the sum of their weights."""
        weighed = [(f, round(self.weights[pair.relation].get(f, 0.0), 3)) for f in pair.features]
        return tuple(sorted(weighed, key=lambda x: (-abs(x[1]), x[0]))[:most])


@cache
def default() -> Judge:
    """The component that ships, read once."""
    weights: dict[str, dict[str, float]] = {}
    for relation, feature, weight in lexicon.rows("weights"):
        weights.setdefault(relation, {})[feature] = float(weight)
    return Judge(weights, weights[ANY].pop(THRESHOLD))
