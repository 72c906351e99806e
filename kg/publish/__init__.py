"""`kg publish`: the named graphs of a build, put into a store that others ask, each replaced as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.model import Problem
from kg.publish.graphs import Graph
from kg.publish.protocols import Doubt, Writer

__all__ = ["Outcome", "checked", "publish"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the graphs, by name: replaced, in doubt, as before; of those to remove, which went.

    ``problem`` is what ended it early. Done again, everything is replaced anew, so whatever is in doubt comes right.
    """

    replaced: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problem: Problem | None = None


def publish(
    graphs: Sequence[Graph], stale: Sequence[str], writer: Writer, tell: Callable[[str], None] = lambda _: None
) -> Outcome:
    """Replace graphs one after the other, then remove those that are ``stale``; the first failure ends it."""
    outcome = Outcome()
    steps: Iterator[tuple[str, Graph | None]] = iter(
        [*((g.name, g) for g in graphs), *((name, None) for name in stale)]
    )
    total = len(graphs) + len(stale)
    for number, (name, graph) in enumerate(steps, 1):
        tell(f"{number}/{total} {name}{'' if graph else ' (removed)'}")
        try:
            if graph:
                writer.put(graph)
                outcome = replace(outcome, replaced=(*outcome.replaced, name))
            else:
                writer.drop(name)
                outcome = replace(outcome, removed=(*outcome.removed, name))
        except (Problem, KeyboardInterrupt) as error:
            doubt = not isinstance(error, Problem) or isinstance(error, Doubt)
            rest = tuple(later for later, _ in steps)
            problem = error if isinstance(error, Problem) else Problem("interrupted")
            return replace(
                outcome,
                doubtful=(name,) if doubt else (),
                untouched=rest if doubt else (name, *rest),
                problem=problem,
            )
    return outcome


def checked(outcome: Outcome, present: Sequence[str] | None) -> Outcome:
    """The outcome in view of what the store has now: graphs that it took and does not have are in doubt."""
    missing = tuple(sorted({*outcome.replaced} - {*(present or ())}))
    if not missing:
        return outcome
    cure = "see whether the address is right, and whether this user may write"
    return replace(
        outcome,
        replaced=tuple(name for name in outcome.replaced if name not in missing),
        doubtful=missing,
        problem=Problem("the store took these graphs, but does not have them", cure=cure),
    )
