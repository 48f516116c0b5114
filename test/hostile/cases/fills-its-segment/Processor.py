import time

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    with open("/run/butcher-segment", "r+b") as file:
        for _ in range(200):
            file.write(bytes(1_000_000))
    time.sleep(10)
    return fragment
