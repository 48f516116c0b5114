def merger(fragment, job_name):
    with open("merged", "ab") as file:
        file.write(fragment)
