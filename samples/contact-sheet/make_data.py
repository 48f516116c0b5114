"""Make the images of data/: patterns in as many formats as cameras, scanners and programs use.

python3 make_data.py data
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageSequence

y, x = np.mgrid[0:90, 0:140] / 20


def picture(seed: int) -> Image.Image:
    waves = [np.sin(x * (1 + seed % 3) + seed + shift) * np.cos(y * (1 + seed % 2) - shift) for shift in (0, 1, 2)]
    return Image.fromarray(((np.dstack(waves) + 1) * 127).astype(np.uint8))


def main() -> None:
    folder = Path(sys.argv[1])
    picture(1).save(folder / "01 plain.png")
    turned = Image.Exif()
    turned[0x0112] = 6  # Orientation: a quarter turn to the right.
    picture(2).save(folder / "02 turned.jpg", exif=turned, quality=80)
    picture(3).convert("CMYK").save(folder / "03 for print.jpg", quality=80)
    picture(4).quantize(16).save(folder / "04 few colours.gif")
    round_one = picture(5).convert("RGBA")
    round_one.putalpha(Image.fromarray((((x - 3.5) ** 2 + (y - 2.25) ** 2 < 4) * 255).astype(np.uint8)))
    round_one.save(folder / "05 transparent.png")
    depth = (np.sin(x) * np.cos(y) + 1) * 32767
    Image.fromarray(depth.astype(np.uint16)).save(folder / "06 sixteen bits.tiff", compression="tiff_lzw")
    picture(7).convert("1").save(folder / "07 scan.bmp")
    picture(8).save(folder / "08 small.webp", quality=80)
    frames = [picture(seed).quantize(16) for seed in (9, 10, 11)]
    frames[0].save(folder / "09 moving.gif", save_all=True, append_images=frames[1:], duration=100)
    assert len(list(ImageSequence.Iterator(Image.open(folder / "09 moving.gif")))) == 3
    picture(12).save(folder / "10 cut short.jpg", quality=80)
    whole = (folder / "10 cut short.jpg").read_bytes()
    (folder / "10 cut short.jpg").write_bytes(whole[: len(whole) // 3])
    (folder / "11 no image.jpg").write_text("<html>404 Not Found</html>\n")
    picture(13).resize((400, 60)).save(folder / "12 wide.png")


if __name__ == "__main__":
    main()
