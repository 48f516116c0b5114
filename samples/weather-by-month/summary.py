"""What is known of a group of days, in a form that can be added up."""

from typing import NamedTuple


class Summary(NamedTuple):
    """Sums over days, rain in mm and temperatures in °C, with the lowest and highest temperature."""

    days: int
    rainy_days: int
    rain: float
    lows: float
    highs: float
    lowest: float
    highest: float

    @classmethod
    def of_day(cls, rain: float, low: float, high: float) -> "Summary":
        return cls(1, int(rain > 0), rain, low, high, low, high)


def add(groups: dict[str, Summary], key: str, more: Summary) -> None:
    """Add a summary to the group with this key."""
    if key not in groups:
        groups[key] = more
        return
    sums = [old + new for old, new in zip(groups[key][:5], more[:5])]
    lowest = min(groups[key].lowest, more.lowest)
    highest = max(groups[key].highest, more.highest)
    groups[key] = Summary(*sums, lowest, highest)
