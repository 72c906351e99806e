"""How fast names are found, as ratios within one run: python benchmarks/mentions.py

1. the mention stage (view, scan, boundaries, links, shapes) against a bare ahocorasick_rs scan of the same strings;
2. 50,000 names against 500; 3. a document of 300,000 characters against one of 10,000.
Texts are the shipped Chinese samples, repeated. Only ratios mean anything.
"""

from __future__ import annotations

import ahocorasick_rs
from timing import median

from kg import documents, paths, registry, schema
from kg.extract import mentions, names, text
from kg.model import Entity


def stage(texts: list[str], lexicon: names.Names) -> int:
    """Mentions of all texts."""
    found = 0
    for t in texts:
        v = text.view(t)
        found += len(mentions.find(v, lexicon, text.sentences(v)).anchors)
    return found


def main() -> None:
    docs, _ = documents.read_all([paths.seeds()])
    chinese = [d.text[d.body :] for d in docs if d.language.startswith("zh")]
    body = "\n\n".join(chinese)
    entities = registry.default()
    shipped = names.build(entities, schema.default())
    ten = [(body * 10)[:10_000]] * 30
    long = [(body * 100)[:300_000]]
    size = sum(map(len, ten))
    bare = ahocorasick_rs.AhoCorasick(
        [f.norm for f in shipped.forms], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    )
    views = [text.view(t).norm for t in ten]
    scan = median(lambda: [bare.find_matches_as_indexes(t) for t in views], 7)
    whole = median(lambda: stage(ten, shipped), 7)
    one = median(lambda: stage(long, shipped), 3)
    few = names.build(entities[:120], schema.default())
    extra = [Entity(f"n{i}", "Company", f"虚构企业{i}号", f"Fictional Company {i}") for i in range(20_000)]
    many = names.build([*entities, *extra], schema.default())
    small, large = median(lambda: stage(ten, few), 7), median(lambda: stage(ten, many), 7)
    for label, rate, ratio, target in (
        ("bare scan", size / scan, 1.0, ""),
        ("mention stage / bare scan", size / whole, scan / whole, "0.5"),
        ("300k characters / 10k", 300_000 / one, (300_000 / one) / (size / whole), "0.5"),
        (f"{len(many.forms)} names / {len(few.forms)}", size / large, small / large, "0.3"),
    ):
        print(f"{label:32} {rate / 1e6:8.2f} Mchar/s   ratio {ratio:.3f}   {'target ' + target if target else ''}")


if __name__ == "__main__":
    main()
