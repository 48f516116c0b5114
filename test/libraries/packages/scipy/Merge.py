def merger(fragment, job_name):
    with open("fits.txt", "ab") as out:
        out.write(fragment)
