import hashlib

chain = hashlib.sha256()
count = 0


def merger(fragment: bytes, job_name: str) -> None:
    global count
    count += 1
    chain.update(fragment)


def finish(job_name: str) -> None:
    with open("finished", "w") as file:
        file.write(f"{count} {chain.hexdigest()}\n")
