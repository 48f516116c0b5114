import os
import time

from sandboxed import require_sandbox


def merger(fragment, job_name):
    require_sandbox()
    if os.fork() == 0:
        os.setsid()
        for number in range(100_000):
            with open(f"late-{number % 50}", "w") as file:
                file.write(str(number))
            time.sleep(0.001)
        os._exit(0)
