"""Make data/readings.csv: the observations of weather-by-month as people and machines write such files down.

python3 make_data.py ../weather-by-month/data/weather.csv > data/readings.csv
"""

import csv
import random
import sys
from datetime import date

STATIONS = {
    "Seattle": ["Seattle", " seattle", "SEATTLE", "Seattle, WA", "Seattle "],
    "New York": ["New York", "new york", "NEW YORK", "New York, NY", "NewYork"],
}
DATES = ["%Y-%m-%d", "%Y-%m-%d", "%d.%m.%Y", "%b %d, %Y", "%Y/%m/%d"]
MISSING = ["", "n/a", "NA", "-", "?", "-999"]

random.seed(2015)


def temperature(celsius: float) -> str:
    how = random.random()
    if how < 0.05:
        return random.choice(MISSING)
    if how < 0.2:
        return f"{celsius * 9 / 5 + 32:.1f}F"
    if how < 0.4:
        return f"{celsius:.1f}".replace(".", ",")
    return f"{celsius:.1f} °C" if how < 0.5 else f"{celsius:.1f}"


def main() -> None:
    out = csv.writer(sys.stdout, delimiter=";", lineterminator="\r\n")
    print("# logger 3 export", end="\r\n")
    out.writerow([" Station ", "DATE", "Max temp", "Rain [mm]", "Remark"])
    with open(sys.argv[1], encoding="utf-8") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"]).strftime(random.choice(DATES))
            rain = row["precipitation"] if random.random() > 0.1 else random.choice([*MISSING, "trace"])
            remark = random.choice(["", "", "", 'said "calm"; then gusts', "sensor swapped"])
            line = [random.choice(STATIONS[row["location"]]), day, temperature(float(row["temp_max"])), rain, remark]
            for _ in range(2 if random.random() < 0.02 else 1):
                out.writerow(line)


if __name__ == "__main__":
    main()
