"""PDF → text, page offsets and metadata: the door of pypdfium2. Runs in the sandbox, since PDFium is C++."""

from __future__ import annotations

import re

from kg.documents.values import Content
from kg.model import Problem

HYPHEN = "\ufffe"
PASSWORD = 4


def read_pdf(data: bytes) -> Content:
    """The text layer of a PDF, pages joined by one newline, so a page break is a line break like any other.

    Lines are as printed; a word that PDFium saw hyphenated at a line's end is put together again. Columns and
    footnotes come in the file's own order.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD:
            raise Problem("the PDF is encrypted", cure="save it without password") from None
        raise Problem("it is no PDF, or a damaged one", cure="open it in a viewer and print it to a new PDF") from None
    pages = [page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\r", "\n") for page in document]
    if not any(map(str.strip, pages)):
        raise Problem("the PDF has no text layer", cure="it seems scanned: run text recognition (OCR) first")
    words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", "\n".join(pages)))
    pages = [_join_words(page, words) for page in pages]
    offsets, end = [], 0
    for page in pages:
        offsets.append(end)
        end += len(page) + 1
    info = document.get_metadata_dict()
    return Content(
        "\n".join(pages),
        "pdf/pypdfium2",
        title=info.get("Title", ""),
        authors=(info.get("Author", ""),),
        date=info.get("CreationDate", ""),
        pages=tuple(offsets),
    )


def _join_words(page: str, words: set[str]) -> str:
    """The page with hyphens of line ends resolved: kept where the document writes the word with a hyphen elsewhere."""

    def whole(match: re.Match[str]) -> str:
        joined, hyphened = match[1] + match[2], f"{match[1]}-{match[2]}"
        soft = joined in words or (hyphened not in words and match[1][-1:].islower() and match[2][:1].islower())
        return joined if soft else hyphened

    return re.sub(rf"([^\W\d_]{{1,40}}){HYPHEN}([^\W\d_]{{1,40}})", whole, page).replace(HYPHEN, "-")
