import os

from sandboxed import require_sandbox


def flood():
    require_sandbox()
    for _ in range(1000):
        os.write(1, b"flood " * 10_000)
        os.write(2, b"\n" * 10_000)


def merger(fragment, job_name):
    flood()
