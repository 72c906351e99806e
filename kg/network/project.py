"""From evidence to networkx graphs: each projection a named function, its weights and options written into the graph.

Nodes are entity keys in order, with ``cls``, ``en`` and ``zh``; edges carry ``weight``, a strength. A graph's own
attributes say which projection and weights it stands on (`words`). Regions are places, never actors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Literal

import networkx as nx

from kg.network.evidence import Evidence, Statement
from kg.schema import Schema
from kg.schema import default as default_schema

Weight = Literal["claims", "assertions", "documents"]
Pair = tuple[str, str]

SEATS = ("memberOf", "partyTo", "initiated")
CLUB = "#club"
STATE = ("GeopoliticalEntity", "GovernmentBody", "Administration", "PoliticalParty")

WORDS = {
    "membership": ("actors and the mechanisms they sit in", "行为体及其参与的机制"),
    "alignment": ("actors tied by shared mechanisms and cooperation", "因共同机制与合作相联的行为体"),
    "everything": ("actors, mechanisms and policies tied by any relation", "以任何关系相联的行为体、机制与政策"),
    "claims": ("each claim counted once", "每项主张计一次"),
    "assertions": ("each saying counted", "每次表述计一次"),
    "documents": ("each document counted once", "每份文献计一次"),
    "roll_up": ("officials and government bodies counted as their country", "官员与政府机构计入其国家"),
}


def words(graph: nx.Graph, language: str = "en") -> str:
    """What the graph shows and counts, in plain English, or Chinese for "zh…"."""
    zh = language.startswith("zh")
    names = [graph.graph["projection"], graph.graph["weights"], *(["roll_up"] if graph.graph["roll_up"] else [])]
    return ("；" if zh else "; ").join(WORDS[name][zh] for name in names)


def membership(evidence: Evidence, *, weight: Weight = "claims", roll_up: bool = False) -> nx.Graph:
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
    for s in _rolled(evidence, schema) if roll_up else evidence.statements:
        club = evidence.cls(s.object)
        if s.predicate in SEATS and _acts(evidence.cls(s.subject), schema) and schema.is_any(club, seats):
            node = s.object + CLUB if schema.is_a(club, "Actor") else s.object
            clubs[node] = s.object
            ties[s.subject, node].append(replace(s, predicate="memberOf"))
    ties = {pair: sayings for pair, sayings in ties.items() if pair[0] != clubs[pair[1]]}
    graph = _graph(evidence, _weighed(ties, weight), clubs)
    for node in graph:
        graph.nodes[node].update(key=clubs.get(node, node), bipartite=int(node in clubs))
    graph.graph.update(projection="membership", weights=weight, roll_up=roll_up)
    return graph


def alignment(evidence: Evidence, *, weight: Weight = "claims", roll_up: bool = True) -> nx.Graph:
    """Actors tied by the mechanisms they share and by cooperation.

    A mechanism with k members ties each pair of them by 1/(k-1), so that it gives each member one unit in all and a
    club of forty counts less per pair than a club of three (M. E. J. Newman, "Scientific collaboration networks II",
    Physical Review E 64, 016132, 2001). With weights by assertions or documents, that is multiplied by the smaller of
    the two memberships' weights. Each claim (saying, document) that two actors cooperate adds one.

    ``roll_up`` counts government bodies, administrations and people in public office as their country: "Biden and
    Modi launched iCET" ties the United States and India.

    Limit: k is the number of members that the evidence names, not that the mechanism has.
    """
    schema = default_schema()
    total: dict[Pair, float] = defaultdict(float)
    seats = membership(evidence, weight=weight, roll_up=roll_up)
    for club in (node for node, side in seats.nodes(data="bipartite") if side):
        members = sorted(seats[club])
        for a, b in combinations(members, 2):
            total[a, b] += min(seats[a][club]["weight"], seats[b][club]["weight"]) / (len(members) - 1)
    together: dict[Pair, list[Statement]] = defaultdict(list)
    for s in _rolled(evidence, schema) if roll_up else evidence.statements:
        ends = _ends(s)
        if s.predicate == "cooperatesWith" and all(_acts(evidence.cls(k), schema) for k in ends):
            together[ends].append(s)
    for pair, value in _weighed(together, weight).items():
        total[pair] += value
    graph = _graph(evidence, total)
    graph.graph.update(projection="alignment", weights=weight, roll_up=roll_up)
    return graph


def everything(evidence: Evidence, *, weight: Weight = "assertions") -> nx.Graph:
    """Actors, mechanisms and policies, tied by every relation between them, whatever its direction or sign."""
    schema = default_schema()
    ties: dict[Pair, list[Statement]] = defaultdict(list)
    for s in evidence.statements:
        if all(_stands(evidence.cls(k), schema) for k in (s.subject, s.object)):
            ties[_ends(s)].append(s)
    graph = _graph(evidence, _weighed(ties, weight))
    graph.graph.update(projection="everything", weights=weight, roll_up=False)
    return graph


def state(key: str, evidence: Evidence) -> str:
    """The country (or union) that an actor counts as: its own key unless it speaks for a state.

    Government bodies and administrations do; so do people, unless the registry places them in a company, university,
    think tank or other body outside the state.
    """
    schema, entity = default_schema(), evidence.entities.get(key)
    if not entity or entity.country not in evidence.entities:
        return key
    official = schema.is_any(entity.cls, ("GovernmentBody", "Administration")) or (
        entity.cls == "Person" and (not entity.parent or schema.is_any(evidence.cls(entity.parent), STATE))
    )
    return entity.country if official else key


def _rolled(evidence: Evidence, schema: Schema) -> Iterable[Statement]:
    """The statements with officials and government bodies replaced by their countries."""
    whole = {key: state(key, evidence) for key in evidence.entities}
    for s in evidence.statements:
        yield replace(s, subject=whole.get(s.subject, s.subject), object=whole.get(s.object, s.object))


def _acts(cls: str, schema: Schema) -> bool:
    return schema.is_a(cls, "Actor") and not schema.is_a(cls, "Region")


def _stands(cls: str, schema: Schema) -> bool:
    return _acts(cls, schema) or schema.family(cls) in ("Mechanism", "Policy")


def _ends(s: Statement) -> Pair:
    return (s.subject, s.object) if s.subject <= s.object else (s.object, s.subject)


def _weighed(ties: Mapping[Pair, list[Statement]], weight: Weight) -> dict[Pair, float]:
    """The strength of each tie: its distinct claims, its sayings, or the distinct documents that say it.

    A claim of a symmetric relation is the same in both directions.
    """
    if weight == "assertions":
        return {pair: float(len(sayings)) for pair, sayings in ties.items()}
    if weight == "documents":
        return {pair: float(len({s.document for s in sayings})) for pair, sayings in ties.items()}
    relations = default_schema().relations
    mutual = {name for name, relation in relations.items() if relation.symmetric}
    return {
        pair: float(len({(_ends(s) if s.predicate in mutual else s.claim, s.predicate) for s in sayings}))
        for pair, sayings in ties.items()
    }


def _graph(evidence: Evidence, weights: Mapping[Pair, float], keys: Mapping[str, str] | None = None) -> nx.Graph:
    """The graph of weighted pairs, nodes and edges in order, without loops; ``keys`` names nodes that are no keys."""
    graph = nx.Graph()
    pairs = sorted(pair for pair in weights if pair[0] != pair[1])
    for node in sorted({node for pair in pairs for node in pair}):
        entity = evidence.entities[(keys or {}).get(node, node)]
        graph.add_node(node, cls=entity.cls, en=entity.label("en"), zh=entity.label("zh"))
    graph.add_weighted_edges_from((a, b, weights[a, b]) for a, b in pairs)
    return graph
