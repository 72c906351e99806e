"""The files of a build that are handed out beside the endpoint, and no others."""

from __future__ import annotations

from pathlib import Path

from kg import output
from kg.views import site

_PAGE = ".html"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".ttl": "text/turtle; charset=utf-8",
    ".trig": "application/trig; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


def find(out: Path, path: str) -> Path | None:
    """The file that a path of a URL, decoded and without its first slash, names in a build; None for any other.

    Only names that a build writes, of types that a browser is told: `kg.output.FILES`, the start page, and the pages in
    the folder of readers; nothing else that lies there, nothing outside, be it by ``..`` or by a link.

    >>> find(Path("out"), "../etc/passwd") is None
    True
    """
    parts = (path or site.START).split("/")
    page = len(parts) == 2 and parts[0] == site.READERS and _tame(parts[1]) and parts[1].endswith(_PAGE)
    if not page and path not in output.FILES and parts != [site.START]:
        return None
    try:
        root = out.resolve(strict=True)
        file = root.joinpath(*parts).resolve(strict=True)
        inside = file.is_relative_to(root) and file.is_file()
    except (OSError, ValueError, RuntimeError):
        return None
    return file if inside and file.suffix in TYPES else None


def pages(out: Path) -> list[str]:
    """The names of what a build offers at its top, as far as it is there."""
    return [name for name in dict.fromkeys((site.START, *output.FILES)) if find(out, name)]


def _tame(name: str) -> bool:
    """Whether a name means on every system what it shows, and is not hidden."""
    return name.isprintable() and not name.startswith(".") and not set(name) & set('\\/:*?"<>|')
