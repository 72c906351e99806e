"""``graph.html``: the whole graph in one file that opens from disk with the network off.

The only module that knows pyvis. pyvis keeps the nodes, edges and options and generates the page;
the template, script and style are our own (``assets/``), because the ones it ships fetch from the network and
run text of documents. Foreign text reaches the page as JSON with ``<``, ``>``, ``&`` escaped and is shown through
``textContent`` only; a Content-Security-Policy lets nothing run but the two scripts whose hashes it names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NotRequired, TypedDict, Unpack

import pyvis
from markupsafe import Markup
from pyvis.network import Network

from kg import network
from kg import schema as ontology
from kg.model import Knowledge, Problem
from kg.network.firmness import Firm
from kg.views import page, palette
from kg.views.data import Picture, picture
from kg.views.layout import positions
from kg.views.palette import ASSETS
from kg.views.tongues import load

TITLE = "科技政策知识图谱 · Technology policy knowledge graph"
SCRIPTS = (
    "common.js",
    "store.js",
    "address.js",
    "drawing.js",
    "swatches.js",
    "legend.js",
    "period.js",
    "quotes.js",
    "walk.js",
    "panel.js",
    "listing.js",
    "take.js",
    "search.js",
    "explorer.js",
)
VIS = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": True,
        "hideEdgesOnZoom": True,
        "selectConnectedEdges": False,
        "tooltipDelay": 120,
    },
    "nodes": {"borderWidth": 1},
    "edges": {"smooth": False, "selectionWidth": 1.5, "hoverWidth": 0.5},
}


class Measures(TypedDict):
    """What the page takes from a network: `measured` makes it, `render` and `write` take it as arguments."""

    metrics: Mapping[str, Mapping[str, float]]
    cluster: Mapping[str, int]
    names: Mapping[int, str]
    names_zh: NotRequired[Mapping[int, str]]
    firm: NotRequired[Mapping[str, Firm]]
    support: NotRequired[Mapping[str, float]]


class Given(Measures, total=False):
    """What `render` takes, of which only the knowledge and three of the measures are needed."""

    readers: Mapping[str, str]
    start: str
    title: str
    part: tuple[str, str]


def measured(net: network.Network) -> Measures:
    """Everything that a network says, for the page: ``render(knowledge, **measured(net))``."""
    return Measures(
        metrics=net.metrics,
        cluster=net.cluster,
        names=net.names,
        names_zh=net.names_zh,
        firm=net.firm,
        support=net.support.members,
    )


def render(
    knowledge: Knowledge,
    *,
    metrics: Mapping[str, Mapping[str, float]],
    cluster: Mapping[str, int],
    names: Mapping[int, str],
    names_zh: Mapping[int, str] = MappingProxyType({}),
    firm: Mapping[str, Firm] = MappingProxyType({}),
    support: Mapping[str, float] = MappingProxyType({}),
    readers: Mapping[str, str] = MappingProxyType({}),
    start: str = "",
    title: str = TITLE,
    part: tuple[str, str] = ("", ""),
) -> str:
    """The page as text; the same arguments give the same bytes.

    ``metrics`` maps key → measure → value ("betweenness" ranks and sizes nodes), ``cluster`` key → cluster number,
    ``names`` (and ``names_zh``) cluster number → name, ``firm`` key → intervals, ``support`` key → how firmly it sits
    in its cluster. ``readers`` maps a document's id to its page and ``start`` is the start page, both relative to this
    one; what has none gets no link.
    ``part`` says in English and Chinese which part of a graph this is. At most 300 nodes and 1,000 edges are drawn at
    first; the rest is embedded and reached by search or a double click.
    """
    schema, colours = ontology.default(), palette.default()
    drawn = picture(
        knowledge,
        schema,
        colours,
        metrics=metrics,
        cluster=cluster,
        names=names,
        names_zh=names_zh,
        firm=firm,
        support=support,
        readers=readers,
    )
    drawn = replace(drawn, graph={**drawn.graph, "part": {"en": part[0], "zh": part[1]}})
    brand = {"en": part[0], "zh": part[1]} if any(part) else load("start.toml")["words"]["brand"]
    return _page(_network(drawn), drawn, title, start, brand if any(part) or title == TITLE else None)


def write(knowledge: Knowledge, path: Path, **given: Unpack[Given]) -> Path:
    """Write the page to ``path`` as UTF-8 and return the path; the arguments are those of `render`."""
    text = render(knowledge, **given)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem("cannot be written", where=str(path), cure="give a folder that exists and is yours") from error
    return path


def _network(drawn: Picture) -> Network:
    """The first picture in pyvis's model; looks depend on language and theme and are added in the page."""
    index = {node: place for place, node in enumerate(drawn.nodes)}
    places = positions(len(drawn.nodes), [(index[s], index[o]) for _, s, o in drawn.lines], drawn.clusters)
    net = Network(directed=True, cdn_resources="in_line")
    net.nodes = [{"id": node, "x": x, "y": y} for node, (x, y) in zip(drawn.nodes, places, strict=True)]
    net.edges = [{"id": line, "from": s, "to": o} for line, s, o in drawn.lines]
    net.options = OPTIONS
    return net


def _page(net: Network, drawn: Picture, title: str, start: str, brand: Mapping[str, str] | None) -> str:
    """The page; ``brand`` is the heading in either language, where the title is not one that somebody chose."""
    environment = page.environment()
    environment.filters["from_json"] = json.loads
    vis = page.asset(VIS).replace("//# sourceMappingURL=vis-network.min.js.map", "")
    script = "(() => {\n" + "\n".join(page.asset(ASSETS / name) for name in SCRIPTS) + "})();\n"
    style = page.style("explorer.css")
    words = {**load("words.toml"), **({"brand": brand} if brand else {})}
    environment.globals.update(
        title=title.encode("utf-8", "replace").decode("utf-8"),
        start=page.relative(start),
        branded=bool(brand),
        words=words,
        graph=drawn.graph,
        details=drawn.details,
        sources=drawn.sources,
        vis=Markup(vis),
        script=Markup(script),
        style=Markup(style),
        policy=page.policy(scripts=[vis, script], styles=[style]),
    )
    net.templateEnv, net.path = environment, "explorer.html"
    return str(net.generate_html())
