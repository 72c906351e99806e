"""What mechanisms do: which bridge clusters, which share their members, and which could vanish unnoticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from kg.network.cluster import Cluster


@dataclass(frozen=True, slots=True)
class Role:
    """What one mechanism does.

    ``clusters`` counts its members by cluster (0: in none). ``participation`` is 0 when all sit in one cluster and
    nears 1 when they spread evenly over many (R. Guimerà, L. A. N. Amaral, "Functional cartography of complex
    metabolic networks", Nature 433, 2005). ``only`` are the members who sit in nothing else; ``joins`` says whether
    those who remain would fall into more parts without it, and ``redundant`` that nobody would lose anything.
    """

    key: str
    members: tuple[str, ...]
    clusters: tuple[tuple[int, int], ...]
    participation: float
    only: tuple[str, ...]
    joins: bool

    @property
    def redundant(self) -> bool:
        """Whether it could vanish without disconnecting anyone."""
        return not self.only and not self.joins


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two mechanisms, how many members they share, and that as a share of all members of either (Jaccard)."""

    first: str
    second: str
    shared: int
    jaccard: float


def roles(membership: nx.Graph, found: Sequence[Cluster]) -> tuple[Role, ...]:
    """The role of each mechanism of a membership graph, the best bridge first, then by size and key."""
    home = {member: c.number for c in found for member in c.members}
    rows = []
    for club in _clubs(membership):
        members = tuple(sorted(membership[club]))
        counts = Counter(home.get(member, 0) for member in members)
        settled = {number: count for number, count in counts.items() if number}
        whole = sum(settled.values())
        spread = 1 - sum((count / whole) ** 2 for count in settled.values()) if whole else 0.0
        only = tuple(member for member in members if len(membership[member]) == 1)
        rest = [member for member in members if member not in only]
        joins = len(rest) > 1 and _parts(membership, club, rest) > 1
        rows.append(Role(membership.nodes[club]["key"], members, tuple(sorted(counts.items())), spread, only, joins))
    return tuple(sorted(rows, key=lambda r: (-r.participation, -len(r.members), r.key)))


def overlaps(membership: nx.Graph) -> tuple[Overlap, ...]:
    """Each pair of mechanisms that share a member, those with most in common first."""
    shared: Counter[tuple[str, str]] = Counter()
    for actor in sorted(node for node, side in membership.nodes(data="bipartite") if not side):
        shared.update(combinations(sorted(membership[actor]), 2))
    found = []
    for (a, b), count in shared.items():
        whole = len(membership[a]) + len(membership[b]) - count
        found.append(Overlap(membership.nodes[a]["key"], membership.nodes[b]["key"], count, count / whole))
    return tuple(sorted(found, key=lambda o: (-o.shared, -o.jaccard, o.first, o.second)))


def _clubs(membership: nx.Graph) -> list[str]:
    return sorted(node for node, side in membership.nodes(data="bipartite") if side)


def _parts(membership: nx.Graph, club: str, rest: Sequence[str]) -> int:
    """Into how many parts the members ``rest`` of a club fall without it."""
    left, parts = set(rest), 0
    while left:
        parts += 1
        edge, seen = [min(left)], {club}
        while edge:
            node = edge.pop()
            if node not in seen:
                seen.add(node)
                edge += membership[node]
        left -= seen
    return parts
