"""techpolicy-kg: policy documents in, an evidence-bearing knowledge graph out.

>>> import kg
>>> graph = kg.build(["seeds"], "out")  # doctest: +SKIP
>>> graph.query("SELECT ?member { ?member tp:memberOf tpe:aukus }")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Graph, build, load

__version__ = "0.1.0"
__all__ = ["Graph", "__version__", "build", "load"]


def __getattr__(name: str) -> Any:
    """The public functions, imported when first asked for, so that ``import kg`` does no work."""
    if name not in ("Graph", "build", "load"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kg import api

    return getattr(api, name)
