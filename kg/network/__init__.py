"""Who is central, and which alliances form clusters: evidence → slice → projection → measures and clusters.

Each step is a module and a plain function of values: `evidence` (what is said), `slices` (which part of it counts),
`project` (graphs), `measure` (numbers), `cluster` (blocs), `report` (all of it as tables).
"""

from __future__ import annotations

from kg.network.evidence import Evidence, Statement, from_knowledge, from_store, statements
from kg.network.report import Network, analyse, tables, write
from kg.network.slices import Slice, take

__all__ = [
    "Evidence",
    "Network",
    "Slice",
    "Statement",
    "analyse",
    "from_knowledge",
    "from_store",
    "statements",
    "tables",
    "take",
    "write",
]
