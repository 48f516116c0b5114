def merger(fragment, job_name):
    with open("seen.json", "wb") as file:
        file.write(fragment)
