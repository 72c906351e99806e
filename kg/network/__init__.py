"""Who is central, and which alliances form clusters: evidence → slice → projection → measures and clusters.

Each step is a module and a plain function of values: `evidence` (what is said), `slices` (which part of it counts),
`project` and `signed` (graphs), `measure` (numbers), `firmness` (how far to trust them), `cluster` (blocs), `report`
(all of it as tables), `comparison` (two slices), `roles` (mechanisms), `words` (the findings in plain words), `export`
(files for other programs).
"""

from __future__ import annotations

from kg.network.comparison import compare, moves, periods
from kg.network.evidence import Evidence, Statement, from_knowledge, from_store, statements
from kg.network.report import Network, analyse, tables, write
from kg.network.slices import Slice, take

__all__ = [
    "Evidence",
    "Network",
    "Slice",
    "Statement",
    "analyse",
    "compare",
    "from_knowledge",
    "from_store",
    "moves",
    "periods",
    "statements",
    "tables",
    "take",
    "write",
]
