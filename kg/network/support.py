"""What resampling says of clusters and of sides: how far drawn documents and sayings give the same ones again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields
from statistics import mean

import networkx as nx

from kg.network import chance as chances
from kg.network import cluster, firmness
from kg.network.chance import Chance
from kg.network.cluster import Cluster
from kg.network.evidence import Evidence
from kg.network.firmness import TIMES, Row, interval
from kg.network.project import Weight
from kg.network.projections import relevant
from kg.network.signed import Balance, Sides, balance, sides, signed

STARTS = 10
Ends = tuple[float, float]
NONE: Ends = (float("nan"), float("nan"))
COLUMNS = tuple(f.name for f in fields(Sides))


@dataclass(frozen=True, slots=True)
class Support:
    """What resampling says of the clusters: each member's support, and how many clusters nine of ten resamples show.

    A member's support is the share of the other members, averaged over the resamples that know both, with whom it
    falls into one community. ``also`` gives, for each other cluster in which a member sits too, the share of its ties
    there and what nine of ten resamples make of that; ``divisions`` by number of groups how far resamples divide the
    same way (adjusted Rand index, mean).
    """

    members: Mapping[str, float] = field(default_factory=dict)
    low: int = 0
    high: int = 0
    times: int = 0
    also: Mapping[tuple[str, int], tuple[float, float, float]] = field(default_factory=dict)
    divisions: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signs:
    """How each actor stands in the signed network, by key, with intervals by column of `Sides`.

    ``share`` and ``frustration`` are the intervals of the balance of the whole network.
    """

    rows: Mapping[str, Sides] = field(default_factory=dict)
    low: Mapping[str, Row] = field(default_factory=dict)
    high: Mapping[str, Row] = field(default_factory=dict)
    share: Ends = NONE
    frustration: Ends = NONE


def friends(graph: nx.Graph) -> nx.Graph:
    """The actors of a signed network who stand with anybody, and all ties between them."""
    return graph.subgraph([n for n in graph if any(tie["positive"] > 0 for tie in graph[n].values())])


def support(
    evidence: Evidence,
    found: Sequence[Cluster],
    whole: nx.Graph,
    held: Chance,
    *,
    weight: Weight = "claims",
    times: int = TIMES,
    seed: int = 0,
) -> tuple[Support, Signs]:
    """How often the members of clusters fall together, and what becomes of sides, when sayings are drawn anew.

    ``evidence`` is rolled up already and ``whole`` its signed network; each resample is clustered by one run of Leiden.
    """
    said = relevant(evidence, "signed")
    home = {member: c.number for c in found for member in c.members}
    nodes = sorted(friends(whole))
    both: dict[tuple[str, str], int] = defaultdict(int)
    together: dict[tuple[str, str], int] = defaultdict(int)
    beside = [(m, n) for c in found for m, sits in zip(c.members, c.also, strict=False) for n in sits]
    shares: dict[tuple[str, int], list[float]] = {pair: [] for pair in beside}
    again: dict[int, list[float]] = {d.count: [] for d in held.divisions}
    counts: list[float] = []
    drawn_sides: list[Mapping[str, Sides]] = []
    balances: list[Balance] = []
    for turn, sample in enumerate(firmness.resamples(said, times, seed=seed)):
        drawn = signed(Evidence(tuple(said[i] for i in sample), evidence.entities), weight=weight, roll_up="none")
        drawn_sides.append(sides(drawn))
        balances.append(balance(drawn, seed=seed, starts=STARTS))
        stand = friends(drawn)
        label = cluster.quick(stand, seed=seed + turn)
        counts.append(float(sum(size > 1 for size in Counter(label.values()).values())))
        for division in held.divisions:
            again[division.count].append(chances.reproduced(division, nodes, stand, seed=seed))
        for member, number in beside:
            if member in label:
                shares[member, number].append(cluster.belonging(member, home, stand).get(number, 0.0))
        for c in found:
            present = [m for m in c.members if m in label] if c.number else []
            for a in present:
                for b in present:
                    both[a, b] += 1
                    together[a, b] += label[a] == label[b]
    members = {}
    for c in found:
        for a in c.members if c.number and times else ():
            known = [(a, b) for b in c.members if b != a and both[a, b]]
            members[a] = sum(together[pair] / both[pair] for pair in known) / len(known) if known else 0.0
    low, high = interval(counts, float(sum(c.number > 0 for c in found))) if counts else (0, 0)
    also = {}
    for (member, number), values in shares.items():
        share = cluster.belonging(member, home, whole).get(number, 0.0)
        also[member, number] = (share, *interval(values, share))
    divided = {n: mean(some) for n, values in again.items() if (some := [v for v in values if v == v])}
    return Support(members, int(low), int(high), times, also, divided), _signs(whole, drawn_sides, balances, seed)


def _signs(whole: nx.Graph, drawn: Sequence[Mapping[str, Sides]], balances: Sequence[Balance], seed: int) -> Signs:
    """The sides of the whole network with intervals."""
    rows = sides(whole)
    nobody = Sides(0, 0, 0.0, 0.0, 0, float("nan"))
    low: dict[str, Row] = {}
    high: dict[str, Row] = {}
    for key, row in rows.items():
        columns = zip(*(astuple(one.get(key, nobody)) for one in drawn), strict=True) if drawn else [()] * len(COLUMNS)
        found = {
            name: interval(values, value) for name, values, value in zip(COLUMNS, columns, astuple(row), strict=True)
        }
        low[key] = {name: ends[0] for name, ends in found.items()}
        high[key] = {name: ends[1] for name, ends in found.items()}
    now = balance(whole, seed=seed)
    return Signs(
        rows,
        low,
        high,
        interval([b.share for b in balances], now.share) if balances else NONE,
        interval([float(b.frustration) for b in balances], float(now.frustration)) if balances else NONE,
    )
