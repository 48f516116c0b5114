import csv


def splitter(dataset_path):
    """The prices of each share."""
    prices = {}
    with open(dataset_path, newline="") as file:
        for row in csv.DictReader(file):
            prices.setdefault(row["symbol"], []).append(row["price"])
    for symbol, values in prices.items():
        yield f"{symbol} {' '.join(values)}".encode()
