"""Make a thumbnail: turned as the camera was held, in plain colours, on white."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

SIZE = (120, 90)


def thumbnail(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    fitted = ImageOps.contain(upright, SIZE)
    on_white = Image.new("RGBA", SIZE, "white")
    on_white.alpha_composite(fitted, ((SIZE[0] - fitted.width) // 2, (SIZE[1] - fitted.height) // 2))
    return on_white.convert("RGB")


def Processor(fragment: bytes) -> bytes:
    name, _, content = fragment.partition(b"\n")
    try:
        image = thumbnail(content)
    except (UnidentifiedImageError, OSError):
        # Cut short, or no image at all: its place on the sheet stays grey.
        return name + b"\n"
    out = io.BytesIO()
    image.save(out, "PNG")
    return name + b"\n" + out.getvalue()
