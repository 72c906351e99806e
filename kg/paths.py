"""Where the data files are: beside the code in a checkout, inside the package in a wheel."""

from __future__ import annotations

import os
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _data(name: str) -> Path:
    packaged = _HERE / "data" / name
    return packaged if packaged.is_dir() else _HERE.parent / name


def ontology() -> Path:
    """The folder with ``techpolicy.ttl`` and the registry; the environment variable KG_ONTOLOGY names another one."""
    return Path(os.environ.get("KG_ONTOLOGY") or _data("ontology"))


def seeds() -> Path:
    """The folder with the documents that ship."""
    return _data("seeds")


def lexicon() -> Path:
    """The folder with the language data."""
    return _HERE / "lexicon"
