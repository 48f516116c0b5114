"""Put the thumbnails on one sheet, in the order of their names."""

import io

from PIL import Image, ImageDraw, ImageFont

COLUMNS = 4
TILE = (140, 120)

tiles: list[tuple[str, Image.Image | None]] = []


def merger(fragment: bytes, job_name: str) -> None:
    name, _, content = fragment.partition(b"\n")
    tiles.append((name.decode(), Image.open(io.BytesIO(content)) if content else None))


def finish(job_name: str) -> None:
    rows = -(-len(tiles) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * TILE[0], rows * TILE[1]), "#eeeeee")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(11)
    for index, (name, image) in enumerate(tiles):
        left, top = index % COLUMNS * TILE[0] + 10, index // COLUMNS * TILE[1] + 8
        if image is None:
            draw.rectangle((left, top, left + 119, top + 89), fill="#bbbbbb")
            draw.text((left + 8, top + 38), "cannot be read", fill="black", font=font)
        else:
            sheet.paste(image, (left, top))
        draw.text((left, top + 92), name, fill="black", font=font)
    sheet.save("sheet.png")
