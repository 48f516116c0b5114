from sandboxed import require_sandbox


def merger(fragment, job_name):
    pass


def finish(job_name):
    require_sandbox()
    for number in range(1000):
        with open(f"holes-{number}", "wb") as file:
            file.truncate(64 * 1024 * 1024)
