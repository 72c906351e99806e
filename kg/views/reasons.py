"""The page of `kg explain --html`: sentences with their marks, what was said of them, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from kg import schema as ontology
from kg.explanation import Explanation, Part
from kg.views import page, palette


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence that shares its marks; ``label`` stands behind the end of a name."""

    text: str
    marks: str
    title: str
    label: str


def render(explanations: Sequence[Explanation], *, title: str) -> str:
    """The page as text; it asks for nothing and runs nothing, and the same explanations give the same bytes."""
    style = (palette.ASSETS / "reasons.css").read_text(encoding="utf-8") + _colours(explanations)
    template = page.environment().get_template("reasons.html")
    return template.render(
        title=title,
        policy=page.policy(styles=[style]),
        style=Markup(style),
        sentences=[(e, tuple(pieces(e))) for e in explanations],
    )


def pieces(explanation: Explanation) -> Iterator[Piece]:
    """A sentence cut wherever a mark begins or ends."""
    sentence = explanation.sentence
    edges = {sentence.start, sentence.end, *(p.start for p in explanation.parts), *(p.end for p in explanation.parts)}
    places = sorted(e for e in edges if sentence.start <= e <= sentence.end)
    for start, end in pairwise(places):
        over = [p for p in explanation.parts if p.start <= start and end <= p.end]
        named = [p for p in over if p.kind in ("mention", "anaphor")]
        outer = min(named, key=lambda p: (p.start, -p.end)) if named else None
        yield Piece(
            sentence.text[start - sentence.start : end - sentence.start],
            " ".join(dict.fromkeys(m for p in over for m in _marks(p))),
            "; ".join(f"{p.kind} {p.meaning}".strip() for p in over),
            outer.meaning if outer and outer.end == end else "",
        )


def _marks(part: Part) -> tuple[str, ...]:
    return (part.kind, f"class-{part.cls}") if part.cls else (part.kind,)


def _colours(explanations: Sequence[Explanation]) -> str:
    """A rule per class that occurs, light and dark."""
    classes = sorted({p.cls for e in explanations for p in e.parts if p.cls})
    schema, colours = ontology.default(), palette.default()
    marks = {cls: colours.mark(cls, schema).colour for cls in classes}
    light = "".join(f".class-{cls} {{ --mark: {colour[0]} }}\n" for cls, colour in marks.items())
    dark = "".join(f".class-{cls} {{ --mark: {colour[1]} }}\n" for cls, colour in marks.items())
    return f"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"
