import sys

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    for name, module in list(sys.modules.items()):
        if name.startswith("butcher_harness"):
            for thing in list(vars(module)):
                if not thing.startswith("__"):
                    setattr(module, thing, None)
    return fragment
