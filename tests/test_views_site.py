"""Names of pages and links between them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import output
from kg.views import site

READERS = [
    ("sample-zh-1", "documents/sample-zh-1.html"),
    ("a", "documents/a.html"),
    ("7", "documents/7.html"),
    ("../../etc/passwd", None),
    ("Sample", None),
    ("a b", None),
    ("a/b", None),
    ("芯片四方", None),
    ("-rf", None),
    ("con", None),
    ("lpt1", None),
    ("x-3754d6cb3a38e118", None),
    ("a" * 81, None),
    ("", None),
    ("\ud800", None),
]


@pytest.mark.parametrize(("document", "name"), READERS)
def test_reader_of(document: str, name: str | None) -> None:
    made = site.reader_of(document)
    assert made == name if name else re.fullmatch(r"documents/x-[0-9a-f]{16}\.html", made)
    assert len(READERS) == 15


@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=12), unique=True))
def test_no_two_documents_share_a_page_or_leave_the_folder(documents: list[str]) -> None:
    names = site.readers_of(documents)
    assert len({name.lower() for name in names.values()}) == len(documents)
    assert all(re.fullmatch(r"documents/[a-z0-9-]+\.html", name) for name in names.values())


def test_links() -> None:
    assert site.span_link("en-1", 3, 9) == "documents/en-1.html#char=3,9"
    assert site.node_link("a&b") == "graph.html#node=a%26b"
    assert site.edge_link("japan", "memberOf", "chip-4") == "graph.html#edge=japan%7CmemberOf%7Cchip-4"
    assert site.node_link("\ud800") == "graph.html#node=%3F"


def test_the_folder_of_readers_is_one_that_a_build_may_replace() -> None:
    assert output.FOLDERS == (site.READERS,)
