"""The page of `kg serve`: what a build offers, a field for a query, and its answer as a table."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup

from kg.iris import shorten
from kg.terms import parse, plain, quads
from kg.views import page

SHOWN = 1000
_ROWS = (("text/csv", "CSV"), ("application/sparql-results+json", "JSON"))
_TRIPLES = (("application/n-triples", "N-Triples"), ("text/turtle", "Turtle"))
EXAMPLES = (
    (
        "Who is a member of AUKUS? 谁是 AUKUS 成员？",
        "SELECT ?member ?name {\n  ?member tp:memberOf tpe:aukus ; rdfs:label ?name\n}",
    ),
    (
        "Who is listed, and which sentence says so? 谁被列入清单？",
        "SELECT DISTINCT ?who ?quote {\n  ?claim rdf:predicate tp:listedOn ; rdf:subject ?who .\n"
        "  ?saying tp:claim ?claim ; tp:modality tp:asserted ; tp:evidence/oa:exact ?quote\n} LIMIT 100",
    ),
    (
        "Which documents are there? 有哪些文献？",
        "SELECT ?document ?title ?date {\n  ?document a tp:Document\n"
        "  OPTIONAL { ?document dcterms:title ?title }\n  OPTIONAL { ?document dcterms:date ?date }\n}",
    ),
)


def render(
    *, endpoint: str, links: Sequence[str] = (), query: str = "", kind: str = "", answer: bytes = b"", said: str = ""
) -> str:
    """The page as text, without scripts: every value is escaped, and each IRI leads to what the graph says of it.

    ``answer`` is TSV or N-Triples, as ``kind`` tells, of which the first `SHOWN` rows are shown, and that there are
    more is said; ``said`` is what went wrong. Without ``query`` the page shows examples.
    """
    style = page.style("asking.css")
    triples = kind == "application/n-triples"
    lines = answer.split(b"\n", SHOWN + 1)
    count = answer.count(b"\n") - (not triples)
    shown = [line.decode() for line in lines[: SHOWN if triples else SHOWN + 1] if line or not triples]
    yes = answer.decode() if kind and answer in (b"true", b"false") else ""
    head: list[str] = []
    rows: list[Sequence[str]] = []
    if triples:
        head, rows = ["subject", "predicate", "object"], [quad[:3] for quad in quads(shown)]
    elif kind and not yes:
        head = [name.lstrip("?") for name in shown[0].split("\t")]
        rows = [line.split("\t") for line in shown[1 : count + 1]]
    return (
        page.environment()
        .get_template("asking.html")
        .render(
            endpoint=endpoint,
            policy=page.policy(styles=[style]).replace("form-action 'none'", "form-action 'self'"),
            style=Markup(style),
            links=links,
            query=query,
            said=said,
            yes=yes,
            asked=bool(kind) and not yes,
            unit="triples" if triples else "rows",
            head=head,
            rows=[[_cell(endpoint, cell) for cell in row] for row in rows],
            count=count,
            shown=SHOWN,
            forms=_TRIPLES if triples else _ROWS,
            examples=[(words, text, _link(endpoint, text)) for words, text in EXAMPLES],
        )
    )


def _cell(endpoint: str, cell: str) -> tuple[str, str, str]:
    """What a term shows, where it leads, and its language."""
    if not cell:
        return "", "", ""
    term = parse(cell)
    if term.kind == "uri":
        return shorten(term.value), _link(endpoint, f"DESCRIBE <{term.value}>"), ""
    return str(plain(term)), "", term.language


def _link(endpoint: str, query: str) -> str:
    return f"{endpoint}?query={quote(query, safe='')}"
