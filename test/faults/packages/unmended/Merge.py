count = {"results": 0}


def merger(fragment: bytes, job_name: str) -> None:
    count["results"] += 1
    with open("all", "ab") as file:
        file.write(fragment)


def finish(job_name: str) -> None:
    with open("count", "w") as file:
        file.write(str(count["result"]))
