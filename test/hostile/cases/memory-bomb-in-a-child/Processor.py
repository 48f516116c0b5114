import subprocess
import sys

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    subprocess.run([sys.executable, "-c", "held = [bytearray(b'x') * 1000000 for _ in range(400)]"], check=True)
    return fragment
