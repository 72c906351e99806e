"""What is said of a graph file that cannot be read: file, line, column, what was expected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Kg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import store
from kg.model import Problem

# Text, line and column, what the message must hold.
MALFORMED = [
    (
        "hello",
        "1:1",
        "expected a subject: <https://…>, a name such as tpe:huawei, _:b, [ or (; or @prefix, found 'hello'",
    ),
    ("@prefix a: <http://a/> .\na:a a:b .", "2:9", "expected an object"),
    ('@prefix a: <http://a/> .\na:a "b" a:c .', "2:5", "expected a predicate"),
    (
        "@prefix a: <http://a/> .\na:a a:b a:c\na:d a:e a:f .",
        "3:1",
        "expected a dot that ends the statement before; the line reads: a:d a:e a:f .",
    ),
    ("@prefix a: <http://a/> .\na:a a:b a:c", "2:12", "expected the rest of the statement and a dot"),
    ("@prefix a: <http://a/> .\na:a zz:b a:c .", "2:5", "prefix zz: has not been declared"),
    ("@prefix a: <http://a/> .\na:a a:b 'x .\n", "2:9", "perhaps a quote is not closed"),
    ("@prefix a: <http://a/> .\na:a a:b 'x .\na:c a:d 'y' .", "2:13", "Line jumps are not allowed"),
    ("@prefix a: <http://a/> .\n\n\na:a a:b 'x'@ .\n", "4:13", "language code"),
    ("@prefix a: <http://a/> .\na:a a:b <b> .", "2:9", "expected a whole IRI such as <https://…>"),
    ("@prefix a: <http://a/> .\na:a a:b [ a:c 1 .", "2:17", "should end with a ']'"),
    ("@prefix a: <http://a/> .\na:a a:b (1 2 .", "2:14", "expected an object"),
    ("@prefix a <http://a/> .", "1:9", "should be followed by a prefix"),
    ('@prefix a: <http://a/> .\na:a a:b "\\q" .', "2:10", "escape character"),
    ("@prefix a: <http://a/> .\na:中 a:b 1 .\na:a a:b \udcff .", "3:9", "expected text in UTF-8"),
    (f"@prefix a: <http://a/> . a:{'a' * 500} a:b .", "1:533", "…" + "a" * 55 + " a:b ."),
]
assert len(MALFORMED) >= 15


@pytest.mark.parametrize(("text", "place", "said"), MALFORMED)
def test_malformed_turtle_names_file_line_and_what_was_expected(
    text: str, place: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "broken.ttl"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(Problem) as caught:
        _ = store.load(path).graph
    assert caught.value.where == f"{path}:{place}"
    assert said in caught.value.message and caught.value.cure


@pytest.mark.parametrize("command", ["validate", "query"])
def test_the_command_line_tells_it_in_one_line(command: str, tmp_path: Path, kg_run: Kg) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("hello\x1b[2J", encoding="utf-8")
    done = kg_run(command, path, *(["ASK {}"] if command == "query" else []))
    assert done.returncode == 2 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"kg: {path}:1:1: damaged: expected a subject") and line.endswith(")")
    assert "\x1b" not in line


PIECES = st.sampled_from(
    (
        *(
            "@prefix a: <http://a/> .\n",
            "a:a ",
            "a:b ",
            ". ",
            ";",
            ", ",
            '"x"',
            "'",
            '"""',
            "[ ",
            "] ",
            "( ",
            ") ",
            "<b> ",
        ),
        *(
            "_:b ",
            "@en ",
            "^^a:c ",
            "1 ",
            "true ",
            "\n",
            "\r\n",
            "#",
            "<<( ",
            " )>> ",
            "{ ",
            "} ",
            "中",
            "\u2028",
            "\\",
        ),
        *("\0", "\ufeff", "<http://a/b> "),
    )
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.lists(PIECES, max_size=12).map(lambda pieces: "".join(pieces).encode()), st.binary(max_size=40)))
def test_any_bytes_are_a_graph_or_a_problem_with_a_place(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.ttl"
    path.write_bytes(data)
    try:
        _ = store.load(path, ontology=False).graph
    except Problem as problem:
        found = re.fullmatch(rf"{re.escape(str(path))}:(\d+):(\d+)", problem.where)
        assert found and 1 <= int(found[1]) <= len(re.split(rb"\r\n|\r|\n", data)) and problem.cure
        assert problem.message.startswith("damaged: ") and "Parser error" not in problem.message
