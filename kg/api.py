"""What ``import kg`` offers to notebooks: build or load a graph, ask it, read it, look at it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from kg import entities, frames, network, notebook, questions, sayings, store, tables
from kg import export as exports
from kg.answers import Answer, Name
from kg.iris import expand
from kg.model import Knowledge, Modality, Problem
from kg.network import dossier
from kg.network.firmness import TIMES
from kg.network.project import Weight
from kg.network.rollup import RollUp
from kg.notebook import Card, NetworkNote, Page, Quotes, Triples, Validation
from kg.sayings import Saying, Where
from kg.schema import default as default_schema
from kg.terms import quads
from kg.views import cut, view

if TYPE_CHECKING:
    from kg.store import RdflibGraph

Names: TypeAlias = str | Iterable[str]


@dataclass(frozen=True)
class Graph:
    """A folder that a build wrote, or a graph file; ``problems`` tells which documents a build could not read.

    ``language`` ("en", "zh" or None) is that in which tables name things unless a call says otherwise; None keeps the
    identifiers, such as ``tpe:chip-4``. ``timeout`` is the time limit of a question in seconds, None for none.
    """

    folder: Path
    problems: tuple[Problem, ...] = ()
    language: str | None = None
    timeout: float | None = store.SECONDS

    @cached_property
    def store(self) -> store.Store:
        """The graph for SPARQL, read at the first question; load anew after another build."""
        return store.load(self.folder)

    @cached_property
    def directory(self) -> entities.Directory:
        """The entities, by key and by name."""
        return entities.Directory(self.store, self.timeout)

    def query(self, sparql: str, *, language: str | None = None, timeout: float | None = None) -> pd.DataFrame:
        """The answer to a SPARQL query: IRIs with prefixes or, with ``language``, labels; values typed.

        The prefixes of `kg.iris` need no declaration. A malformed query is a `Problem` that shows the place; where the
        answer is empty, a warning tells of names in the query that this graph does not know.

        >>> g.query("SELECT ?member { ?member tp:memberOf tpe:aukus }", language="zh")  # doctest: +SKIP
        """
        return frames.answer(self._answer(sparql, timeout), self._naming(language))

    def ask(self, sparql: str, *, timeout: float | None = None) -> bool:
        """The answer to an ASK query: ``g.ask("ASK { tpe:japan tp:memberOf tpe:chip-4 }")``."""
        return self._of_kind("ask", self._answer(sparql, timeout), "begin it with ASK").truth

    def construct(self, sparql: str, *, timeout: float | None = None) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE query: as Turtle, as a table, for rdflib, or drawn by `show`."""
        return Triples(self._of_kind("construct", self._answer(sparql, timeout), "begin it with CONSTRUCT").cells)

    def find(self, name: str, *, limit: int = 20) -> pd.DataFrame:
        """The entities that a name may mean, best first: ``g.find("芯片四方")``, also by part or misspelt."""
        return frames.hits(self.directory.find(name, limit=limit), self.directory.forms)

    def entity(self, name: str, *, language: str | None = None) -> Card:
        """A card of what is known and said of an entity, with quotes; by any name: ``g.entity("奥库斯")``."""
        key = self.directory.key(name)
        e = self.directory.entities[key]
        about = [k for k in (key, e.country, e.parent) if k]
        said = sayings.read(self.store, Where(entity=(key,)), timeout=self.timeout)
        return Card(e, self.directory.forms.get(key, {}), self._quotes(said, language, also=about))

    def claims(
        self,
        *,
        subject: Names = (),
        relation: Names = (),
        object: Names = (),
        entity: Names = (),
        modality: Names = (),
        since: str | int = "",
        until: str | int = "",
        undated: bool = False,
        documents: Names = (),
        languages: Names = (),
        language: str | None = None,
    ) -> pd.DataFrame:
        """The claims with a saying that fits, a row each: how often and how they are said, when, and a quote.

        Entities by key, label or alias, relations and modalities by name or label; several are alternatives. ``entity``
        may be subject or object. ``since`` and ``until`` are years, months or days, both inclusive; sayings without a
        date are left out of a period unless ``undated``. ``languages`` are those of the documents. The counts take in
        all sayings of a claim, also of other modalities and times.

        >>> g.claims(relation="memberOf", object="aukus", since=2021)  # doctest: +SKIP
        """
        schema = default_schema()
        where = Where(
            subject=self._keys(subject),
            relation=tuple(entities.term(r, schema.relations, what="relation") for r in _several(relation)),
            object=self._keys(object),
            entity=self._keys(entity),
            modality=tuple(Modality(entities.term(m, Modality, what="modality")) for m in _several(modality)),
            documents=_several(documents),
            languages=_several(languages),
            since=str(since),
            until=str(until),
            undated=undated,
        )
        fitting = sayings.read(self.store, where, timeout=self.timeout)
        return frames.claims(self._said(s.claim for s in fitting), fitting, self._naming(language))

    def evidence(self, claim: Any, *, language: str | None = None) -> Quotes:
        """Who says so: every saying of a claim to read, with its quote; ``.frame()`` has them as a table.

        ``claim`` is an identifier (``tpc:…``), a triple such as ``("japan", "memberOf", "chip-4")``, or a row or table
        that `claims` gave.
        """
        if isinstance(claim, tuple):
            if len(claim) != 3:
                cure = 'write ("japan", "memberOf", "chip-4")'
                raise Problem("a claim has subject, relation and object", where=repr(claim)[:80], cure=cure)
            subject, relation, object_ = claim
            claim = self.claims(subject=subject, relation=relation, object=object_)
        named = frames.named(claim)[0] if isinstance(claim, pd.DataFrame | pd.Series) else (expand(str(claim)),)
        return self._quotes(self._said(named), language)

    def network(
        self,
        *,
        modality: Names = Modality.ASSERTED,
        relations: Names = (),
        since: str | int = "",
        until: str | int = "",
        undated: bool = False,
        documents: Names = (),
        publishers: Names = (),
        languages: Names = (),
        classes: Names = (),
        registry: bool = False,
        observers: bool = False,
        projection: str = "everything",
        weight: Weight = "claims",
        roll_up: RollUp | None = None,
        periods: str = "",
        compare: str = "",
        resamples: int = TIMES,
        seed: int = 0,
        language: str | None = None,
    ) -> NetworkNote:
        """Who is central and who stands together in a slice of what is said; `kg.network.Slice` tells what each means.

        ``projection`` is what is measured (`kg.network.projections`), ``weight`` what a tie's strength counts,
        ``roll_up`` who counts as whom ("state", "country"), ``periods`` sets spans of time side by side and
        ``compare`` a second slice (``language=zh``), as `kg network` does.

        >>> g.network(projection="signed", roll_up="country", periods="2017..2020,2021..2024")  # doctest: +SKIP
        """
        schema = default_schema()
        part = network.Slice(
            modalities=tuple(Modality(entities.term(m, Modality, what="modality")) for m in _several(modality)),
            relations=tuple(entities.term(r, schema.relations, what="relation") for r in _several(relations)),
            classes=tuple(entities.term(c, schema.classes, what="class") for c in _several(classes)),
            documents=_several(documents),
            publishers=_several(publishers),
            languages=_several(languages),
            since=str(since),
            until=str(until),
            undated=undated,
            registry=registry,
            observers=observers,
        )
        evidence = network.from_store(self.store, timeout=self.timeout)
        taken = network.take(evidence, part)
        counted = {(s.claim, s.modality, s.document) for s in taken.statements}

        def knowledge() -> Knowledge:
            said = [s for s in self._said() if (s.assertion.triple, s.assertion.modality, s.document.id) in counted]
            return sayings.knowledge(said, self.directory)

        told = dossier.report(
            evidence,
            part,
            weight=weight,
            projection=projection,
            roll_up=roll_up,
            resamples=resamples,
            seed=seed,
            compare=compare,
            over=periods,
        )
        return NetworkNote(told, evidence, knowledge, language or self.language)

    def show(
        self,
        what: Any = None,
        *,
        depth: int = 1,
        cluster: int = 0,
        top: int = 0,
        relation: Names = (),
        classes: Names = (),
        modality: Names = (),
        since: str | int = "",
        until: str | int = "",
        undated: bool = False,
        documents: Names = (),
        publishers: Names = (),
        languages: Names = (),
        height: int = 700,
    ) -> Page:
        """Draw what is given, as the last line of a cell; all of the graph when nothing is. ``height`` in pixels.

        An entity's name or card is drawn with its neighbours, or with ``depth`` with theirs; quotes, claims, triples
        and networks as they are; any other table with the entities in it and what is said between them, or about them
        where that is nothing. The other choices keep a part of that, as `kg view` does.

        >>> g.show("奥库斯", depth=2, relation="成员", top=50)  # doctest: +SKIP
        """
        choices = (cluster, top, relation, classes, modality, str(since), str(until), documents, publishers, languages)
        if not any(choices) and not isinstance(what, str):
            return self._shown(what, height)
        chosen = view.choose(
            self.directory,
            around=(what,) if isinstance(what, str) else (),
            depth=depth,
            cluster=cluster,
            top=top,
            relations=_several(relation),
            classes=_several(classes),
            modalities=_several(modality),
            since=str(since),
            until=str(until),
            undated=undated,
            documents=_several(documents),
            publishers=_several(publishers),
            languages=_several(languages),
        )
        known = cut.everything(self.directory) if what is None or isinstance(what, str) else self._knowledge(what)
        return Page(cut.draw(cut.cut(known, chosen)), height)

    def _shown(self, what: Any, height: int) -> Page:
        if what is None:
            return notebook.whole(self.folder, lambda: cut.everything(self.directory), height)
        return what.page(height) if isinstance(what, NetworkNote) else notebook.page(self._knowledge(what), height)

    def _knowledge(self, what: Any) -> Knowledge:
        """What is said in, of or about something that `show` takes."""
        if isinstance(what, NetworkNote):
            return what.knowledge()
        if isinstance(what, Card):
            what = what.quotes
        return what.knowledge if isinstance(what, Quotes) else sayings.knowledge(self._named_in(what), self.directory)

    def read(self, document: str, *, height: int = 700) -> Page:
        """The text of a document with what it says in the margin, by the document's id.

        >>> g.read("sample-zh-china")  # doctest: +SKIP
        """
        return notebook.reader(self.folder, document, height)

    def questions(self) -> pd.DataFrame:
        """The questions that `answer` knows by name, in English and Chinese, and what each takes."""
        rows = [[q.name, q.usage.partition(" ")[2], q.en, q.zh] for q in questions.load().values()]
        return frames.frame(rows, ["question", "takes", "en", "zh"])

    def answer(
        self, question: str, *arguments: str, language: str | None = None, timeout: float | None = None, **options: Any
    ) -> pd.DataFrame:
        """The answer to a question by name, as `kg ask` gives it; ``.attrs["sparql"]`` has the query that was asked.

        >>> g.answer("members-of", "奥库斯", since=2021, language="zh")  # doctest: +SKIP
        """
        asked, given = questions.named(question), {name: str(value) for name, value in options.items()}
        found, text = questions.ask(asked, self.directory, arguments, given, timeout=timeout or self.timeout)
        table = frames.answer(found, self._naming(language))
        table.attrs["sparql"] = text
        return table

    def validate(self, *, engine: str = "fast", timeout: float | None = None) -> Validation:
        """What is wrong with the graph, each with its sentence and cure, as `kg validate` finds it; empty when sound.

        ``engine`` runs the shapes: "fast", or "pyshacl" for a second opinion. ``.frame()`` has the findings as a table,
        ``.worst`` the worst severity. A graph that takes more than ``timeout`` seconds (ten minutes unless told
        otherwise) is a `Problem`.

        >>> g.validate().frame()[["severity", "node", "sentence", "cure"]]  # doctest: +SKIP
        """
        from kg.checks import ENGINES, limited

        if engine not in ENGINES:
            raise Problem(f"there is no engine {engine!r}", where="validate", cure=f"choose {' or '.join(ENGINES)}")
        return Validation(limited.validate(self.store, engine=engine, timeout=timeout or limited.SECONDS))

    def export(self, path: str | Path, form: str = "") -> tuple[Path, ...]:
        """Write the graph to a file in a form of `kg.export`, or in the one that its ending names; returns the files.

        >>> g.export("graph.jsonld")  # doctest: +SKIP
        """
        target = Path(path)
        limit = self.timeout or store.SECONDS
        return exports.write(self.store, target, form or exports.form_of(target), timeout=limit)

    def to_rdflib(self, *, named: bool = False) -> RdflibGraph:
        """The graph for rdflib: a `Graph` with all triples, or with ``named`` a `Dataset` with the named graphs."""
        return store.rdflib_graph(quads(store.nquads(self.store)), named=named)

    def entities(self) -> pd.DataFrame:
        """The table of entities: labels, aliases, forms seen, counts."""
        return frames.entities(tables.read(self.folder).entities)

    def assertions(self) -> pd.DataFrame:
        """The table of sayings, each with its sentence; money as a number (``amount``) of a ``currency``."""
        return frames.assertions(tables.read(self.folder).assertions)

    def _answer(self, text: str, timeout: float | None) -> Answer:
        found = store.query(self.store, text, timeout=timeout or self.timeout)
        if not (found.cells or found.truth):
            for problem in entities.strangers(text, self.directory):
                warnings.warn(str(problem), stacklevel=3)
        return found

    def _of_kind(self, kind: str, found: Answer, cure: str) -> Answer:
        if found.kind != kind:
            raise Problem(f"this is the answer to a query of another kind ({found.kind})", cure=cure)
        return found

    def _said(self, claims: Iterable[str] | None = None) -> tuple[Saying, ...]:
        """The sayings of claims, or all."""
        chosen = None if claims is None else tuple(dict.fromkeys(claims))
        return () if chosen == () else sayings.read(self.store, Where(claims=chosen or ()), timeout=self.timeout)

    def _named_in(self, what: Any) -> tuple[Saying, ...]:
        """What is said of the claims, or else of the entities, that a table, row, triples or identifiers name."""
        if isinstance(what, Triples):
            what = what.frame()
        given = what if isinstance(what, pd.DataFrame | pd.Series) else pd.Series(list(what))
        claims, keys = frames.named(given)
        if claims or not keys:
            return self._said(claims)
        around = sayings.read(self.store, Where(entity=keys), timeout=self.timeout)
        return tuple(s for s in around if {s.assertion.subject, s.assertion.object} <= set(keys)) or around

    def _quotes(self, said: tuple[Saying, ...], language: str | None, *, also: Iterable[str] = ()) -> Quotes:
        known = sayings.knowledge(said, self.directory, also=also)
        return Quotes(said, known, language or self.language)

    def _keys(self, names: Names) -> tuple[str, ...]:
        return tuple(self.directory.key(name) for name in _several(names))

    def _naming(self, language: str | None) -> Name:
        tongue = language or self.language
        return entities.naming(self.directory.entities.values() if tongue else (), tongue)


def build(
    paths: str | Path | Iterable[str | Path] = (),
    out: str | Path = "out",
    *,
    knowledge: str | Path | Iterable[str | Path] = (),
) -> Graph:
    """Read documents (those that ship, if none is given), write ``out``, and return its graph.

    ``knowledge`` are files of entities, tables or Turtle, that this build knows besides, or in place of, those of the
    registry (`kg.additions`). A document that fails is told by a warning and in `Graph.problems`; when nothing could be
    read, or an entity is wrong, a `Problem` is raised and ``out`` stays as it was.

    >>> kg.build("my-articles", "out", knowledge="my-entities.tsv")  # doctest: +SKIP
    """
    from kg import builder

    built = builder.build(_files(paths), out, knowledge=_files(knowledge))
    for problem in (*built.notes, *built.problems):
        warnings.warn(str(problem), stacklevel=2)
    return Graph(built.out, built.problems)


def load(out: str | Path, *, language: str | None = None, timeout: float | None = store.SECONDS) -> Graph:
    """The graph in a folder that ``kg build`` wrote, or in a graph file; a missing one is a `Problem`."""
    store.load(out)
    return Graph(Path(out), language=language, timeout=timeout)


def _files(given: str | Path | Iterable[str | Path]) -> list[str | Path]:
    return [given] if isinstance(given, str | Path) else list(given)


def _several(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
