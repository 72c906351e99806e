"""Who stands with whom and who against: the signed network of actors, and how balanced it is."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product

import networkx as nx

from kg.network.evidence import Evidence, Statement
from kg.network.project import Pair, Weight, graph_of, membership, shared, together, weighed
from kg.network.rollup import RollUp, rolled
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


@dataclass(frozen=True, slots=True)
class Sides:
    """One actor in a signed network.

    With how many it stands and how many it stands against, by the sign of the tie; the strength for and against; how
    many signed triangles it is part of and which share of them is balanced (nan without one).
    """

    positive: int
    negative: int
    strength: float
    against: float
    triangles: int
    balanced: float


def signed(evidence: Evidence, *, weight: Weight = "claims", roll_up: RollUp = "state", clubs: bool = True) -> nx.Graph:
    """Actors tied for and against each other; edges carry ``positive``, ``negative`` and their difference ``weight``.

    Positive: shared mechanisms and cooperation (as in `alignment`), and support. Negative: restriction, targeting,
    rivalry, opposition, and a place on a control list. A law, list or programme of a country acts for that country
    (华为被列入实体清单 ties Huawei and the United States), as its bodies and officials do with ``roll_up`` "state".
    ``sign`` is 1, -1, or 0 where both weigh the same.

    With ``clubs``, what is for or against a mechanism, or said to come from one, is for or against those who sit in it:
    "China opposes AUKUS" sets China against Australia, Britain and the United States. A claim remains one unit, which k
    members share, so that opposing a club of forty counts a fortieth per pair, as sitting in one counts 1/(k-1) in
    `alignment`. This is the default because it is what such sentences say: a mechanism is nothing but its members, and
    left out, the opponents of a bloc would not be set apart from it at all. Members of a mechanism who support or
    oppose it are left out, for that says nothing of the other members; organisations that are actors themselves (NATO,
    European Union) stand for themselves.

    Limit: members are those that the evidence names.
    """
    evidence = rolled(evidence, roll_up)
    schema = default_schema()
    seats = membership(evidence, weight=weight)
    inside = {club: tuple(sorted(seats[club])) for club, side in seats.nodes(data="bipartite") if side}

    def side(key: str) -> tuple[str, ...]:
        entity = evidence.entities.get(key)
        if not entity:
            return ()
        if schema.is_a(entity.cls, "Actor"):
            return () if schema.is_a(entity.cls, "Region") else (key,)
        if clubs and schema.family(entity.cls) == "Mechanism" and key in inside:
            return inside[key]
        return (entity.country,) if entity.country in evidence.entities else ()

    friendly: dict[Pair, dict[Pair, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    hostile: dict[Pair, dict[Pair, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    share: dict[Pair, float] = {}
    for s in evidence.statements:
        if s.predicate not in ("supports", *AGAINST):
            continue
        left, right = side(s.subject), side(s.object)
        if not left or not right or set(left) & set(right):
            continue
        way = (s.subject if s.subject in inside else "", s.object if s.object in inside else "")
        share[way] = 1 / (len(left) * len(right))
        for a, b in product(left, right):
            (friendly if s.predicate == "supports" else hostile)[min(a, b), max(a, b)][way].append(s)

    def strengths(ties: Mapping[Pair, Mapping[Pair, list[Statement]]]) -> dict[Pair, float]:
        return {
            pair: sum(share[way] * value for way, value in weighed(ways, weight).items()) for pair, ways in ties.items()
        }

    positive = shared(seats)
    for part in (together(evidence, weight), strengths(friendly)):
        for pair, value in part.items():
            positive[pair] += value
    graph = of_signs(evidence, positive, strengths(hostile))
    graph.graph.update(projection="signed", weights=weight, roll_up=roll_up, clubs=clubs)
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


def positive(graph: nx.Graph) -> nx.Graph:
    """The ties for each other alone, their strength as ``weight``: what paths and walks can follow."""
    found = nx.Graph(**graph.graph)
    found.add_nodes_from(graph.nodes(data=True))
    found.add_weighted_edges_from((a, b, tie["positive"]) for a, b, tie in graph.edges(data=True) if tie["positive"])
    return found


def sides(graph: nx.Graph) -> dict[str, Sides]:
    """How each actor stands: degrees and strengths by sign, and the balance of its triangles.

    P. Doreian, A. Mrvar, "A partitioning approach to structural balance", Social Networks 18, 1996, for the degrees;
    for triangles see `balance`.
    """
    signs = _signs(graph)
    three = _triangles(signs)
    found = {}
    for node in graph:
        ties = [tie for other, tie in graph[node].items() if other != node]
        whole, good = three[node]
        found[node] = Sides(
            sum(tie["sign"] > 0 for tie in ties),
            sum(tie["sign"] < 0 for tie in ties),
            float(sum(tie["positive"] for tie in ties)),
            float(sum(tie["negative"] for tie in ties)),
            whole,
            good / whole if whole else float("nan"),
        )
    return found


def balance(graph: nx.Graph, *, seed: int = 0, starts: int = STARTS) -> Balance:
    """How far "the enemy of my enemy is my friend" holds, by triangles and by two camps; ties of sign 0 are left out.

    D. Cartwright, F. Harary, "Structural balance: a generalization of Heider's theory", Psychological Review 63, 1956.
    The line index of frustration is hard to compute; here single actors change camp as long as that helps, from
    ``starts`` seeded starts, which is exact on small networks and an upper bound on large ones (S. Aref, M. C. Wilson,
    "Balance and frustration in signed networks", Journal of Complex Networks 7, 2019).
    """
    signs = _signs(graph)
    ties = sum(map(len, signs.values())) // 2
    three = _triangles(signs).values()
    whole, good = (sum(counts) // 3 for counts in zip(*three, strict=True)) if signs else (0, 0)
    frustration, camp = _camps(signs, random.Random(seed), starts) if ties else (0, dict.fromkeys(signs, 1))
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


def _signs(graph: nx.Graph) -> dict[str, dict[str, int]]:
    """The sign of each tie by its two ends, ties of sign 0 left out."""
    signs: dict[str, dict[str, int]] = {node: {} for node in sorted(graph)}
    for a, b, sign in graph.edges(data="sign"):
        if sign and a != b:
            signs[a][b] = signs[b][a] = sign
    return signs


def _triangles(signs: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[int, int]]:
    """Of how many triangles each node is part, and of how many balanced ones."""
    whole, good = Counter[str](), Counter[str]()
    for node, near in signs.items():
        for a, b in combinations(sorted(other for other in near if other > node), 2):
            if b in signs[a]:
                whole.update((node, a, b))
                if near[a] * near[b] * signs[a][b] > 0:
                    good.update((node, a, b))
    return {node: (whole[node], good[node]) for node in signs}


def _camps(signs: Mapping[str, Mapping[str, int]], draw: random.Random, starts: int) -> tuple[int, dict[str, int]]:
    """The fewest ties at odds that the search finds, and the camp (1 or -1) of each node."""
    nodes = list(signs)
    best: tuple[int, dict[str, int]] | None = None
    for _ in range(starts if len(nodes) <= 500 else 3):
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
