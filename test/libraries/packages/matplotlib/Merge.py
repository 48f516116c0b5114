def merger(fragment, job_name):
    symbol, _, image = fragment.partition(b"\n")
    with open(f"{symbol.decode()}.png", "wb") as out:
        out.write(image)
