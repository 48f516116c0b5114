import json
import os
import stat

from sandboxed import require_sandbox


def bridge():
    for name in os.listdir("/proc/self/fd"):
        try:
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                yield_to = int(name)
                return yield_to
        except OSError:
            pass
    raise SystemExit("no bridge")


def say(message, payload=b""):
    os.write(bridge(), json.dumps(message).encode() + b"\n" + payload)


def Processor(fragment):
    require_sandbox()
    say({'type': 'results', 'first': 1, 'sizes': [9], 'bytes': 0, 'segment': {'name': '../../journal', 'offset': 0, 'crc': 0}, 'seconds': 0})
    return fragment
