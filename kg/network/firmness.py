"""How firm a ranking is: the same measures on resampled documents and sayings, and without each document in turn.

A network knows nobody but those whom its documents name, so the question is not what chance would do but how much of
the result hangs on which documents and sentences happened to be there.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import networkx as nx

from kg.network import measure
from kg.network.evidence import Statement
from kg.network.project import CLUB, Weight, claim_of, ends

LEVEL = 0.9
TIMES = 40
LEAST = 8
EFFORT = 2e7
DOCUMENTS = 20
TOP, FIRST = 10, 3
COLUMNS = ("degree", "strength", "betweenness", "pagerank", "closeness", "eigenvector", "core", "constraint")

Row = Mapping[str, float]
Draw = Callable[[Sequence[Statement]], nx.Graph]


@dataclass(frozen=True, slots=True)
class Firm:
    """How firm one node's measures are.

    ``low`` and ``high`` by column (`COLUMNS` and ``rank``) hold nine of ten resamples and the value itself;
    ``top`` is the share of resamples in which it ranks among the first `TOP`, ``first`` that in which it is among the
    first `FIRST` of its own family. ``document`` is the one whose loss lets it fall furthest, to ``without`` (0 when it
    would be gone); "" when no document's loss lets it fall. ``documents`` are those that speak of it, the one with most
    sayings first.
    """

    low: Row
    high: Row
    top: float
    document: str = ""
    without: int = 0
    first: float = float("nan")
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """The measures and the rank of each node, how firm they are, and from how many resamples one knows."""

    rows: Mapping[str, Row]
    firm: Mapping[str, Firm]
    times: int


def resamples(statements: Sequence[Statement], times: int, *, seed: int = 0) -> Iterator[list[int]]:
    """Positions of the statements in each of ``times`` resamples, repeated as drawn.

    Documents are drawn with replacement, then from each drawn one as many of its sayings as it has, with replacement:
    so a saying counts for less than its document, and a document for itself only. Facts of the registry are always in.
    A. C. Davison, D. V. Hinkley, "Bootstrap Methods and their Application", Cambridge 1997, section 3.8.
    """
    sayings: dict[str, list[int]] = defaultdict(list)
    for place, s in enumerate(statements):
        sayings[s.document].append(place)
    facts = sayings.pop("", [])
    documents = [sayings[name] for name in sorted(sayings)]
    draw = random.Random(seed)
    for _ in range(times):
        taken = draw.choices(documents, k=len(documents)) if documents else []
        yield facts + [place for document in taken for place in draw.choices(document, k=len(document))]


def ranking(
    statements: Sequence[Statement],
    *,
    weight: Weight = "claims",
    times: int = TIMES,
    seed: int = 0,
    draw: Draw | None = None,
    families: Mapping[str, str] | None = None,
) -> Ranking:
    """Who is central in the network of these statements, with intervals.

    Every statement ties its subject and object; with ``draw``, a function from statements to a graph, that graph is
    measured instead, and drawn anew for each resample. Rank 1 has the highest betweenness; PageRank, then strength,
    decide between equals; full equals share a rank. On large networks fewer than ``times`` resamples are drawn (at
    least `LEAST`), so that the work stays bounded; `Ranking.times` says how many. Documents are left out in turn, the
    `DOCUMENTS` with most sayings. ``families`` says to which family each node belongs, for ``family_rank``, its rank
    among them; without it all are one family.
    """
    network: _Source = _Drawn(statements, draw) if draw else _Network(statements, weight)
    nodes = network.nodes
    everything = range(len(statements))
    kin = [families.get(node, "") for node in nodes] if families else [""] * len(nodes)
    rows = _measured(network, everything, kin)
    effort = len(nodes) * (len(network.ties(everything).pairs) + 1)
    times = min(times, max(LEAST, int(EFFORT / effort))) if times and effort else 0
    drawn = [_measured(network, sample, kin) for sample in resamples(statements, times, seed=seed)]
    counts = Counter(s.document for s in statements if s.document)
    documents = sorted(counts, key=lambda d: (-counts[d], d)) if len(counts) > 1 and times else []
    without = {
        document: _measured(network, [i for i in everything if statements[i].document != document], kin)
        for document in documents[: min(DOCUMENTS, times)]
    }
    named = {node: {column: values[i] for column, values in rows.items()} for i, node in enumerate(nodes)}
    said = _speaking(statements)
    firm = {node: _firm(i, rows, drawn, without, said.get(node.removesuffix(CLUB), ())) for i, node in enumerate(nodes)}
    return Ranking(named, firm, times)


def rounded(value: float) -> float:
    """Six significant digits, so that numbers are the same everywhere."""
    return float(f"{value:.6g}")


def ranks(columns: Mapping[str, Sequence[float]]) -> list[float]:
    """The rank of each node, 1 first, by betweenness, then PageRank, then strength; equals share a rank."""
    heights = list(zip(columns["betweenness"], columns["pagerank"], columns["strength"], strict=True))
    places: dict[tuple[float, float, float], float] = {}
    for place, height in enumerate(sorted(heights, reverse=True), 1):
        places.setdefault(height, place)
    return [places[height] for height in heights]


def among(places: Sequence[float], families: Sequence[str]) -> list[float]:
    """The rank of each node among those of its own family, from its rank among all; equals share a rank."""
    order: dict[str, list[float]] = defaultdict(list)
    for place, family in sorted(zip(places, families, strict=True)):
        order[family].append(place)
    first = {(family, place): at for family, row in order.items() for at, place in reversed(list(enumerate(row, 1)))}
    return [float(first[family, place]) for place, family in zip(places, families, strict=True)]


def _speaking(statements: Sequence[Statement]) -> dict[str, tuple[str, ...]]:
    """The documents that speak of each entity, the one with most sayings first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for s in statements:
        for key in (s.subject, s.object) if s.document else ():
            counts[key][s.document] += 1
    return {key: tuple(sorted(found, key=lambda d: (-found[d], d))) for key, found in counts.items()}


class _Source(Protocol):
    """Statements from which a sample makes ties between nodes that stay the same."""

    nodes: list[str]

    def ties(self, sample: Sequence[int]) -> measure.Ties: ...


class _Drawn:
    """Statements from which a function makes a graph."""

    def __init__(self, statements: Sequence[Statement], draw: Draw) -> None:
        self.statements, self.draw = statements, draw
        self.nodes = sorted(draw(statements))
        self.place = {node: i for i, node in enumerate(self.nodes)}

    def ties(self, sample: Sequence[int]) -> measure.Ties:
        """The ties of the graph of a sample, by the place of their ends among all nodes."""
        graph = self.draw([self.statements[i] for i in sample])
        found = sorted((self.place[a], self.place[b], float(w)) for a, b, w in graph.edges(data="weight"))
        return measure.Ties(len(self.nodes), [(a, b) for a, b, _ in found], [w for *_, w in found])


class _Network:
    """Statements as integers: which tie and which claim each stands for, so that a resample is only counting."""

    def __init__(self, statements: Sequence[Statement], weight: Weight) -> None:
        self.nodes = sorted({key for s in statements for key in (s.subject, s.object)})
        place = {node: i for i, node in enumerate(self.nodes)}
        self.weight = weight
        self.pairs: list[tuple[int, int]] = []
        self.tie: list[int] = []
        self.unit: list[tuple[int, object]] = []
        seen: dict[tuple[str, str], int] = {}
        for s in statements:
            a, b = ends(s)
            if (a, b) not in seen:
                seen[a, b] = len(self.pairs)
                self.pairs.append((place[a], place[b]))
            self.tie.append(seen[a, b])
            self.unit.append((seen[a, b], s.document if weight == "documents" else claim_of(s)))

    def ties(self, sample: Sequence[int]) -> measure.Ties:
        """The ties of a sample of statements, each as strong as the claims, documents or sayings behind it."""
        if self.weight == "assertions":
            strength = Counter(self.tie[i] for i in sample)
        else:
            strength = Counter(tie for tie, _ in {self.unit[i] for i in sample})
        order = sorted(strength)
        return measure.Ties(len(self.nodes), [self.pairs[t] for t in order], [float(strength[t]) for t in order])


def _measured(network: _Source, sample: Sequence[int], families: Sequence[str]) -> dict[str, list[float]]:
    columns = {name: [rounded(v) for v in values] for name, values in measure.suite(network.ties(sample)).items()}
    places = ranks(columns)
    return {**columns, "rank": places, "family_rank": among(places, families)}


def _firm(
    node: int,
    rows: Mapping[str, Sequence[float]],
    drawn: Sequence[Mapping[str, Sequence[float]]],
    without: Mapping[str, Mapping[str, Sequence[float]]],
    documents: tuple[str, ...],
) -> Firm:
    low, high = {}, {}
    for column, values in rows.items():
        low[column], high[column] = interval([sample[column][node] for sample in drawn], values[node])
    falls = {
        document: columns["rank"][node] if columns["degree"][node] else math.inf
        for document, columns in without.items()
        if columns["rank"][node] > rows["rank"][node] or not columns["degree"][node]
    }
    worst = max(sorted(falls), key=lambda d: falls[d], default="")
    left = falls.get(worst, math.inf)
    top, first = (
        sum(sample[column][node] <= most for sample in drawn) / len(drawn) if drawn else float("nan")
        for column, most in (("rank", TOP), ("family_rank", FIRST))
    )
    return Firm(low, high, top, worst, 0 if math.isinf(left) else int(left), first, documents)


def interval(values: Sequence[float], value: float) -> tuple[float, float]:
    """What holds nine of ten of the values that are known (no nan), and ``value`` itself; nan when none is known.

    The interval reaches to the value because a resample never knows more than the evidence: counts can only fall.
    """
    ordered = sorted(v for v in values if v == v)
    if not ordered:
        return float("nan"), float("nan")
    cut = (1 - LEVEL) / 2
    place = math.floor(cut * len(ordered) + 1e-9)
    low, high = ordered[place], ordered[-1 - place]
    return (min(low, value), max(high, value)) if value == value else (low, high)
