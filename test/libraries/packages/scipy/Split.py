import csv


def splitter(dataset_path):
    """The highest temperatures of each place and year."""
    series = {}
    with open(dataset_path, newline="") as file:
        for row in csv.DictReader(file):
            series.setdefault((row["location"], row["date"][:4]), []).append(row["temp_max"])
    for (place, year), values in sorted(series.items()):
        yield f"{place} {year};{' '.join(values)}".encode()
