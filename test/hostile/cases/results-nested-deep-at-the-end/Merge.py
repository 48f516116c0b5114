import os

from sandboxed import require_sandbox


def merger(fragment, job_name):
    pass


def finish(job_name):
    require_sandbox()
    for _ in range(300):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
