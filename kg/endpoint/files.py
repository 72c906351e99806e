"""The files of a build that are handed out beside the endpoint, and no others."""

from __future__ import annotations

from pathlib import Path

from kg import output

# Pages, and folders of them, that a build may have besides `kg.output.FILES`.
_ALSO = ("index.html", "documents")
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

    Only names that a build writes, of types that a browser is told; no hidden file, nothing outside the folder, be it
    by ``..`` or by a link. A folder stands for its index.html.

    >>> find(Path("out"), "../etc/passwd") is None
    True
    """
    parts = (path or "index.html").split("/")
    if parts[-1] == "":
        parts[-1] = "index.html"
    if parts[0] not in (*output.FILES, *_ALSO) or any(not p or p.startswith(".") or not _tame(p) for p in parts):
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
    return [name for name in ("index.html", *output.FILES) if find(out, name)]


def _tame(part: str) -> bool:
    """Whether a part of a path means on every system what it shows."""
    return part.isprintable() and not set(part) & set('\\:*?"<>|')
