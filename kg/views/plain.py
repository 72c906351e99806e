"""Text that a terminal or a notebook may show as it is."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text without what would steer a terminal or reverse its lines; each such character becomes U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """The text on one line, blanks joined."""
    return printable(" ".join(text.split()))
