def Processor(fragment):
    with open("/tmp/full", "wb") as file:
        for _ in range(64):
            file.write(bytes(1_000_000))
    return fragment
