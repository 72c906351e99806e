"""From evidence to networkx graphs: each projection a named function, its weights and options written into the graph.

Nodes are entity keys in order, with ``cls``, ``en`` and ``zh``; edges carry ``weight``, a strength. A graph's own
attributes say which projection and weights it stands on (`words`). Regions are places, never actors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Literal

import networkx as nx

from kg.network.evidence import Evidence, Statement
from kg.network.rollup import RollUp, rolled
from kg.schema import Schema
from kg.schema import default as default_schema

Weight = Literal["claims", "assertions", "documents"]
Pair = tuple[str, str]

SEATS = ("memberOf", "partyTo", "initiated")
TECHNOLOGY = ("coversTechnology", "restrictsTechnology", "funds")
CLUB = "#club"

WORDS = {
    "membership": ("actors and the mechanisms they sit in", "行为体及其参与的机制"),
    "alignment": ("actors tied by shared mechanisms and cooperation", "因共同机制与合作相联的行为体"),
    "signed": ("actors tied for or against each other", "相互支持或对立的行为体"),
    "policy_technology": ("policies and mechanisms and the technologies they cover", "政策、机制及其涉及的技术"),
    "affiliation": ("people and the bodies they serve", "人物及其任职机构"),
    "everything": ("actors, mechanisms and policies tied by any relation", "以任何关系相联的行为体、机制与政策"),
    "claims": ("each claim counted once", "每项主张计一次"),
    "assertions": ("each saying counted", "每次表述计一次"),
    "documents": ("each document counted once", "每份文献计一次"),
    "state": ("officials and government bodies counted as their country", "官员与政府机构计入其国家"),
    "country": (
        "people, companies, agencies and other organisations counted as their country",
        "人物、企业、机构及其他组织计入其国家",
    ),
    "clubs": (
        "for or against a mechanism counted for or against its members, shared out among them",
        "支持或反对某机制计为支持或反对其成员，由各成员均分",
    ),
}


def words(graph: nx.Graph, language: str = "en") -> str:
    """What the graph shows and counts, in plain English, or Chinese for "zh…"."""
    zh = language.startswith("zh")
    about = graph.graph
    names = [about["projection"], about["weights"]]
    names += [about["roll_up"]] if about["roll_up"] != "none" else []
    names += ["clubs"] if about.get("clubs") else []
    return ("；" if zh else "; ").join(WORDS[name][zh] for name in names)


def membership(evidence: Evidence, *, weight: Weight = "claims", roll_up: RollUp = "none") -> nx.Graph:
    """Actors and the mechanisms they sit in (bipartite): members, parties and founders alike.

    What can be sat in is what the ontology lets one be a member of or party to, so agreements and declarations count
    as mechanisms, programmes do not. Member, party and founder of one thing are one claim. A club that is itself an
    actor (European Union) is a node of its own beside the actor: its key with ``#club``. The attribute ``bipartite``
    is 0 for actors and 1 for mechanisms; ``key`` is the entity's key.

    Limit: a withdrawal does not undo a membership; slice by period for that.
    """
    schema = default_schema()
    seats = schema.relations["memberOf"].objects | schema.relations["partyTo"].objects
    ties: dict[Pair, list[Statement]] = defaultdict(list)
    clubs: dict[str, str] = {}
    for s in rolled(evidence, roll_up).statements:
        club = evidence.cls(s.object)
        if s.predicate in SEATS and _acts(evidence.cls(s.subject), schema) and schema.is_any(club, seats):
            node = s.object + CLUB if schema.is_a(club, "Actor") else s.object
            clubs[node] = s.object
            ties[s.subject, node].append(replace(s, predicate="memberOf"))
    ties = {pair: sayings for pair, sayings in ties.items() if pair[0] != clubs[pair[1]]}
    graph = graph_of(evidence, weighed(ties, weight), clubs)
    for node in graph:
        graph.nodes[node].update(key=clubs.get(node, node), bipartite=int(node in clubs))
    graph.graph.update(projection="membership", weights=weight, roll_up=roll_up)
    return graph


def alignment(evidence: Evidence, *, weight: Weight = "claims", roll_up: RollUp = "state") -> nx.Graph:
    """Actors tied by the mechanisms they share and by cooperation.

    A mechanism with k members ties each pair of them by 1/(k-1), so that it gives each member one unit in all and a
    club of forty counts less per pair than a club of three (M. E. J. Newman, "Scientific collaboration networks II",
    Physical Review E 64, 016132, 2001). With weights by assertions or documents, that is multiplied by the smaller of
    the two memberships' weights. Each claim (saying, document) that two actors cooperate adds one.

    ``roll_up`` "state" counts government bodies, administrations and people in public office as their country: "Biden
    and Modi launched iCET" ties the United States and India. See `counts_as`.

    Limit: k is the number of members that the evidence names, not that the mechanism has.
    """
    evidence = rolled(evidence, roll_up)
    total = shared(membership(evidence, weight=weight))
    for pair, value in together(evidence, weight).items():
        total[pair] += value
    graph = graph_of(evidence, total)
    graph.graph.update(projection="alignment", weights=weight, roll_up=roll_up)
    return graph


def shared(seats: nx.Graph) -> dict[Pair, float]:
    """How strongly the mechanisms of a membership graph tie each pair of actors, as `alignment` counts it."""
    total: dict[Pair, float] = defaultdict(float)
    for club in sorted(node for node, side in seats.nodes(data="bipartite") if side):
        members = sorted(seats[club])
        for a, b in combinations(members, 2):
            total[a, b] += min(seats[a][club]["weight"], seats[b][club]["weight"]) / (len(members) - 1)
    return total


def together(evidence: Evidence, weight: Weight) -> dict[Pair, float]:
    """How strongly what is said of their cooperation ties each pair of actors."""
    schema = default_schema()
    found: dict[Pair, list[Statement]] = defaultdict(list)
    for s in evidence.statements:
        if s.predicate == "cooperatesWith" and all(_acts(evidence.cls(k), schema) for k in ends(s)):
            found[ends(s)].append(s)
    return weighed(found, weight)


def everything(evidence: Evidence, *, weight: Weight = "assertions") -> nx.Graph:
    """Actors, mechanisms and policies, tied by every relation between them, whatever its direction or sign."""
    ties: dict[Pair, list[Statement]] = defaultdict(list)
    for s in standing(evidence):
        ties[ends(s)].append(s)
    graph = graph_of(evidence, weighed(ties, weight))
    graph.graph.update(projection="everything", weights=weight, roll_up="none")
    return graph


def standing(evidence: Evidence) -> tuple[Statement, ...]:
    """The statements that `everything` draws: between actors, mechanisms and policies, none about itself."""
    schema = default_schema()
    stands = {key for key, entity in evidence.entities.items() if _stands(entity.cls, schema)}
    return tuple(s for s in evidence.statements if s.subject in stands and s.object in stands and s.subject != s.object)


def policy_technology(evidence: Evidence, *, weight: Weight = "claims") -> nx.Graph:
    """Policies, mechanisms and actors, and the technologies that they cover, control or fund (bipartite).

    The attribute ``bipartite`` is 1 for technologies: the CHIPS Act and semiconductors, 芯片法案与半导体.
    """
    return _two_sided(evidence, weight, "policy_technology", TECHNOLOGY, lambda c, schema: schema.is_a(c, "Technology"))


def affiliation(evidence: Evidence, *, weight: Weight = "claims") -> nx.Graph:
    """People and the bodies in which they hold office or for which they work (bipartite, 1 for the bodies).

    Who appoints somebody is not the body that is served, so appointments tie nobody here.
    """
    return _two_sided(evidence, weight, "affiliation", ("affiliatedWith",), _acts)


def _two_sided(
    evidence: Evidence, weight: Weight, name: str, relations: Iterable[str], right: Callable[[str, Schema], bool]
) -> nx.Graph:
    """Subjects and objects of some relations as a bipartite graph; what stands on both sides stays on the left."""
    schema = default_schema()
    rows = [s for s in evidence.statements if s.predicate in relations and right(evidence.cls(s.object), schema)]
    left = {s.subject for s in rows}
    ties: dict[Pair, list[Statement]] = defaultdict(list)
    for s in rows:
        if s.object not in left and evidence.cls(s.subject):
            ties[s.subject, s.object].append(s)
    graph = graph_of(evidence, weighed(ties, weight))
    for node in graph:
        graph.nodes[node].update(key=node, bipartite=int(node not in left))
    graph.graph.update(projection=name, weights=weight, roll_up="none")
    return graph


def _acts(cls: str, schema: Schema) -> bool:
    return schema.is_a(cls, "Actor") and not schema.is_a(cls, "Region")


def _stands(cls: str, schema: Schema) -> bool:
    return _acts(cls, schema) or schema.family(cls) in ("Mechanism", "Policy")


def ends(s: Statement) -> Pair:
    """The two ends in order, so that a tie is one whichever of them the statement begins with."""
    return (s.subject, s.object) if s.subject <= s.object else (s.object, s.subject)


def weighed(ties: Mapping[Pair, list[Statement]], weight: Weight) -> dict[Pair, float]:
    """The strength of each tie: its distinct claims, its sayings, or the distinct documents that say it."""
    if weight == "assertions":
        return {pair: float(len(sayings)) for pair, sayings in ties.items()}
    if weight == "documents":
        return {pair: float(len({s.document for s in sayings})) for pair, sayings in ties.items()}
    return {pair: float(len({claim_of(s) for s in sayings})) for pair, sayings in ties.items()}


def claim_of(s: Statement) -> tuple[str, str, str]:
    """The claim that a statement makes; that of a symmetric relation is the same in both directions."""
    relation = default_schema().relations.get(s.predicate)
    return (*ends(s), s.predicate) if relation and relation.symmetric else s.claim


def graph_of(evidence: Evidence, weights: Mapping[Pair, float], keys: Mapping[str, str] | None = None) -> nx.Graph:
    """The graph of weighted pairs, nodes and edges in order, without loops; ``keys`` names nodes that are no keys."""
    graph = nx.Graph()
    pairs = sorted(pair for pair in weights if pair[0] != pair[1])
    for node in sorted({node for pair in pairs for node in pair}):
        entity = evidence.entities[(keys or {}).get(node, node)]
        graph.add_node(node, cls=entity.cls, en=entity.label("en"), zh=entity.label("zh"))
    graph.add_weighted_edges_from((a, b, weights[a, b]) for a, b in pairs)
    return graph
