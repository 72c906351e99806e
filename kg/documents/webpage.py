"""HTML → text and metadata: the door of selectolax, an HTML5 parser that fetches nothing and expands no entities.

Runs in the sandbox: its parser takes quadratic time on deep nesting.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kg.documents import dates
from kg.documents.decode import decode_page
from kg.documents.values import Content
from kg.model import Problem

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

UNREAD = [
    *("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas"),
    *("audio", "video", "select", "textarea", "button", "head"),
]
BLOCK = re.compile(
    "address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer"
    "|form|h[1-6]|header|hr|html|legend|li|main|menu|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul"
)
FURNITURE_TAGS = frozenset(("aside", "footer", "form", "nav"))
FURNITURE = re.compile(
    r"(?:nav|navbar|menu|breadcrumbs?|crumbs?|footer|sidebar|share|social|related|recommend|comments?|copyright|cookie|"
    r"pagination|advert|ads?)(?:[-_].*)?",
    re.IGNORECASE,
)
ARTICLES = "article, main, [role=main], [itemprop=articleBody], #zoom, .TRS_Editor, #content, .content, .article"
WIDE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])")
SENTENCE_END = re.compile(r"[。！？；.!?;:：]")
# What stands for br and the end of a cell until blanks are collapsed.
LINE, CELL = "\x00", "\x01"
ENDS = {"br": LINE, "td": CELL, "th": CELL}
TITLES = ("og:title", "articletitle", "citation_title", "dc.title", "dcterms.title")
DATES = (
    *("article:published_time", "datepublished", "pubdate", "publishdate", "publish_date", "citation_publication_date"),
    *("citation_date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.issued", "date"),
)
AUTHORS = ("author", "citation_author", "article:author", "dc.creator", "dcterms.creator")
PUBLISHERS = ("og:site_name", "citation_publisher", "dc.publisher", "dcterms.publisher", "sitename")


def read_html(data: bytes) -> Content:
    """The prose of a web page, paragraphs separated by blank lines, rows of tables by lines, cells by tabs.

    Page furniture (navigation, footers, blocks that consist of links) is left out; where that would leave nothing,
    all text is kept. Metadata comes from ``meta`` elements, JSON-LD, ``h1``, ``time`` and a labelled date in the page.
    """
    from selectolax.lexbor import LexborHTMLParser

    html, _ = decode_page(data)
    tree = LexborHTMLParser(html)
    meta = _meta(tree)
    json_date = re.search(r'"datePublished"\s*:\s*"([^"]{8,40})"', html)
    heads = [_line(node.text()) for node in tree.css("h1")]
    title = tree.css_first("title")
    stamp = tree.css_first("time[datetime]")
    tree.strip_tags(UNREAD)
    body = tree.body
    if body is None:
        raise Problem("the page has no text", cure="save the page with its content")
    everything = [text for text, _ in _blocks(body, size=0)]
    root = _article(tree, body)
    prose = [text for text, links in _blocks(root, size=len(root.text())) if not links or SENTENCE_END.search(text)]
    text = "\n\n".join(prose or everything)
    if not text:
        raise Problem("the page has no text", cure="save the page as shown in the browser, scripts run")
    return Content(
        text,
        "html/selectolax",
        title=_pick(meta, TITLES) or (heads[0] if len(heads) == 1 else "") or (_line(title.text()) if title else ""),
        authors=tuple(a for name in AUTHORS for a in meta.get(name, ()) if "//" not in a)[:20],
        date=next(filter(dates.edtf, (v for name in DATES for v in meta.get(name, ()))), "")
        or (json_date[1] if json_date else "")
        or ((stamp.attributes.get("datetime") or "") if stamp else "")
        or dates.of_text("\n".join(everything)[:2_000], within=2_000),
        publisher=_pick(meta, PUBLISHERS),
    )


def _meta(tree: LexborHTMLParser) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        if value := _line(attributes.get("content") or ""):
            found[name.lower()].append(value)
    return found


def _pick(meta: Mapping[str, list[str]], names: tuple[str, ...]) -> str:
    return next((value for name in names for value in meta.get(name, ())), "")


def _line(text: str) -> str:
    return " ".join(text[:2_000].split())


def _article(tree: LexborHTMLParser, body: LexborNode) -> LexborNode:
    """The smallest element marked as article that holds at least 60 % of the page's text, else the body."""
    whole = len(body.text())
    sizes = [(len(node.text()), index, node) for index, node in enumerate(tree.css(ARTICLES)[:200])]
    return min((s for s in sizes if s[0] >= 0.6 * whole), default=(0, 0, body), key=lambda s: s[:2])[2]


def _is_furniture(node: LexborNode, size: int) -> bool:
    """Whether an element is marked as furniture and holds less than half of the ``size`` characters of the text."""
    marks = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}".split()
    marked = node.tag in FURNITURE_TAGS or any(FURNITURE.fullmatch(mark) for mark in marks)
    return marked and len(node.text()) < size / 2


def _blocks(root: LexborNode, *, size: int) -> Iterator[tuple[str, bool]]:
    """The paragraphs below an element, in order, and whether each consists mostly of links.

    Iterative, since pages nest deeper than Python recurses. Furniture is skipped only where ``size`` is given.
    """
    parts: list[str] = []
    linked, links = 0, 0
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag or ""
        if tag == "-text":
            parts.append(node.text(deep=False))
            linked += len(re.sub(r"\W", "", parts[-1])) if links else 0
            continue
        if BLOCK.fullmatch(tag):
            if text := _paragraph("".join(parts)):
                yield text, linked >= 0.6 * len(re.sub(r"\W", "", text))
            parts, linked = [], 0
        if size and not leaving and node.mem_id != root.mem_id and _is_furniture(node, size):
            continue
        if tag == "a":
            links += -1 if leaving else 1
        if leaving:
            parts.append(ENDS.get(tag, ""))
            continue
        stack.append((node, True))
        children = []
        child = node.child
        while child is not None:
            children.append((child, False))
            child = child.next
        stack += reversed(children)
    if text := _paragraph("".join(parts)):
        yield text, False


def _paragraph(text: str) -> str:
    """A block's text with blanks collapsed, line ends between Chinese characters too; empty without letter or digit."""
    text = re.sub(r"\s+", " ", WIDE.sub(lambda blank: "" if "\n" in blank[0] else " ", text))
    text = re.sub(rf" ?{CELL} ?", "\t", re.sub(rf" ?{LINE} ?", "\n", text))
    text = re.sub(r"\n{2,}", "\n\n", text).strip()
    return text if re.search(r"\w", text) else ""
