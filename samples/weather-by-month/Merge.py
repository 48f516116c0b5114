"""Add the blocks up and write a table with one row per place and month."""

import calendar
import json

from summary import Summary, add

HEADER = (
    f"{'':<10}{'month':<7}{'days':>5}{'rainy':>7}{'mm/day':>8}"
    f"{'mean low':>10}{'mean high':>11}{'lowest':>8}{'highest':>9}"
)

groups: dict[str, Summary] = {}


def merger(fragment: bytes, job_name: str) -> None:
    for key, numbers in json.loads(fragment).items():
        add(groups, key, Summary(*numbers))


def table_row(place: str, month: int, group: Summary) -> str:
    return (
        f"{place:<10}{calendar.month_abbr[month]:<7}{group.days:>5}{group.rainy_days / group.days:>7.0%}"
        f"{group.rain / group.days:>8.1f}{group.lows / group.days:>10.1f}{group.highs / group.days:>11.1f}"
        f"{group.lowest:>8.1f}{group.highest:>9.1f}"
    )


def finish(job_name: str) -> None:
    with open("weather.txt", "w") as table:
        print(HEADER, file=table)
        for key in sorted(groups):
            place, month = key.split("/")
            print(table_row(place, int(month), groups[key]), file=table)
