"""What the windows gave, as a few numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the middle and the most of what the windows gave."""

    least: float
    middle: float
    most: float

    def as_list(self) -> list[float]:
        return [rounded(self.least), rounded(self.middle), rounded(self.most)]


def spread(values: Sequence[float]) -> Spread:
    """Raises ValueError without values."""
    return Spread(min(values), median(values), max(values))


def ratios(upper: Sequence[float], lower: Sequence[float]) -> Spread:
    """Window by window: only what was measured side by side is compared."""
    return spread([one / other for one, other in zip(upper, lower, strict=True)])


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rounded(value: float) -> float:
    """Three digits that count."""
    return float(f"{value:.3g}")
