import hashlib
import os

chain = hashlib.sha256()
count = 0


def merger(fragment: bytes, job_name: str) -> None:
    global count
    count += 1
    chain.update(fragment)
    os.makedirs("parts", exist_ok=True)
    with open(f"parts/{count % 7}", "ab") as file:
        file.write(fragment)
    with open("log", "a") as file:
        file.write(f"{count} {chain.hexdigest()}\n")


def finish(job_name: str) -> None:
    with open("finished", "w") as file:
        file.write(f"{count} {chain.hexdigest()}\n")
