"""techpolicy-kg: policy documents in, an evidence-bearing knowledge graph out."""

from __future__ import annotations

__version__ = "0.1.0"
