"""Stack the rows, which arrive from top to bottom, and write them as a PNG."""

from picture import png

rows: list[bytes] = []


def merger(fragment: bytes, job_name: str) -> None:
    rows.append(fragment)


def finish(job_name: str) -> None:
    with open("mandelbrot.png", "wb") as file:
        file.write(png(rows))
