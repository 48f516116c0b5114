def merger(fragment, job_name):
    with open("big", "wb") as file:
        for _ in range(64):
            file.write(bytes(1_000_000))
