import json
import resource

from sandboxed import require_sandbox

NAMES = ("RLIMIT_CORE", "RLIMIT_NOFILE", "RLIMIT_FSIZE")


def Processor(fragment):
    require_sandbox()
    return json.dumps({name: attempt(getattr(resource, name)) for name in NAMES}).encode()


def attempt(which):
    soft, hard = resource.getrlimit(which)
    try:
        resource.setrlimit(which, (hard + 1, hard + 1))
    except (OSError, ValueError):
        return "refused"
    return f"raised above {hard}"
