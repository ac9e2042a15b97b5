"""How much of something happened lately, from counters that only grow."""

from collections import deque
from collections.abc import Mapping

from prometheus_client import REGISTRY, CollectorRegistry


class Lately:
    """Remembers readings of counters for so many seconds, and says by how much each grew since the oldest of them."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._readings: deque[tuple[float, Mapping[str, float]]] = deque()

    def grown(self, now: float, reading: Mapping[str, float]) -> dict[str, float]:
        """By how much each grew; `now` in seconds of any clock that only goes forward."""
        self._readings.append((now, reading))
        # One reading older than the window stays: what happened at its edge belongs to it.
        while len(self._readings) > 1 and self._readings[1][0] <= now - self._seconds:
            self._readings.popleft()
        oldest = self._readings[0][1]
        return {name: value - oldest.get(name, 0.0) for name, value in reading.items()}


def read(name: str, label: str = "", registry: CollectorRegistry = REGISTRY) -> dict[str, float]:
    """The counter `name` by the values of one of its labels, the others added up; {"": sum} without a label."""
    found: dict[str, float] = {}
    for metric in registry.collect():
        for sample in metric.samples:
            if sample.name == f"{name}_total":
                value = sample.labels.get(label, "")
                found[value] = found.get(value, 0.0) + sample.value
    return found
