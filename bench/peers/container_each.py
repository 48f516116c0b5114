"""One `docker run` per fragment, two at a time, with the image given second."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from contest import WORKERS, compete, program, work_given


def in_container(fragment: bytes) -> bytes:
    command = ["docker", "run", "--rm", "-i", "--network=none", sys.argv[2], "python3", "-c", program(work)]
    return subprocess.run(command, input=fragment, stdout=subprocess.PIPE, check=True).stdout


if __name__ == "__main__":
    work = work_given()
    with ThreadPoolExecutor(WORKERS) as executor:
        compete(work, lambda fragments: executor.map(in_container, fragments))
