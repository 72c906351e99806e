"""Which language a text is in: Chinese or English, and which script of Chinese.

Own judgement by share of scripts, because detectors trained on prose take 出口管制 for Korean and
``BIS将SMIC列入名单`` for English. Any other language comes out as whichever of the two shares its script.
"""

from __future__ import annotations

import re
from collections import Counter

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")
CHINESE_MARK = re.compile(r"[，。、；：？！《》]")
GLOSS = re.compile(r"\([^()]*\)|（[^（）]*）")
SAMPLE = 100_000
TAGS = re.compile(r"(?i)zh-(?:hant|tw|hk|mo)\b.*|(?:zh|en)(?:[-_].*)?")
NAMES = {
    **dict.fromkeys(("chinese", "中文", "简体中文"), "zh"),
    **dict.fromkeys(("繁體中文", "繁体中文"), "zh-Hant"),
    **dict.fromkeys(("english", "英文"), "en"),
}


def language_of(text: str) -> str:
    """The language of a paragraph, ``"zh"`` or ``"en"``; the first 100,000 characters decide.

    A Chinese character weighs as much as three Latin letters and a Chinese mark as ten, so that foreign names do not
    outweigh the sentence they stand in; glosses in brackets count only where there is nothing else.

    >>> language_of("BIS将SMIC列入名单"), language_of("The Ministry of Commerce (商务部) replied.")
    ('zh', 'en')
    """
    text = text[:SAMPLE]
    for part in (GLOSS.sub(" ", text), text):
        chinese = 3 * len(HAN.findall(part))
        if chinese:
            chinese += 10 * len(CHINESE_MARK.findall(part))
        latin = len(LATIN.findall(part))
        if chinese or latin:
            return "zh" if chinese >= latin else "en"
    return "en"


def document_language(text: str) -> str:
    """The language of a document: ``"zh"``, ``"zh-Hant"`` or ``"en"``."""
    text = text[:SAMPLE]
    if language_of(text) == "en":
        return "en"
    counts = Counter(HAN.findall(text))
    traditional = sum(n for char, n in counts.items() if script(char) == "Hant")
    simplified = sum(n for char, n in counts.items() if script(char) == "Hans")
    return "zh-Hant" if traditional > simplified else "zh"


def script(char: str) -> str:
    """``"Hant"`` for a character of Taiwan's standard set only, ``"Hans"`` for one of the mainland's, else empty.

    Big5 and GB 2312 hold the characters in ordinary use on either side, which makes them a list of differences.
    """
    taiwan, mainland = (_encodes(char, encoding) for encoding in ("big5", "gb2312"))
    if taiwan == mainland:
        return ""
    return "Hant" if taiwan else "Hans"


def _encodes(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def language_tag(value: str) -> str:
    """A stated language as ``"zh"``, ``"zh-Hant"`` or ``"en"``; empty for any other.

    >>> language_tag("zh-CN"), language_tag("zh_TW"), language_tag("fr")
    ('zh', 'zh-Hant', '')
    """
    tag = value.strip().replace("_", "-")
    if not TAGS.fullmatch(tag):
        return NAMES.get(tag.lower(), "")
    if re.match(r"(?i)zh-(?:hant|tw|hk|mo)\b", tag):
        return "zh-Hant"
    return tag[:2].lower()
