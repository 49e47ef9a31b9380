"""What to do with a unit whose worker died: try again, then article by article, then give the article up."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable

from detente.pipeline.parts import Job, Part, Unit, encode, part_name

# A worker may die for reasons that are not its unit's (a kill, a node that is gone), so once is no proof.
_MOST = 3


class Tries:
    """Keeps the units that must be coded again."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._died: Counter[str] = Counter()
        self._again: deque[Unit] = deque()

    def next(self) -> Unit | None:
        """Gives a unit to code again, or None."""
        return self._again.popleft() if self._again else None

    def postpone(self, units: Iterable[Unit]) -> None:
        """Takes back units that nobody has begun."""
        self._again.extend(units)

    def died(self, unit: Unit) -> Part | None:
        """Notes that a worker died over a unit.

        Returns:
            A part that says so, where it is a single article that killed its workers; else None, and it will be tried
            again.
        """
        name = part_name(unit, self._job)
        self._died[name] += 1
        if self._died[name] < _MOST:
            self._again.append(unit)
        elif len(unit.articles) > 1:
            self._again.extend(Unit((a,), unit.items[i : i + 1]) for i, a in enumerate(unit.articles))
        else:
            return encode(unit, [f"killed its worker {_MOST} times"], self._job)
        return None

    def done(self, unit: Unit) -> None:
        """Forgets a unit that was coded."""
        self._died.pop(part_name(unit, self._job), None)
