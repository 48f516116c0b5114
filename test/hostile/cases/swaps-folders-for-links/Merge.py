import os
import time

from sandboxed import require_sandbox


def merger(fragment, job_name):
    require_sandbox()
    os.mkdir("folder")
    with open("folder/file", "wb") as file:
        file.write(fragment)
    until = time.monotonic() + 2
    while time.monotonic() < until:
        os.rename("folder", "aside")
        os.symlink("/", "folder")
        os.unlink("folder")
        os.rename("aside", "folder")
