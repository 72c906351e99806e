"""What the figures share: fonts, colours, a plain frame, labels, a title above and the slice in words below."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from kg.model import Problem
from kg.network import Network

try:
    import matplotlib
    from matplotlib import font_manager
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
except ImportError as error:
    raise Problem("figures need matplotlib", where="figures", cure="pip install 'techpolicy-kg[figures]'") from error

__all__ = ["Axes", "Figure"]

CHINESE = ("Noto Sans CJK", "Source Han Sans", "WenQuanYi", "Microsoft YaHei", "PingFang", "SimHei", "Noto Serif CJK")
INK, MUTED, FAINT, BLUE, RED = "#222222", "#7a7a7a", "#e4e4e4", "#3568a8", "#b3432f"
PALETTE = ("#3568a8", "#b3432f", "#4f8a4c", "#b8862b", "#77559b", "#3d8f8f", "#a85583", "#6b6b6b", "#8aa33a", "#5b7fbf")
Names = Callable[[str], str]


def chinese_font() -> str:
    """The name of a font on this machine that has Chinese characters; "" when there is none."""
    names = {font.name for font in font_manager.fontManager.ttflist}
    known = sorted(names, key=lambda name: (not name.endswith(" SC"), name))
    return next((name for wanted in CHINESE for name in known if name.startswith(wanted)), "")


@contextmanager
def style() -> Iterator[None]:
    """The settings under which figures are drawn, the same on every machine but for the fonts."""
    fonts = [name for name in (chinese_font(),) if name]
    settings: Any = {
        "font.family": ["DejaVu Sans", *fonts],
        "font.size": 8,
        "svg.hashsalt": "kg",
        "svg.fonttype": "path",
        "text.parse_math": False,
        "axes.edgecolor": MUTED,
        "text.color": INK,
    }
    with matplotlib.rc_context(settings):
        yield


def plain(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure of so many inches without frame and ticks."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    return figure, axes


def labelled(axes: Axes, names: Sequence[str]) -> None:
    """Names of rows, the first on top."""
    axes.set_yticks(range(len(names)), [short(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)


def crossed(axes: Axes, names: Sequence[str]) -> None:
    """Names of columns."""
    axes.set_xticks(range(len(names)), [short(name, 34) for name in names], rotation=90)
    axes.set_xlim(-0.6, len(names) - 0.4)


def bracketed(axes: Axes, network: Network, actors: Sequence[str], width: float, language: str) -> None:
    """A line between the rows of one cluster and the next, and the name of each to the right of its rows."""
    homes = [network.cluster.get(actor, 0) for actor in actors]
    names = network.names_zh if zh(language) else network.names
    start = 0
    for end in range(1, len(homes) + 1):
        if end == len(homes) or homes[end] != homes[start]:
            if end < len(homes):
                axes.axhline(end - 0.5, color=FAINT, linewidth=0.8, zorder=0)
            if homes[start]:
                text = wrapped(f"{homes[start]}: {names[homes[start]]}", 30, language)
                at = (width + 0.1, (start + end - 1) / 2)
                axes.text(*at, text, va="center", fontsize=7, color=colour(homes[start]))
            start = end


def finished(figure: Figure, title: str, text: str, language: str) -> None:
    """The title above and the slice in words below whatever is drawn, wrapped to its width."""
    box = figure.get_tightbbox(figure.canvas.get_renderer())  # type: ignore[attr-defined]
    width, height = figure.get_size_inches()
    left = box.x0 / width
    figure.text(left, box.y1 / height + 0.12 / height, title, va="bottom", fontsize=10, weight="bold")
    most = int((box.x1 - box.x0) * 20)
    foot = box.y0 / height - 0.15 / height
    figure.text(left, foot, wrapped(text, most, language), va="top", fontsize=6.5, color=MUTED)


def wrapped(text: str, most: int, language: str) -> str:
    """The text in lines of so many characters; Chinese counts as half as many."""
    return "\n".join(textwrap.wrap(short(text, 1000), max(8, most // 2 if zh(language) else most)))


def short(name: str, most: int = 44) -> str:
    """A label on one line that leaves room for the picture, without what no font draws."""
    clean = "".join(c if c.isprintable() else " " for c in name)
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"


def colour(number: int) -> str:
    """The colour of a cluster by its number; 0 is none."""
    return PALETTE[(number - 1) % len(PALETTE)] if number else MUTED


def zh(language: str) -> bool:
    """Whether the language is Chinese."""
    return language.startswith("zh")
