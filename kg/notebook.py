"""What a notebook gets to look at besides tables and cards: pages, triples, networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kg import entities, frames, store, turtle
from kg.answers import Name
from kg.checks import report as reports
from kg.checks.terms import shown
from kg.checks.values import Finding
from kg.checks.values import Report as Verdict
from kg.model import Entity, Knowledge, Problem
from kg.network import Evidence, Findings, Network, analyse, findings, from_knowledge, projections, sheets, take, words
from kg.network.dossier import Report
from kg.network.markdown import markdown
from kg.sayings import Saying
from kg.views import explorer, notes, site
from kg.views.plain import one_line, printable

if TYPE_CHECKING:
    import networkx

LINES, SHOWN = 200, 20


@dataclass(frozen=True)
class Page:
    """A page drawn where a notebook shows the value of a cell; it can reach neither the notebook nor the network."""

    html: str
    height: int = 700
    path: Path | None = None

    def _repr_html_(self) -> str:
        there = f", or open <code>{escape(str(self.path))}</code> in a browser" if self.path else ""
        return (
            f"<p>Nothing below? Trust this notebook{there or ', or <code>.save(path)</code> the page'}.</p>"
            f'<iframe sandbox="allow-scripts allow-downloads allow-popups" width="100%" height="{int(self.height)}"'
            f' title="graph" style="border:0" srcdoc="{escape(self.html)}"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<a page of {len(self.html) >> 10} kB; .save(path) writes it>"

    def save(self, path: str | Path) -> Path:
        """Write the page to a file that any browser opens, and return its path."""
        try:
            Path(path).write_text(self.html, encoding="utf-8", newline="\n")
        except OSError as error:
            raise Problem(f"cannot be written ({error.strerror})", where=str(path), cure="give another path") from None
        return Path(path)


@dataclass(frozen=True)
class Triples:
    """Triples as a query made them, in order: text in Turtle, a table, or a graph of rdflib."""

    cells: Sequence[Sequence[str]]

    def __len__(self) -> int:
        return len(self.cells)

    def __str__(self) -> str:
        text = "".join(turtle.render(turtle.blocks(self.cells)))
        return turtle.header(text) + text

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lines = str(self).split("\n")
        more = f"\n… +{len(lines) - LINES}" if len(lines) > LINES else ""
        return f"<pre>{escape(printable(chr(10).join(lines[:LINES])) + more)}</pre>"

    def frame(self) -> pd.DataFrame:
        """The triples as a table of subject, predicate and object."""
        columns = ("subject", "predicate", "object")
        return frames.answer(store.Answer("construct", columns, tuple(map(tuple, self.cells))))

    def to_rdflib(self) -> store.RdflibGraph:
        """The triples as a graph of rdflib."""
        return store.rdflib_graph(self.cells)


@dataclass(frozen=True)
class Quotes:
    """Sayings to read, each with its quote: how it is said, by whom, when and where."""

    said: tuple[Saying, ...]
    knowledge: Knowledge
    language: str | None = None

    def __len__(self) -> int:
        return len(self.said)

    def __str__(self) -> str:
        return notes.quotes_text(notes.quotes(self.knowledge, self.language or "en"))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return notes.html("quotes", notes.quotes(self.knowledge, self.language or "en"))

    def frame(self) -> pd.DataFrame:
        """The sayings as a table."""
        return frames.sayings(self.said, entities.naming(self.knowledge.entities, self.language))


@dataclass(frozen=True)
class Card:
    """An entity: what is known of it, the forms under which documents name it, and all that is said of it."""

    entity: Entity
    forms: Mapping[str, int]
    quotes: Quotes

    def __str__(self) -> str:
        return notes.card_text(self._context())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return notes.html("card", self._context())

    def _context(self) -> notes.Context:
        return notes.card(self.entity, self.quotes.knowledge, self.forms, self.quotes.language or "en")


@dataclass(frozen=True)
class NetworkNote:
    """Who is central and who stands together in a slice: the findings in words, every table, the graphs and figures."""

    report: Report
    evidence: Evidence
    knowledge: Callable[[], Knowledge]
    language: str | None = None

    @property
    def network(self) -> Network:
        """The analysis itself."""
        return self.report.network

    @property
    def metrics(self) -> pd.DataFrame:
        """Rank and all measures with intervals, best rank first; ``.attrs["slice"]`` says what they stand on."""
        return self._told(frames.metrics(self.network, self._name()), 0)

    @property
    def clusters(self) -> pd.DataFrame:
        """The clusters of aligned actors, firmest members first, and the mechanisms that bind them."""
        return self._told(frames.clusters(self.network, self._name()), 1)

    @property
    def findings(self) -> Findings:
        """The three first actors and mechanisms and the clusters, as values."""
        return findings(self.network)

    @property
    def words(self) -> tuple[str, ...]:
        """The findings in words."""
        return words.summary(self.network, self.language or "en")

    def table(self, name: str) -> pd.DataFrame:
        """A table as `kg network --tables` writes it: metrics, clusters, signs, balance, numbers, roles, periods, …"""
        made = sheets.sheets(self.report)
        if f"{name}.csv" not in made:
            names = ", ".join(file.removesuffix(".csv") for file in made)
            raise Problem(f"there is no table {name!r}", where="network", cure=f"choose {names}")
        return self._told(frames.sheet(*made[f"{name}.csv"]), 0)

    def markdown(self) -> str:
        """The whole report as Markdown."""
        return markdown(self.report, self.language or "en")

    def figures(self, folder: str | Path) -> tuple[str, ...]:
        """Draw the figures into a folder, as .svg and .png; the names of the files."""
        from kg.views import figures

        return figures.draw(Path(folder), self.evidence, self.report, language=self.language or "en")

    def graph(self, projection: str = "") -> networkx.Graph:
        """A graph of networkx: that which was measured, or another projection of the same slice by name."""
        n = self.network
        known = projections.named(projection or n.projection)
        how = n.roll_up if projection in ("", n.projection) or n.roll_up != "none" else known.roll_up
        taken = take(self.evidence, n.part)
        return projections.graph(taken, projection or n.projection, weight=n.weight, roll_up=how)

    def page(self, height: int) -> Page:
        """The slice drawn, with these measures and clusters."""
        return Page(explorer.render(self.knowledge(), **explorer.measured(self.network)), height)

    def __str__(self) -> str:
        return notes.network_text(notes.network(self.network, self.network.part, self.language or "en"))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return notes.html("network", notes.network(self.network, self.network.part, self.language or "en"))

    def _name(self) -> Name:
        return entities.naming(self.network.entities.values(), self.language)

    def _told(self, table: pd.DataFrame, which: int) -> pd.DataFrame:
        table.attrs["slice"] = (self.network.basis_zh if self.language == "zh" else self.network.basis)[which]
        return table


@dataclass(frozen=True)
class Validation:
    """What is wrong with a graph, worst first: to read, or with ``.frame()`` as a table; empty when it is sound."""

    report: Verdict

    def __len__(self) -> int:
        return len(self.report.findings)

    @property
    def worst(self) -> str:
        """The severity of the worst finding: error, warning, info, or "" where there is none."""
        return str(self.report.worst or "")

    def frame(self) -> pd.DataFrame:
        """The findings as a table: severity, check, node, value, sentence and its place, problem, cure."""
        return frames.findings(self.report)

    def __str__(self) -> str:
        return "\n".join(map(printable, reports.as_lines(self.report, SHOWN)))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        parts = []
        for check, group in groupby(self.report.findings, key=lambda finding: finding.check):
            found = list(group)
            rows = "".join(_finding(finding) for finding in found[:SHOWN])
            more = f"<li>… +{len(found) - SHOWN}</li>" if len(found) > SHOWN else ""
            head = f"<b>{escape(check.severity)}</b> · {escape(check.problem)}<br>→ {escape(check.cure)}"
            parts.append(f"<p>{head}</p><ul>{rows}{more}</ul>")
        return f"{''.join(parts)}<p>{escape(reports.summary(self.report))}</p>"


def _finding(finding: Finding) -> str:
    part = f" [{finding.part}]" if finding.part else ""
    value = f"{part} → {shown(finding.value)}" if finding.value not in ("", finding.node) else part
    at = finding.sentence
    quote = f"<br>“{escape(one_line(at.text))}” <small>{escape(one_line(at.document))}</small>" if at else ""
    return f"<li><code>{escape(one_line(shown(finding.node) + value))}</code>{quote}</li>"


def whole(folder: Path, knowledge: Callable[[], Knowledge], height: int) -> Page:
    """The page that a build wrote, or where there is none, one drawn of ``knowledge``."""
    path = folder / "graph.html"
    if not path.is_file():
        return page(knowledge(), height)
    try:
        return Page(path.read_text(encoding="utf-8"), height, path)
    except (OSError, ValueError) as error:
        raise Problem(f"cannot be read ({error})", where=str(path), cure="run `kg build` again") from None


def reader(folder: Path, document: str, height: int) -> Page:
    """The reader of a document that a build wrote into ``folder``."""
    path = folder / site.reader_of(document)
    try:
        return Page(path.read_text(encoding="utf-8"), height, path)
    except (OSError, ValueError):
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.html"))[:8])
        cure = f"there are {known}" if known else "run `kg build` first, and load the folder that it wrote"
        raise Problem("there is no reader of such a document", where=repr(document[:80]), cure=cure) from None


def page(knowledge: Knowledge, height: int) -> Page:
    """Knowledge drawn as a page of its own, measured for itself."""
    if not any(extraction.assertions for extraction in knowledge.extractions):
        raise Problem(
            "nothing to draw", where="show", cure="show entities, claims, a network, or results that name them"
        )
    return Page(explorer.render(knowledge, **explorer.measured(analyse(from_knowledge(knowledge)))), height)
