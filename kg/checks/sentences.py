"""The sentence behind a node: what a person reads to judge a finding.

For an assertion its evidence; for a claim, a span or an entity the evidence of an assertion that it takes part in, and
where there is none the span itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg import store
from kg.checks.literals import is_digits
from kg.checks.terms import lexical
from kg.checks.values import Sentence
from kg.store import Store

_QUERY = """
SELECT DISTINCT ?rank ?node ?document ?start ?end ?quote {
  { ?node tp:evidence ?span BIND(1 AS ?rank) }
  UNION { ?saying tp:claim ?node ; tp:evidence ?span BIND(2 AS ?rank) }
  UNION { ?saying tp:trigger|tp:cue|tp:subjectMention|tp:objectMention ?node ; tp:evidence ?span BIND(3 AS ?rank) }
  UNION { ?saying tp:claim/(rdf:subject|rdf:object) ?node ; tp:evidence ?span BIND(4 AS ?rank) }
  UNION { ?node oa:exact ?text BIND(?node AS ?span) BIND(5 AS ?rank) }
  UNION { ?span tp:denotes ?node BIND(6 AS ?rank) }
  ?span oa:exact ?quote ; oa:start ?start ; oa:end ?end ; dcterms:source ?document .
}
"""


def of(graph: Store, nodes: Iterable[str]) -> dict[str, Sentence]:
    """The best sentence of each node that has one: the first of its document, the longest that begins there."""
    wanted = set(nodes)
    best: dict[str, tuple[str, str, int, int, str]] = {}
    columns = store.columns(graph, _QUERY) if wanted else []
    for rank, node, document, start, end, quote in zip(*columns, strict=True):
        if node in wanted and is_digits(start) and is_digits(end):
            found = (rank, document, int(start), -int(end), quote)
            best[node] = min(found, best.get(node, found))
    return {
        node: Sentence(lexical(quote), lexical(document), start, -negative)
        for node, (_, document, start, negative, quote) in best.items()
    }
