"""Write a small file for each number, a thousand in a folder."""

import json
import os


def merger(fragment: bytes, job_name: str) -> None:
    first, end = json.loads(fragment)
    for number in range(first, end):
        folder = f"{number // 1000:04}"
        if number % 1000 == 0:
            os.mkdir(folder)
        with open(f"{folder}/{number:07}", "wb") as file:
            file.write(b"%09d\n" % number)
