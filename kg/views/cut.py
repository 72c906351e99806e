"""A part of a graph to look at: around names, in a cluster, in a period, among the most central; told in words.

`cut` applies a `kg.views.view.View` to any knowledge, `draw` makes the page of what it keeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg import sayings
from kg.entities import Directory
from kg.model import Assertion, Document, Entity, Extraction, Knowledge, Modality, Problem
from kg.network import Evidence, Network, Slice, Statement, analyse, from_knowledge, project, take
from kg.network.rollup import counts_as
from kg.schema import default as default_schema
from kg.views import explorer, select, site
from kg.views.data import MEASURE
from kg.views.view import View


@dataclass(frozen=True, slots=True)
class Cut:
    """What a view keeps, its network, the view in words (English, Chinese), and how much there was before."""

    knowledge: Knowledge
    network: Network
    words: tuple[str, str]
    entities: tuple[int, int]
    claims: tuple[int, int]


def everything(directory: Directory) -> Knowledge:
    """All that a graph says, with the entities that it names and those that these belong to."""
    said = sayings.read(directory.store, timeout=directory.timeout)
    named = {key for s in said for key in s.assertion.triple[::2]} & set(directory.entities)
    above = {k for key in named for k in (directory.entities[key].country, directory.entities[key].parent) if k}
    return sayings.knowledge(said, directory, also=above & set(directory.entities))


def cut(known: Knowledge, view: View) -> Cut:
    """What a view keeps of a knowledge: the sayings, the entities in them, and the documents that say them.

    First the sayings are chosen, then the cluster, then what lies around the names, then the most central. When
    nothing is left, a `Problem` names the step.
    """
    whole = _sayings(known)
    kept = _sliced(known, whole, view.part)
    _left(kept, view, "nothing is said in this slice", "leave out one of the choices")
    net: Network | None = None
    if view.cluster:
        net = analyse(from_knowledge(known), resamples=0)
        inside = _members(known, net, view.cluster)
        kept = [row for row in kept if set(row[1].triple[::2]) <= inside]
        _left(kept, view, "nothing is said between the members of this cluster", "leave out one of the choices")
    if view.around:
        kept = _around(kept, view.around, view.depth)
        _left(kept, view, "nothing is said about these names in this slice", _else(whole, view.around))
    if view.top:
        kept = _top(known, kept, view)
        _left(kept, view, "the most central are not tied to each other", "give a larger number to --top")
    found = _knowledge(known, kept)
    return Cut(
        found,
        net or analyse(from_knowledge(found), resamples=0),
        (_words(view, known, net, "en"), _words(view, known, net, "zh")),
        (len(_named(kept)), len(_named(whole))),
        (len({a.triple for _, a in kept}), len({a.triple for _, a in whole})),
    )


def draw(made: Cut, *, folder: Path | None = None) -> str:
    """The page of a cut, whose title tells the slice in both languages.

    In the ``folder`` of a build it links to the start page and to the readers that are there.
    """
    title = " · ".join(dict.fromkeys(w for w in made.words[::-1] if w)) or explorer.TITLE
    pages = site.readers_of(x.document.id for x in made.knowledge.extractions)
    return explorer.render(
        made.knowledge,
        **explorer.measured(made.network),
        title=title,
        part=made.words,
        readers={d: page for d, page in pages.items() if folder and (folder / page).is_file()},
        start=site.START if folder and (folder / site.START).is_file() else "",
    )


_Row = tuple[Document, Assertion]


def _sayings(known: Knowledge) -> list[_Row]:
    return [(x.document, a) for x in known.extractions for a in x.assertions]


def _sliced(known: Knowledge, rows: Sequence[_Row], part: Slice) -> list[_Row]:
    """The sayings that a slice of the network keeps, each judged for itself."""

    def statement(d: Document, a: Assertion) -> Statement:
        return Statement(*a.triple, a.modality, d.id, a.date, d.publisher, d.language, a.attribution, a.evidence.text)

    told = tuple(statement(*row) for row in rows)
    evidence = Evidence(told, {e.key: e for e in _entities(known)})
    kept = set(take(evidence, part).statements)
    return [row for row, said in zip(rows, told, strict=True) if said in kept]


def _members(known: Knowledge, net: Network, number: int) -> set[str]:
    """The members of a cluster, who speaks for them, and what two or more of them sit in."""
    found = next((c for c in net.clusters if c.number == number), None)
    if found is None:
        listed = ", ".join(f"{n} ({name})" for n, name in sorted(net.names.items())[:20])
        cure = f"the clusters are {listed}" if listed else "this graph has no clusters"
        raise Problem("there is no such cluster", where=str(number), cure=cure)
    evidence = from_knowledge(known)
    home = {key: counts_as(key, evidence) for key in evidence.entities}
    inside = {key for key, state in home.items() if state in found.members}
    clubs: dict[str, set[str]] = defaultdict(set)
    for s in evidence.statements:
        if s.predicate in project.SEATS and s.subject in inside:
            clubs[s.object].add(home[s.subject])
    return inside | {club for club, sitting in clubs.items() if len(sitting) > 1}


def _around(rows: Sequence[_Row], keys: Iterable[str], depth: int) -> list[_Row]:
    """The sayings whose claims one reaches from some names in so many steps."""
    ties: dict[str, set[str]] = defaultdict(set)
    for _, a in rows:
        ties[a.subject].add(a.object)
        ties[a.object].add(a.subject)
    near = edge = set(keys)
    for _ in range(depth - 1):
        edge = {other for key in edge for other in ties.get(key, ())} - near
        if not edge:
            break
        near |= edge
    return [row for row in rows if {row[1].subject, row[1].object} & near]


def _top(known: Knowledge, rows: Sequence[_Row], view: View) -> list[_Row]:
    """The sayings between the most central entities and those that the view is around."""
    found = _knowledge(known, rows)
    metrics = analyse(from_knowledge(found), resamples=0).metrics
    order = select.ranked(found, select.lines(found, default_schema()), metrics, measure=MEASURE)
    named = _named(rows)
    ranked = [e.key for e in order if e.key in named and e.key not in view.around]
    best = {*view.around, *ranked[: max(0, view.top - len(view.around))]}
    return [row for row in rows if {row[1].subject, row[1].object} <= best]


def _knowledge(known: Knowledge, rows: Sequence[_Row]) -> Knowledge:
    told: dict[str, list[Assertion]] = defaultdict(list)
    for document, assertion in rows:
        told[document.id].append(assertion)
    named = _named(rows) | {a.attribution for _, a in rows}
    extractions = tuple(
        Extraction(x.document, tuple(m for m in x.mentions if m.entity in named), tuple(told[x.document.id]))
        for x in known.extractions
        if x.document.id in told
    )
    everyone = {e.key: e for e in _entities(known)}
    above = {k for key in named & set(everyone) for k in (everyone[key].country, everyone[key].parent)}
    return Knowledge(extractions, tuple(e for key, e in sorted(everyone.items()) if key in named | above))


def _entities(known: Knowledge) -> Iterable[Entity]:
    return (*(e for x in known.extractions for e in x.entities), *known.entities)


def _named(rows: Iterable[_Row]) -> set[str]:
    return {key for _, a in rows for key in a.triple[::2]}


def _left(rows: Sequence[_Row], view: View, message: str, cure: str) -> None:
    if not rows:
        raise Problem(message, where="; ".join(_selected(view.part, "en")) or "view", cure=cure)


def _else(rows: Sequence[_Row], keys: Iterable[str]) -> str:
    """What is said of some names at all, as a cure."""
    about = [a for _, a in _around(rows, keys, 1)]
    said = ", ".join(sorted({a.predicate for a in about}))
    return f"said of them: {said} in {len(about)} sayings" if said else "no saying names them"


def _selected(part: Slice, language: str) -> list[str]:
    """The choices of a slice in words; all modalities are none."""
    return (replace(part, modalities=()) if set(part.modalities) == set(Modality) else part).chosen(language)


def _words(view: View, known: Knowledge, net: Network | None, language: str) -> str:
    """The view in words, a phrase per choice."""
    zh = language == "zh"
    label = {e.key: e.label(language) for e in _entities(known)}
    parts = []
    if view.around:
        names = ("、" if zh else ", ").join(label.get(key, key) for key in view.around)
        parts.append(f"围绕{names}，{view.depth}步之内" if zh else f"around {names}, within {_steps(view.depth)}")
    if view.cluster and net:
        name = (net.names_zh if zh else net.names)[view.cluster]
        parts.append(f"集团{view.cluster}（{name}）" if zh else f"cluster {view.cluster} ({name})")
    parts += _selected(view.part, language)
    if view.top:
        parts.append(f"最居中的{view.top}个" if zh else f"the {view.top} most central")
    return ("；" if zh else "; ").join(parts)


def _steps(depth: int) -> str:
    return "1 step" if depth == 1 else f"{depth} steps"
