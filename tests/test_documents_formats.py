"""HTML, Word and PDF become text in reading order; hostile ones become problems."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kg.documents import read
from kg.documents.pdf import read_pdf
from kg.documents.webpage import read_html
from kg.documents.word import read_docx
from kg.model import Problem

ARTICLE = (
    "<h1>关于镓锗出口管制的公告</h1><p>为维护国家安全，商务部决定对<b>镓</b>、<a href='x'>锗</a>\n相关物项\n实施出口管制。</p>"
    "<p>The &lt;BIS&gt; rule   covers\nadvanced chips.</p>"
)
HTML = {
    "paragraphs": (
        ARTICLE,
        "关于镓锗出口管制的公告\n\n为维护国家安全，商务部决定对镓、锗相关物项实施出口管制。\n\nThe <BIS> rule covers advanced chips.",
    ),
    "one paragraph": ("<p>华为被列入实体清单。", "华为被列入实体清单。"),
    "bare text": ("华为被列入实体清单。", "华为被列入实体清单。"),
    "lines": ("<p>一<br>二<br><br>三</p>", "一\n二\n\n三"),
    "table": ("<table><tr><th>物项<th>编号<tr><td>镓<td>81</table>后", "物项\t编号\n\n镓\t81\n\n后"),
    "list": ("<ul><li>镓<li>锗</ul>", "镓\n\n锗"),
    "furniture": (
        "<nav><a href=/>首页</a></nav><div class='breadcrumb'>您的位置：新闻</div><div><a href=/>相关</a> | <a href=b>更多</a></div>"
        "<article><p>美国商务部将华为列入实体清单，限制其获得美国技术和产品，引起各方关注。</p></article>"
        "<div id=footer>版权所有</div><script>var x='script'</script><style>p{}</style><!-- comment -->",
        "美国商务部将华为列入实体清单，限制其获得美国技术和产品，引起各方关注。",
    ),
    "links without article": (
        "<div><a href=/>首页</a> | <a href=b>更多新闻</a></div><p>商务部<a href=c>公告</a>的正文</p><p>没有句号的一段</p>"
        "<p><a href=d>华为被列入实体清单。</a></p>",
        "商务部公告的正文\n\n没有句号的一段\n\n华为被列入实体清单。",
    ),
    "furniture without article": (
        "<div class='top breadcrumb-path'>您的位置：新闻</div><p>华为被列入实体清单，各方关注。</p><div id=footer>版权所有</div>",
        "华为被列入实体清单，各方关注。",
    ),
    "most of the text marked as furniture": (
        "<div class=nav><p>美国商务部将华为列入实体清单，限制其获得美国技术。</p></div><p>又一段。</p>",
        "美国商务部将华为列入实体清单，限制其获得美国技术。\n\n又一段。",
    ),
    "furniture around everything": ("<form class='nav'><p>华为被列入实体清单。</p></form>", "华为被列入实体清单。"),
    "only links": ("<p><a href=x>Entity List</a></p>", "Entity List"),
    "unknown entity": ("<!DOCTYPE html><p>a &foo; b&nbsp;c", "a &foo; b c"),
    "script inside": ("<p>before<script>alert(1)</script>after</p>", "beforeafter"),
}


@pytest.mark.parametrize(("html", "expected"), HTML.values(), ids=HTML)
def test_html(html: str, expected: str) -> None:
    assert read_html(html.encode()).text == expected


META = [
    ("<meta property='og:title' content='A'><title>A - Site</title>", "title", "A"),
    ("<title>A -\n Site</title>", "title", "A - Site"),
    ("<title>Site</title><body><h1>A</h1>", "title", "A"),
    ("<title>Site</title><body><h1>A</h1><h1>B</h1>", "title", "Site"),
    ("<meta name=Author content='Jane Doe'>", "authors", ("Jane Doe",)),
    ("<meta property='article:author' content='https://x/y'>", "authors", ()),
    ("<meta name=PubDate content='2023-05-04 10:00'>", "date", "2023-05-04 10:00"),
    (
        "<meta name=date content=soon><meta property='article:published_time' content='2023-05-04'>",
        "date",
        "2023-05-04",
    ),
    ('<script type="application/ld+json">{"datePublished": "2023-05-04"}</script>', "date", "2023-05-04"),
    ("<body><time datetime='2023-05-04'>yesterday</time>", "date", "2023-05-04"),
    ("<body><div>发布时间：2023-05-04 来源</div>", "date", "2023-05-04"),
    ("<body><div>Seit 2023-05-04</div>", "date", ""),
    ("<meta property='og:site_name' content='MOFCOM'>", "publisher", "MOFCOM"),
]


@pytest.mark.parametrize(("head", "field", "expected"), META)
def test_metadata_of_pages(head: str, field: str, expected: object) -> None:
    content = read_html(f"<html>{head}<p>华为被列入实体清单。</p>".encode())
    assert getattr(content, field) == expected


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    text = read_html((bomb + "<html><body><p>x &b;&f; y</p></body></html>").encode()).text
    assert "x &b;&f; y" in text


@pytest.mark.parametrize(
    "html", ["", "<html></html>", "<p> </p><img src=http://x/y.png>", "<script>x</script>", "<frameset>"]
)
def test_a_page_without_text(html: str) -> None:
    with pytest.raises(Problem, match="no text"):
        read_html(html.encode())


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_docx_in_reading_order() -> None:
    document = docx.Document()
    document.core_properties.title = "标题"
    document.core_properties.author = "王保成;Jane Doe"
    document.core_properties.created = datetime(2023, 5, 4)
    document.add_heading("第一章", 1)
    document.add_paragraph("华为被列入").add_run("实体清单。").bold = True
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("物项", "编号", "镓", "81"), strict=True):
        cell.text = text
    document.add_paragraph("a\tb\nc")
    content = read_docx(saved(document))
    assert content.text == "第一章\n\n华为被列入实体清单。\n\n物项\t编号\n镓\t81\n\na\tb\nc"
    assert (content.title, content.authors, content.date) == ("标题", ("王保成;Jane Doe",), "2023-05-04")


WORD = {
    "insertion": ("<w:p {}><w:r><w:t>a</w:t></w:r><w:ins><w:r><w:t>b</w:t></w:r></w:ins></w:p>", "ab"),
    "deletion": ("<w:p {}><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>b</w:delText></w:r></w:del></w:p>", "a"),
    "move": (
        "<w:p {}><w:moveFrom><w:r><w:t>a</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>b</w:t></w:r></w:moveTo></w:p>",
        "b",
    ),
    "control": ("<w:sdt {}><w:sdtContent><w:p><w:r><w:t>a</w:t></w:r></w:p></w:sdtContent></w:sdt>", "a"),
    "wrapped block": ("<w:customXml {}><w:p><w:r><w:t>a</w:t></w:r></w:p></w:customXml>", "a"),
    "tab stops": (
        "<w:p {}><w:pPr><w:tabs><w:tab w:val='left' w:pos='1'/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>",
        "a",
    ),
    "link": ("<w:p {}><w:hyperlink><w:r><w:t>a</w:t></w:r></w:hyperlink><w:r><w:br/><w:t>b</w:t></w:r></w:p>", "a\nb"),
    "ruby": (
        "<w:p {}><w:r><w:ruby><w:rt><w:r><w:t>x</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>a</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
        "a",
    ),
    "text box": (
        "<w:p {}><w:r><w:t>a</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>b</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
        "a\n\nb",
    ),
}


@pytest.mark.parametrize(("xml", "expected"), WORD.values(), ids=WORD)
def test_docx_elements(xml: str, expected: str) -> None:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(xml.format(nsdecls("w"))))
    assert read_docx(saved(document)).text == expected


def repacked(name: str, content: bytes) -> bytes:
    document = docx.Document()
    document.add_paragraph("text")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return out.getvalue()


def test_a_broken_part_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(repacked("docProps/core.xml", b"<broken"))
    with pytest.raises(Problem, match="XMLSyntaxError") as caught:
        read(tmp_path / "a.docx")
    assert caught.value.where == str(tmp_path / "a.docx")
    assert caught.value.cure


def test_an_entity_bomb_in_word_stays_small() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    bomb += b"".join(b'<!ENTITY %c "%s">' % (c + 1, b"&%c;" % c * 10) for c in range(ord("a"), ord("j")))
    bomb += b'<!ENTITY f SYSTEM "file:///etc/passwd">]><w:document %s><w:body><w:p><w:r><w:t>x&j;&f;y</w:t></w:r></w:p></w:body></w:document>'
    data = repacked("word/document.xml", bomb.replace(b"%s", nsdecls("w").encode()))
    try:
        text = read_docx(data).text
    except Exception as error:
        text = str(error)
    assert "aaaaaaaaaa" not in text
    assert "root:" not in text
    assert len(text) < 1_000


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.documents.word.UNPACKED", 1 << 20)
    with pytest.raises(Problem, match="unpacks to 2 MB"):
        read_docx(repacked("word/styles.xml", bytes(2 << 20)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "encrypted or old"),
        (b"PK\x03\x04", "damaged"),
        (b"plain", "damaged"),
        (saved(docx.Document()), "no text"),
        (saved(docx.Document())[:-30], "damaged"),
    ],
)
def test_what_is_no_word_file(data: bytes, message: str) -> None:
    with pytest.raises(Problem, match=message):
        read_docx(data)


def pdf(pages: Sequence[Sequence[str]], *, info: bytes = b"", trailer: bytes = b"") -> bytes:
    """A minimal PDF whose lines are shown 14 points apart in a font that maps codes to Unicode one to one."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
    )
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (7 + 2 * i) for i in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (A) /Ordering (I) /Supplement 0 >>"
        b" /DW 600 >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
        b"<< %s >>" % info,
    ]
    for index, lines in enumerate(pages):
        shown = b" ".join(b"<%s> Tj T*" % line.encode("utf-16-be").hex().encode() for line in lines)
        stream = b"BT /F 12 Tf 14 TL 72 720 Td %s ET" % shown
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F 3 0 R >> >>"
            b" /Contents %d 0 R >>" % (8 + 2 * index)
        )
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R /Info 6 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(bodies) + 1,
        trailer,
        len(out),
    )
    return out + head + table + tail


ENCRYPTED = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00><00>]" % (
    b"41" * 32,
    b"42" * 32,
)


def test_pdf_pages_and_metadata() -> None:
    data = pdf(
        [["华为被列入", "实体清单。"], [], ["The rule covers", "chips."]],
        info=b"/Title (Rules) /Author (Jane Doe; John Smith) /CreationDate (D:20240315120000Z)",
    )
    content = read_pdf(data)
    assert content.text == "华为被列入\n实体清单。\n\nThe rule covers\nchips."
    assert [content.text[start : start + 3] for start in content.pages] == ["华为被", "\nTh", "The"]
    assert (content.title, content.date) == ("Rules", "D:20240315120000Z")
    assert content.authors == ("Jane Doe; John Smith",)


HYPHENS = [
    (["export con-", "trols apply"], "export controls apply"),
    (["a US-", "China dialogue"], "a US-China dialogue"),
    (["high-", "end and high-end"], "high-end and high-end"),
    (["a well-known rule"], "a well-known rule"),
]


@pytest.mark.parametrize(("lines", "expected"), HYPHENS)
def test_words_broken_at_line_ends(lines: list[str], expected: str) -> None:
    assert read_pdf(pdf([lines])).text == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pdf([["x"]], trailer=ENCRYPTED), "encrypted"),
        (pdf([[], []]), "no text layer"),
        (pdf([["x"]])[:300], "damaged"),
        (b"%PDF-1.7", "damaged"),
        (b"", "damaged"),
    ],
)
def test_pdfs_without_text(data: bytes, message: str) -> None:
    with pytest.raises(Problem, match=message) as caught:
        read_pdf(data)
    assert caught.value.cure


FILES = [
    ("2023-05-04-公告.html", ARTICLE.encode("gb18030"), "html/selectolax", "关于镓锗出口管制的公告", "2023-05-04"),
    ("a.HTM", ARTICLE.encode("utf-16"), "html/selectolax", "关于镓锗出口管制的公告", ""),
    ("20200101 a.pdf", pdf([["华为"]], info=b"/CreationDate (D:20240315)"), "pdf/pypdfium2", "a", "2024-03-15"),
    (
        "b.pdf",
        pdf([["x"]], info=b"/Title (Microsoft Word - b.doc) /Author (Jane Doe, John Smith)"),
        "pdf/pypdfium2",
        "b",
        "",
    ),
    ("c.docx", repacked("", b""), "docx/python-docx", "c", "2013-12-23"),
]


@pytest.mark.parametrize(("name", "data", "reader", "title", "date"), FILES)
def test_documents_through_the_sandbox(
    tmp_path: Path, name: str, data: bytes, reader: str, title: str, date: str
) -> None:
    (tmp_path / name).write_bytes(data)
    document = read(tmp_path / name)
    assert (document.reader, document.title, document.date, document.source) == (reader, title, date, name)
    assert document.authors == (("Jane Doe", "John Smith") if b"Jane" in data else ())
    assert document.body == 0
