"""Sum up the days of one block by place and month."""

import csv
import io
import json

from summary import Summary, add


def Processor(fragment: bytes) -> bytes:
    groups: dict[str, Summary] = {}
    for place, date, rain, high, low, _wind, _weather in csv.reader(io.StringIO(fragment.decode())):
        month = date[5:7]
        add(groups, f"{place}/{month}", Summary.of_day(float(rain), float(low), float(high)))
    return json.dumps(groups).encode()
