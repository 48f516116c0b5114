"""GNU parallel --pipe --keep-order: one process per fragment, `cat` where nothing is to be computed and else Python."""

import shlex
import subprocess
import sys
import threading

from contest import WORKERS, compete, program, work_given


def pipe(work, fragments):
    each = shlex.join([sys.executable, "-I", "-S", "-c", program(work)]) if work.cpu_seconds else "cat"
    options = ["--pipe", "--keep-order", f"-j{WORKERS}", "--recend", "", "--block", str(work.fragment_bytes)]
    command = ["parallel", *options, each]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parallel:

        def feed():
            for fragment in fragments:
                parallel.stdin.write(fragment)
            parallel.stdin.close()

        threading.Thread(target=feed).start()
        while result := parallel.stdout.read(work.fragment_bytes):
            yield result


if __name__ == "__main__":
    work = work_given()
    compete(work, lambda fragments: pipe(work, fragments))
