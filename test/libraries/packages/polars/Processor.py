import io

import polars


def Processor(fragment):
    strikes = polars.read_csv(io.BytesIO(fragment), infer_schema=False)
    cost = next(name for name in strikes.columns if name.startswith("Cost") and "Total" in name)
    grouped = (
        strikes.group_by("Origin State")
        .agg(polars.len().alias("strikes"), polars.col(cost).cast(polars.Int64, strict=False).sum().alias("cost"))
        .sort("Origin State")
    )
    return grouped.write_csv().encode()
