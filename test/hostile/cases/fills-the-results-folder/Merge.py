import time


def merger(fragment, job_name):
    for number in range(64):
        with open(f"file-{number}", "wb") as file:
            file.write(bytes(1_000_000))
        time.sleep(0.1)
