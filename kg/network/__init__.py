"""Who is central, and which alliances form clusters: evidence → slice → projection → measures and clusters.

Each step is a module and a plain function of values: `evidence` (what is said), `slices` (which part of it counts),
`rollup` (who counts as whom), `project`, `signed` and `projections` (graphs), `measure` (numbers), `firmness` (how far
to trust them), `cluster`, `chance` and `support` (blocs, against chance and resamples), `analysis` (all of that for one
slice), `comparison` and `plans` (two slices), `roles` (mechanisms), `findings` (what to tell, as values), `words`,
`rows` and `markdown` (in plain words), `report` and `sheets` (tables), `export` (files for other programs).
"""

from __future__ import annotations

from kg.network.analysis import Network, analyse
from kg.network.comparison import compare, moves, periods
from kg.network.evidence import Evidence, Statement, from_knowledge, from_store, statements
from kg.network.findings import Findings, findings
from kg.network.report import tables, write
from kg.network.slices import Slice, take

__all__ = [
    "Evidence",
    "Findings",
    "Network",
    "Slice",
    "Statement",
    "analyse",
    "compare",
    "findings",
    "from_knowledge",
    "from_store",
    "moves",
    "periods",
    "statements",
    "tables",
    "take",
    "write",
]
