"""GNU parallel --pipe --keep-order: one `cat` per fragment, its output read back in order."""

import subprocess
import threading

from contest import WORKERS, compete, work_given


def pipe(work, fragments):
    command = ["parallel", "--pipe", "--keep-order", f"-j{WORKERS}", "--recend", "", "--block", str(work.fragment_bytes), "cat"]
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
