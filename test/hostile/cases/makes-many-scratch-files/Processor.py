from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    for number in range(100_000):
        open(f"/tmp/{number}", "w").close()
    return fragment
