"""What all pages share: templates that escape, assets, and a policy under which nothing runs but what we wrote."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.views.palette import ASSETS


def environment() -> Environment:
    """A template environment over ``assets/`` that escapes every value and refuses undefined ones."""
    return Environment(loader=FileSystemLoader(ASSETS, encoding="utf-8"), autoescape=True, undefined=StrictUndefined)


def digest(text: str) -> str:
    """The source expression by which a Content-Security-Policy knows an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(*, scripts: Iterable[str] = (), styles: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of a page: no request at all, and only these scripts and styles.

    >>> policy()
    "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
    """
    parts = ["default-src 'none'"]
    for name, texts in (("script-src", list(scripts)), ("style-src", list(styles))):
        if texts:
            parts.append(" ".join([name, *map(digest, texts)]))
    return "; ".join([*parts, "img-src data:", "base-uri 'none'", "form-action 'none'"])
