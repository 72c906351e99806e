"""Figures of the network for a paper, as SVG and PNG: the same bytes each time, Chinese labels included.

The only package that knows matplotlib, an optional library (``pip install 'techpolicy-kg[figures]'``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import networkx as nx

from kg.model import Problem
from kg.network import Evidence, Network, project, take
from kg.network.dossier import Report
from kg.network.rollup import rolled
from kg.network.signed import signed
from kg.views.figures.charts import memberships, ranks, signs
from kg.views.figures.flows import alluvial
from kg.views.figures.style import chinese_font, finished, style

__all__ = ["alluvial", "chinese_font", "draw", "memberships", "ranks", "signs", "write"]

TITLES = {
    "ranks": ("Who is central, and how firm that is", "谁居中心，是否稳固"),
    "memberships": ("Who sits in what", "谁在哪些机制中"),
    "signs": ("Who stands with whom, and against whom", "谁与谁友好，与谁对立"),
    "moves": ("Clusters by period", "各时期的集团"),
}


def draw(folder: Path, evidence: Evidence, report: Report, *, language: str = "en") -> tuple[str, ...]:
    """Write the figures of a report on this evidence, of its periods too; the names of the files."""
    n = report.network
    how = n.roll_up if n.roll_up != "none" else "state"
    taken = rolled(take(evidence, n.part), how)
    return write(
        folder,
        n,
        membership=project.membership(taken, weight=n.weight),
        sides=signed(taken, weight=n.weight, roll_up="none"),
        periods=report.periods,
        language=language,
    )


def write(
    folder: Path,
    network: Network,
    *,
    membership: nx.Graph,
    sides: nx.Graph,
    periods: Sequence[tuple[str, Network]] = (),
    language: str = "en",
) -> tuple[str, ...]:
    """Write ranks, memberships, signs and (of two or more periods) moves as .svg and .png; the names of the files.

    Labels are in ``language``; without a Chinese font they are in English whatever the language, as `chinese_font`
    tells. Each carries its slice in words. ``membership`` and ``sides`` are the graphs of `kg.network.project` and
    `kg.network.signed`.
    """
    tongue = language if chinese_font() else "en"

    def named(key: str) -> str:
        return network.entities[key].label(tongue)

    drawn = {
        "ranks": ranks(network, named, tongue),
        "memberships": memberships(network, membership, named, tongue),
        "signs": signs(network, sides, named, tongue),
    }
    if len(periods) > 1:
        drawn["moves"] = alluvial(periods, named, tongue)
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with style():
            for name, draw in drawn.items():
                figure = draw()
                basis = network.basis_zh if tongue.startswith("zh") else network.basis
                title = TITLES[name][tongue.startswith("zh")]
                finished(figure, title, basis[0 if name == "ranks" else 1], tongue)
                for form, stamp in (("svg", {"Date": None, "Creator": None}), ("png", {"Software": None})):
                    figure.savefig(folder / f"{name}.{form}", metadata=stamp, dpi=200, bbox_inches="tight")
                    made.append(f"{name}.{form}")
    except OSError as error:
        raise Problem("cannot be written", where=str(folder), cure="give a folder that is yours to write") from error
    return tuple(made)
