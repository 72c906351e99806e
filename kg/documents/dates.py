"""Dates as documents and their metadata write them → EDTF text; what is not surely a date is empty."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH = {name[:length]: number for number, name in enumerate(MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_M = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|" + "|".join(MONTHS) + r")\.?"
FORMS = (
    r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)",
    r"(?P<y>\d{4}) ?年 ?(?P<m>\d{1,2}) ?月(?: ?(?P<d>\d{1,2}) ?[日号號])?",
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)? {_M},? (?P<y>\d{{4}})(?!\d)",
    rf"{_M} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})(?!\d)",
    rf"{_M},? (?P<y>\d{{4}})(?!\d)",
)
PATTERNS = tuple(re.compile(form, re.IGNORECASE) for form in FORMS)
PDF = re.compile(r"D:(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)")
COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?!\d)")
PART = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
EDTF = re.compile(rf"(?:{PART}[?~%]?|{PART}[?~%]?/(?:{PART}[?~%]?|\.\.)?|(?:\.\.)?/{PART}[?~%]?)")
STEM = re.compile(r"(?P<date>\d{4}-\d\d-\d\d|\d{4}_\d\d_\d\d|\d{4}\.\d\d\.\d\d|\d{8})(?:$|[-_. ]+|(?=[^\d\W]))")
LABEL = re.compile(
    r"(?:添加|发布|發布|發佈|发表|發表|更新|刊发|刊發|上传|上傳|发稿)(?:时间|時間|日期)|(?:出版|发文|發文|成文|刊登)日期"
    r"|(?<![^\s|｜])(?:日期|时间|時間)(?= ?[:：])"
    r"|(?:(?<![^|｜·•])|(?<=[|｜·•] ))"
    r"(?:first published|published|publication date|date|posted|issued|updated|last updated)(?: on)?\b",
    re.IGNORECASE,
)
TOP = 400


def edtf(text: str) -> str:
    """A stated date as EDTF, empty if it is none: EDTF itself, ISO and PDF timestamps, Chinese and English dates.

    >>> edtf("2023年5月4日"), edtf("14 March 2024"), edtf("D:20240315120000Z"), edtf("2023-02-30")
    ('2023-05-04', '2024-03-14', '2024-03-15', '')
    """
    text = unicodedata.normalize("NFKC", text[:80]).strip()
    if EDTF.fullmatch(text):
        return text if all(_real(*map(int, part.split("-"))) for part in re.findall(PART, text)) else ""
    match = PDF.match(text) or COMPACT.fullmatch(text)
    return _value(match) if match else _at(text, 0)[0]


def of_stem(stem: str) -> tuple[str, str]:
    """The date a file name begins with, and the rest of the name (all of it where there is no date).

    >>> of_stem("2023-05-04-chips"), of_stem("20230504_芯片"), of_stem("12345678")
    (('2023-05-04', 'chips'), ('2023-05-04', '芯片'), ('', '12345678'))
    """
    match = STEM.match(stem)
    found = edtf(re.sub(r"[_.]", "-", match["date"])) if match else ""
    return (found, stem[match.end() :] or stem) if match and found else ("", stem)


def of_text(text: str, *, within: int = TOP) -> str:
    """The date of publication that stands near the top of a text, on a line of its own or after a label.

    Only the first ``within`` characters are looked at; a date inside a sentence is the sentence's, not the document's.

    >>> of_text("题目\\n\\n添加时间:2021-01-21 点击次数:487"), of_text("在2021-01-21这天")
    ('2021-01-21', '')
    """
    top = unicodedata.normalize("NFKC", text[: within + 40])
    for line in top.splitlines():
        line = line.strip()
        for start in [0, *(match.end() for match in LABEL.finditer(line))]:
            at = start + len(line[start:]) - len(line[start:].lstrip(" :,—–-"))
            found, end = _at(line, at)
            if found and (start or not re.sub(r"[\d:. ,AaPpMmZT+-]+", "", line[end:])):
                return found
    return ""


def _at(text: str, start: int) -> tuple[str, int]:
    """The date that begins at ``start`` and where it ends."""
    for pattern in PATTERNS:
        if (match := pattern.match(text, start)) and (value := _value(match)):
            return value, match.end()
    return "", start


def _value(match: re.Match[str]) -> str:
    parts = match.groupdict()
    month = int(parts["m"]) if parts.get("m") else MONTH[parts["month"].lower()]
    numbers = [int(parts["y"]), month, *([int(parts["d"])] if parts.get("d") else [])]
    return "-".join(f"{n:02d}" for n in numbers) if _real(*numbers) else ""


def _real(year: int, month: int = 1, day: int = 1) -> bool:
    """Whether the date exists and lies where documents of the field can: 1900 to 2100."""
    try:
        return 1900 <= date(year, month, day).year <= 2100
    except ValueError:
        return False
