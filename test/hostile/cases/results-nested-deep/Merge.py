import os
import time

from sandboxed import require_sandbox


def merger(fragment, job_name):
    require_sandbox()
    for _ in range(300):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    with open("hidden", "wb") as file:
        file.write(bytes(1_000_000))
    time.sleep(10)
