"""Train the component that accepts pairs of names: python benchmarks/train.py [--check] [FOLDER...]

Reads annotated documents (those in ``benchmarks/annotated``, if no folder is given), lets the rules speak first, and
fits a logistic regression to the pairs that they left, by relation. Writes ``kg/lexicon/weights.tsv``; the same
documents and rules give the same bytes. It needs the extra ``train``. ``--check`` writes nothing and prints what
cross-validation over the documents finds: how precision, recall and F1 of all statements change with the threshold
from which a pair is accepted.

Method: one binary model over all relations, with a weight per feature and one per feature and relation, as in domain
adaptation by feature augmentation (H. Daumé III, "Frustratingly Easy Domain Adaptation", ACL 2007); L2 penalty.
"""

from __future__ import annotations

import argparse
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from kg import paths
from kg.evaluation import gold as golds
from kg.evaluation.found import Names
from kg.evaluation.values import Gold, inside, oriented
from kg.extract import assertions, judge, pipeline
from kg.extract.pairs import Pair
from kg.model import Entity
from kg.schema import Schema
from kg.schema import default as default_schema
from kg.tables import EntityRow

HERE = Path(__file__).resolve().parent
PENALTY = 0.08
LEAST = 2  # A feature seen less often is left out.
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 1.1)
FOLDS = 8

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A pair that the rules left, in the annotators' keys, and whether its sentence says it."""

    triple: Triple
    sentence: int
    pair: Pair
    true: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """One annotated document: what it says, what the rules found, and the pairs that they left."""

    name: str
    said: frozenset[Triple]
    found: frozenset[Triple]
    examples: tuple[Example, ...]


class Collector:
    """Stands where the judge would, accepts nothing, and keeps the pairs that it was shown."""

    def __init__(self) -> None:
        self.pairs: list[Pair] = []

    def accept(self, pairs: Iterable[Pair]) -> list[judge.Verdict]:
        self.pairs += pairs
        return []


def label(gold: Gold, schema: Schema) -> Labelled:
    """The pairs of an annotated document that the rules left, each with whether its sentence says it."""
    reading = pipeline.Reading.of(gold.document, pipeline.default_names())
    view, collector = reading.view, Collector()
    extractor = assertions.Extractor(view, reading.lexicon, gold.document.date, judge=collector)
    rows = {e.key: entity_row(e) for e in reading.lexicon.entities.values()}
    names = Names(gold, rows)

    def triple(subject: str, relation: str, object_: str) -> Triple:
        return oriented(names.key(subject), relation, names.key(object_), schema)

    made = extractor.run(list(reading.sentences), reading.found.anchors)
    found = {triple(*a.triple) for a in made if not inside(gold.ignored, a.evidence.start)}
    noted: dict[Triple, list[tuple[int, int]]] = {}
    for saying in gold.noted.sayings:
        noted.setdefault(oriented(*saying.triple, schema), []).append((saying.start, saying.end))
    spans = {s.start: (view.at(s.start), view.end(s.end)) for s in reading.sentences}
    starts = sorted(spans)
    examples: list[Example] = []
    for pair in collector.pairs:
        start, end = spans[starts[bisect_right(starts, pair.object.start) - 1]]
        if not inside(gold.ignored, start):
            t = triple(pair.subject.entity, pair.relation, pair.object.entity)
            true = any(a < end and start < b for a, b in noted.get(t, ()))
            examples.append(Example(t, start, pair, true))
    return Labelled(gold.name, frozenset(noted), frozenset(found), tuple(examples))


def entity_row(e: Entity) -> EntityRow:
    """An entity as the tables of a build have it, without counts."""
    return EntityRow(e.key, e.key, e.cls, e.zh, e.en, e.aliases, (), "", e.provisional, 0, 0)


def fit(documents: Sequence[Labelled]) -> dict[str, dict[str, float]]:
    """The weights, by relation and feature, that fit the pairs of documents; rounded to three digits."""
    examples = [e for d in documents for e in d.examples]
    counts = Counter(f for e in examples for f in features(e.pair))
    known = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= LEAST))}
    columns, ends = [], [0]
    for e in examples:
        columns += sorted(known[f] for f in features(e.pair) if f in known)
        ends.append(len(columns))
    table = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(examples), len(known)))
    model = LogisticRegression(C=PENALTY, solver="liblinear", random_state=0, max_iter=500, tol=1e-6)
    model.fit(table, [e.true for e in examples])
    weights: dict[str, dict[str, float]] = {judge.ANY: {judge.BIAS: round(float(model.intercept_[0]), 3)}}
    for (relation, feature), i in known.items():
        weight = round(float(model.coef_[0][i]), 3)
        if weight:
            weights.setdefault(relation, {})[feature] = weight
    return weights


def features(pair: Pair) -> set[tuple[str, str]]:
    """The features of a pair as the model has them: each for all relations and for its own.

    Which word is the trigger is learned by relation only.
    """
    every = {(judge.ANY, f) for f in pair.features if not f.startswith("word ")}
    return every | {(pair.relation, f) for f in (*pair.features, judge.BIAS)}


def scores(weights: dict[str, dict[str, float]], documents: Sequence[Labelled]) -> dict[float, tuple[int, int, int]]:
    """By threshold: statements that are right, made, and noted in documents, rules and accepted pairs together."""
    totals = dict.fromkeys(THRESHOLDS, (0, 0, 0))
    for d in documents:
        for threshold in THRESHOLDS:
            made = set(d.found)
            by_sentence: dict[int, list[Example]] = {}
            for e in d.examples:
                by_sentence.setdefault(e.sentence, []).append(e)
            for examples in by_sentence.values():
                accepted = judge.Judge(weights, threshold).accept(e.pair for e in examples)
                chosen = {id(v.pair) for v in accepted}
                made |= {e.triple for e in examples if id(e.pair) in chosen}
            right, total, noted = totals[threshold]
            totals[threshold] = (right + len(made & d.said), total + len(made), noted + len(d.said))
    return totals


def check(documents: Sequence[Labelled]) -> None:
    """Print what cross-validation by document finds; a threshold above 1 means rules alone."""
    totals = dict.fromkeys(THRESHOLDS, (0, 0, 0))
    for fold in range(FOLDS):
        left = [d for i, d in enumerate(documents) if i % FOLDS == fold]
        weights = fit([d for i, d in enumerate(documents) if i % FOLDS != fold])
        for threshold, counts in scores(weights, left).items():
            totals[threshold] = tuple(a + b for a, b in zip(totals[threshold], counts, strict=True))
    report(totals)


def report(totals: dict[float, tuple[int, int, int]]) -> None:
    """Print precision, recall and F1 by threshold."""
    for threshold, (right, made, noted) in totals.items():
        name = "rules alone" if threshold > 1 else f"from {threshold:.2f}"
        print(f"{name:12} P {right / made:.3f}  R {right / noted:.3f}  F1 {2 * right / (made + noted):.3f}")


def write(weights: dict[str, dict[str, float]], threshold: float) -> None:
    """Write the weights, sorted."""
    rows = [(r, f, w) for r, by in weights.items() for f, w in by.items()]
    lines = [f"{r}\t{f}\t{w:g}" for r, f, w in sorted([*rows, (judge.ANY, judge.THRESHOLD, threshold)])]
    path = paths.lexicon() / "weights.tsv"
    path.write_text("\n".join(["relation\tfeature\tweight", *lines]) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(lines)} weights in {path.name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[HERE / "annotated"])
    parser.add_argument("--check", action="store_true", help="cross-validate, write nothing")
    parser.add_argument("--test", nargs="*", type=Path, default=[], help="folders to score, not to learn from")
    parser.add_argument("--threshold", type=float, default=0.4, help="probability from which a pair is accepted")
    options = parser.parse_args()
    schema = default_schema()
    documents = [label(gold, schema) for folder in options.folders for gold in golds.read(folder, schema)]
    print(f"{len(documents)} documents, {sum(e.true for d in documents for e in d.examples)} true pairs of "
          f"{sum(len(d.examples) for d in documents)} that the rules left")  # fmt: skip
    if options.check:
        check(documents)
        return
    weights = fit(documents)
    for folder in options.test:
        print(folder)
        report(scores(weights, [label(gold, schema) for gold in golds.read(folder, schema)]))
    if not options.test:
        write(weights, options.threshold)


if __name__ == "__main__":
    main()
