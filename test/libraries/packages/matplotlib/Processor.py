import io

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot


def Processor(fragment):
    symbol, *prices = fragment.decode().split()
    figure, axes = pyplot.subplots(figsize=(4, 3))
    axes.plot([float(price) for price in prices], linewidth=1)
    axes.set(title=f"{symbol} – Kurs", xlabel="month", ylabel=r"price in $\mathrm{USD}$")
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    pyplot.close(figure)
    return symbol.encode() + b"\n" + out.getvalue()
