"""What passes between measuring, printing and keeping."""

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Self


@dataclass(frozen=True)
class Sample:
    """One run of one load."""

    seconds: float
    latencies: tuple[float, ...]
    """Seconds that each request, or each whole flow, took."""

    errors: int = 0

    @property
    def rate(self) -> float:
        """Return what was done each second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the latency in milliseconds under which a share of the requests stayed."""
        if not self.latencies:
            return 0.0
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True)
class Measure:
    """A load's figures: medians over the runs."""

    name: str
    unit: str = "req"
    rate: float | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None
    ratio: float | None = None
    """Share of the bare page's rate in the same round."""

    statements: int | None = None
    size: int | None = None
    errors: int = 0
    spread: float = 0.0
    """Half of the distance between the best and the worst run, as a share of the median."""

    more: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, samples: list[Sample], bare: list[Sample]) -> Self:
        """Sum up the runs of a load; `bare` are the bare page's in the same rounds."""
        rates = [sample.rate for sample in samples]
        middle = median(rates)
        ratios = [
            one.rate / other.rate for one, other in zip(samples, bare, strict=False) if other.rate
        ]
        return cls(
            name=name,
            rate=middle,
            p50_ms=median(sample.percentile(0.5) for sample in samples),
            p99_ms=median(sample.percentile(0.99) for sample in samples),
            ratio=median(ratios) if ratios else None,
            errors=sum(sample.errors for sample in samples),
            spread=(max(rates) - min(rates)) / 2 / middle if middle else 0.0,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the figures as JSON-able values."""
        return asdict(self)


@dataclass(frozen=True)
class Plan:
    """How long and how often to measure, and where."""

    seconds: float = 3.0
    rounds: int = 3
    connections: int = 8
    database: str = ""
    only: tuple[str, ...] = ()

    def wants(self, name: str) -> bool:
        """Tell whether a load is asked for."""
        return not self.only or any(word in name for word in self.only)
