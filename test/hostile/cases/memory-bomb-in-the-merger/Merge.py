def bomb():
    held = []
    for _ in range(400):
        held.append(bytearray(b"x") * 1_000_000)
    return held


def merger(fragment, job_name):
    bomb()
