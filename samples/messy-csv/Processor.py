"""Bring one table into order: names, dates, units and gaps."""

import io

import pandas

MISSING = ["", "n/a", "NA", "-", "?", "-999"]


def celsius(cells: pandas.Series) -> pandas.Series:
    """Temperatures as people write them: with a comma, with °C, or in Fahrenheit."""
    text = cells.where(~cells.isin(MISSING)).str.replace(",", ".").str.replace(" °C", "")
    in_fahrenheit = text.str.endswith("F", na=False)
    numbers = pandas.to_numeric(text.str.removesuffix("F"))
    return numbers.where(~in_fahrenheit, (numbers - 32) / 1.8).round(1)


def dates(cells: pandas.Series) -> pandas.Series:
    """Days as people write them; those with dots begin with the day."""
    dotted = cells.str.contains(".", regex=False)
    others = pandas.to_datetime(cells.where(~dotted), format="mixed")
    return others.fillna(pandas.to_datetime(cells.where(dotted), format="%d.%m.%Y"))


def Processor(fragment: bytes) -> bytes:
    table = pandas.read_csv(io.BytesIO(fragment), dtype=str, keep_default_na=False)
    table.columns = table.columns.str.strip()
    station = table["Station"].str.strip().str.casefold().str.replace(r",.*| ", "", regex=True)
    clean = pandas.DataFrame(
        {
            "station": station.map({"seattle": "Seattle", "newyork": "New York"}),
            "date": dates(table["DATE"]),
            "high": celsius(table["Max temp"]),
            "rain": pandas.to_numeric(table["Rain [mm]"].replace("trace", "0"), errors="coerce").where(
                ~table["Rain [mm]"].isin(MISSING)
            ),
        }
    )
    return clean.to_csv(index=False).encode()
