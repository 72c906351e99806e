"""``index.html``: what was built from what, the findings in plain words with their sentences, and what was not read.

Plain HTML in two languages, both in the file, of which one is shown; a small script switches, looks up names and turns
the cards. Every figure is a table whose bars are drawn in SVG, so that picture and numbers are one thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from kg import schema as ontology
from kg.contradictions import Contradiction
from kg.model import Knowledge, Problem
from kg.network import Network
from kg.views import cards, page, palette, sections, site
from kg.views.data import EMBEDDED_NODES
from kg.views.palette import ASSETS
from kg.views.showing import showing
from kg.views.tongues import both, load

SCRIPTS = ("common.js", "start.js")
SPOKEN = ("other", "search", "search_label", "no_hit", "hits", "mechanisms", "sits", "documents")
"""Words that the script puts where HTML cannot hold two languages."""


def render(
    knowledge: Knowledge,
    *,
    network: Network,
    contradictions: Sequence[Contradiction] = (),
    problems: Sequence[Problem] = (),
) -> str:
    """The page as text; the same arguments give the same bytes.

    ``network`` and ``contradictions`` are what the build found already; ``problems`` are the documents that failed.
    """
    made = showing(knowledge, network)
    words = made.words
    script = "(() => {\n" + "\n".join(page.asset(ASSETS / name) for name in SCRIPTS) + "})();\n"
    style = page.style("start.css") + colours(list(made.marks))
    environment = page.environment()
    environment.globals.update(say=words.say, both=both, count=words.count, site=site)
    text = environment.get_template("start.html").render(
        policy=page.policy(scripts=[script], styles=[style]),
        style=Markup(style),
        script=Markup(script),
        words={name: words.pair(name) for name in SPOKEN} | {"hit": words.counted("hits", 1)},
        head=sections.head(made),
        central=sections.central(made),
        mechanisms=cards.mechanisms(made),
        seats=cards.seats(made),
        clusters=sections.clusters(made),
        contradictions=sections.contradictions(made, contradictions),
        plans=sections.plans(made),
        limits={**sections.limits(made, problems), **quality()},
        documents=sections.documents(made),
        files=[(name, words.of("file", name)) for name in words.raw["file"]],
        known=len(made.entities),
        held=EMBEDDED_NODES,
        search=sections.names(made, list(made.entities.values())[:EMBEDDED_NODES]),
    )
    return text.encode("utf-8", "replace").decode()


def write(
    knowledge: Knowledge,
    path: Path,
    *,
    network: Network,
    contradictions: Sequence[Contradiction] = (),
    problems: Sequence[Problem] = (),
) -> Path:
    """Write the page to ``path`` as UTF-8 and return the path."""
    text = render(knowledge, network=network, contradictions=contradictions, problems=problems)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem("cannot be written", where=str(path), cure="give a folder that exists and is yours") from error
    return path


def quality() -> dict[str, object]:
    """How much is found and how much of it is right, of ten statements, and on how many documents that was measured."""
    figures = load("quality.toml")
    return {"tenths": [round(10 * figures[name]) for name in ("recall", "precision")], "tested": figures["documents"]}


def colours(classes: Sequence[str]) -> str:
    """A rule per class that occurs, light and dark."""
    schema, looks = ontology.default(), palette.default()
    marks = [looks.mark(cls, schema).colour for cls in classes]
    light = "".join(f".mark-{i} {{ --mark: {colour[0]} }}\n" for i, colour in enumerate(marks))
    dark = "".join(f".mark-{i} {{ --mark: {colour[1]} }}\n" for i, colour in enumerate(marks))
    return f"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"
