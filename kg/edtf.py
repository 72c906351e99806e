"""Days that an EDTF date covers, for the forms that the graph resolves."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from kg.model import Problem

_SIMPLE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?|(\d{3})X", re.ASCII)

Days = tuple[date | None, date | None]
NONE: Days = (None, None)


def resolve(text: str) -> Days:
    """The first and last day of ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, ``YYYX``, ``A/B``, ``A/..`` and ``../B``.

    An open end is None; so are both ends of any other form (seasons, ``?``, ``~``, sets), of a day that does not
    exist and of an interval that ends before it begins. Source: EDTF, ISO 8601-2:2019.

    >>> resolve("2022-02/..")
    (datetime.date(2022, 2, 1), None)
    """
    start, slash, end = text.partition("/")
    if not slash:
        return _simple(text)
    first = None if start == ".." else _simple(start)[0]
    last = None if end == ".." else _simple(end)[1]
    lost = (start != ".." and first is None) or (end != ".." and last is None)
    return NONE if lost or (first and last and last < first) else (first, last)


def period(since: str, until: str) -> Days:
    """The first and last day of a period given as two EDTF dates, both inclusive and either empty.

    A date without two ends is a `Problem`.
    """
    for text in (since, until):
        if text and None in resolve(text):
            cure = "write 2017, 2017-05 or 2017-05-20"
            raise Problem(f"{text[:80]!r} is no date with two ends", where="period", cure=cure)
    return resolve(since)[0], resolve(until)[1]


def _simple(text: str) -> Days:
    found = _SIMPLE.fullmatch(text)
    if not found:
        return NONE
    year, month, day, decade = found.groups()
    try:
        if decade:
            return date(int(decade) * 10, 1, 1), date(int(decade) * 10 + 9, 12, 31)
        if day:
            exact = date(int(year), int(month), int(day))
            return exact, exact
        if month:
            return date(int(year), int(month), 1), date(int(year), int(month), monthrange(int(year), int(month))[1])
        return date(int(year), 1, 1), date(int(year), 12, 31)
    except ValueError:
        return NONE
