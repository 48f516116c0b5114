import os

from sandboxed import require_sandbox


def splitter(path):
    require_sandbox()
    for number in range(20):
        yield bytes([number]) * 200_000
        if number == 10:
            for name in os.listdir("/proc/self/fd"):
                try:
                    if "segment" in os.readlink(f"/proc/self/fd/{name}"):
                        os.ftruncate(int(name), 0)
                except OSError:
                    pass
