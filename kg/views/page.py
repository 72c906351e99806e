"""What all pages share: templates that escape, assets, and a policy under which nothing runs but what we wrote."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kg.views.palette import ASSETS

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

UNSAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def environment() -> Environment:
    """A template environment over ``assets/`` that escapes every value and refuses undefined ones."""
    made = Environment(loader=FileSystemLoader(ASSETS, encoding="utf-8"), autoescape=True, undefined=StrictUndefined)
    made.filters["json_block"] = json_block
    return made


def asset(path: Path) -> str:
    """The text of a file with newlines as the browser sees them, for the hash is taken of that."""
    return path.read_text(encoding="utf-8")


def style(name: str) -> str:
    """The style of a page: what all pages share, then its own, ``assets/NAME``."""
    return asset(ASSETS / "theme.css") + asset(ASSETS / name)


def json_block(value: Json) -> Markup:
    """JSON that is safe inside a script element, Chinese left readable; a lone surrogate becomes U+FFFD.

    >>> str(json_block({"a": "</script>中"}))
    '{"a":"\\\\u003c/script\\\\u003e中"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.translate(UNSAFE).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def relative(address: str) -> str:
    """An address beside this page, whatever was given: no scheme, no host, no place in it.

    >>> relative("documents/en-1.html"), relative("javascript:alert(1)"), relative("//host/文")
    ('documents/en-1.html', 'javascript%3Aalert%281%29', 'host/%E6%96%87')
    """
    return quote(address.encode("utf-8", "replace"), safe="/").lstrip("/")


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
