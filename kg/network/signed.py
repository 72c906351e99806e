"""Who stands with whom and who against: the signed network of actors, and how balanced it is."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import networkx as nx

from kg.network.evidence import Evidence, Statement
from kg.network.project import Pair, Weight, alignment, ends, graph_of, rolled, weighed
from kg.schema import default as default_schema

AGAINST = ("restricts", "targets", "competesWith", "opposes", "listedOn")
STARTS = 60


@dataclass(frozen=True, slots=True)
class Balance:
    """How balanced a signed network is.

    ``share`` of the triangles whose product of signs is positive (nan without a triangle); ``frustration`` is the
    least number of ties that any division into two camps leaves at odds (an upper bound found by search), and
    ``camps`` the division that leaves so many, the one with the first actor first.
    """

    triangles: int
    share: float
    ties: int
    frustration: int
    camps: tuple[tuple[str, ...], tuple[str, ...]]


def signed(evidence: Evidence, *, weight: Weight = "claims", roll_up: bool = True) -> nx.Graph:
    """Actors tied for and against each other; edges carry ``positive``, ``negative`` and their difference ``weight``.

    Positive: shared mechanisms and cooperation (as in `alignment`), and support. Negative: restriction, targeting,
    rivalry, opposition, and a place on a control list. A law, list or programme of a country acts for that country
    (华为被列入实体清单 ties Huawei and the United States), as its bodies and officials do with ``roll_up``. ``sign`` is
    1, -1, or 0 where both weigh the same.

    Limit: who opposes a mechanism is not set against its members.
    """
    evidence = rolled(evidence) if roll_up else evidence
    schema = default_schema()

    def side(key: str) -> str:
        entity = evidence.entities.get(key)
        if not entity:
            return ""
        if schema.is_a(entity.cls, "Actor"):
            return "" if schema.is_a(entity.cls, "Region") else key
        return entity.country if entity.country in evidence.entities else ""

    friendly: dict[Pair, list[Statement]] = defaultdict(list)
    hostile: dict[Pair, list[Statement]] = defaultdict(list)
    for s in evidence.statements:
        if s.predicate not in ("supports", *AGAINST):
            continue
        a, b = side(s.subject), side(s.object)
        if a and b and a != b:
            moved = replace(s, subject=a, object=b)
            (friendly if s.predicate == "supports" else hostile)[ends(moved)].append(s)
    positive: dict[Pair, float] = defaultdict(float)
    for one, other, value in alignment(evidence, weight=weight, roll_up=False).edges(data="weight"):
        positive[min(one, other), max(one, other)] += value
    for pair, value in weighed(friendly, weight).items():
        positive[pair] += value
    graph = of_signs(evidence, positive, weighed(hostile, weight))
    graph.graph.update(projection="signed", weights=weight, roll_up=roll_up)
    return graph


def of_signs(evidence: Evidence, positive: Mapping[Pair, float], negative: Mapping[Pair, float]) -> nx.Graph:
    """The graph of these pairs; a pair may stand in both."""
    both = {pair: positive.get(pair, 0.0) - negative.get(pair, 0.0) for pair in {*positive, *negative}}
    graph = graph_of(evidence, both)
    for a, b, tie in graph.edges(data=True):
        pair = (min(a, b), max(a, b))
        difference = float(f"{tie['weight']:.9g}")
        tie.update(positive=positive.get(pair, 0.0), negative=negative.get(pair, 0.0))
        tie["sign"] = (difference > 0) - (difference < 0)
    return graph


def degrees(graph: nx.Graph) -> dict[str, tuple[int, int]]:
    """How many each actor stands with, and how many against, by the sign of the tie."""
    found = {node: [tie["sign"] for other, tie in graph[node].items() if other != node] for node in graph}
    return {node: (signs.count(1), signs.count(-1)) for node, signs in found.items()}


def balance(graph: nx.Graph, *, seed: int = 0) -> Balance:
    """How far "the enemy of my enemy is my friend" holds, by triangles and by two camps; ties of sign 0 are left out.

    D. Cartwright, F. Harary, "Structural balance: a generalization of Heider's theory", Psychological Review 63, 1956.
    The line index of frustration is hard to compute; here single actors change camp as long as that helps, from
    `STARTS` seeded starts, which is exact on small networks and an upper bound on large ones (S. Aref, M. C. Wilson,
    "Balance and frustration in signed networks", Journal of Complex Networks 7, 2019).
    """
    signs: dict[str, dict[str, int]] = {node: {} for node in sorted(graph)}
    for a, b, sign in graph.edges(data="sign"):
        if sign and a != b:
            signs[a][b] = signs[b][a] = sign
    ties = sum(map(len, signs.values())) // 2
    whole = good = 0
    for node, near in signs.items():
        for a, b in combinations(sorted(other for other in near if other > node), 2):
            if b in signs[a]:
                whole += 1
                good += near[a] * near[b] * signs[a][b] > 0
    frustration, camp = _camps(signs, random.Random(seed)) if ties else (0, dict.fromkeys(signs, 1))
    first = camp[next(iter(signs))] if signs else 1
    tied = [node for node in signs if signs[node]]
    camps = (tuple(n for n in tied if camp[n] == first), tuple(n for n in tied if camp[n] != first))
    return Balance(whole, good / whole if whole else float("nan"), ties, frustration, camps)


def at_odds(graph: nx.Graph, parts: Iterable[Iterable[str]]) -> tuple[Pair, ...]:
    """The ties that a division into any number of groups leaves at odds: friends apart and opponents together.

    J. A. Davis, "Clustering and structural balance in graphs", Human Relations 20, 1967.
    """
    home = {node: number for number, part in enumerate(parts) for node in part}
    return tuple(
        sorted(
            (min(a, b), max(a, b))
            for a, b, sign in graph.edges(data="sign")
            if sign and a in home and b in home and (sign > 0) != (home[a] == home[b])
        )
    )


def _camps(signs: Mapping[str, Mapping[str, int]], draw: random.Random) -> tuple[int, dict[str, int]]:
    """The fewest ties at odds that the search finds, and the camp (1 or -1) of each node."""
    nodes = list(signs)
    best: tuple[int, dict[str, int]] | None = None
    for _ in range(STARTS if len(nodes) <= 500 else 3):
        camp = {node: draw.choice((1, -1)) for node in nodes}
        moved = True
        while moved:
            moved = False
            for node in nodes:
                if camp[node] * sum(sign * camp[other] for other, sign in signs[node].items()) < 0:
                    camp[node] = -camp[node]
                    moved = True
        odd = sum(sign * camp[a] * camp[b] < 0 for a in nodes for b, sign in signs[a].items()) // 2
        if best is None or odd < best[0]:
            best = odd, dict(camp)
    assert best is not None
    return best
