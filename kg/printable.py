"""Text of strangers made fit for a screen, a log or a message."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without what would steer a terminal or reverse its lines.

    >>> clean("华为\\x1b[2J")
    '华为\ufffd[2J'
    """
    return _UNPRINTABLE.sub("\ufffd", text)
