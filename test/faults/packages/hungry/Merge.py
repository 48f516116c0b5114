def merger(fragment: bytes, job_name: str) -> None:
    with open("all", "ab") as file:
        file.write(fragment + b" ")
