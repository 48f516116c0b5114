"""Compute one row: for each pixel, after how many steps z² + c leaves the circle of radius 2."""

from picture import HEIGHT, WIDTH

LEFT, RIGHT, TOP, BOTTOM = -2.3, 0.9, 1.2, -1.2
MOST_STEPS = 100


def steps_to_leave(c: complex) -> int:
    z = 0j
    for step in range(MOST_STEPS):
        if z.real * z.real + z.imag * z.imag > 4.0:
            return step
        z = z * z + c
    return 0  # inside the set, as far as we looked


def Processor(fragment: bytes) -> bytes:
    row = int.from_bytes(fragment, "big")
    imaginary = TOP + (BOTTOM - TOP) * (row + 0.5) / HEIGHT
    return bytes(
        steps_to_leave(complex(LEFT + (RIGHT - LEFT) * (column + 0.5) / WIDTH, imaginary))
        for column in range(WIDTH)
    )
