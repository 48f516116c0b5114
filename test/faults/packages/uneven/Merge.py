slow = 0


def merger(fragment: bytes, job_name: str) -> None:
    global slow
    slow += fragment[0] > 1


def finish(job_name: str) -> None:
    with open("slow", "w") as file:
        file.write(str(slow))
