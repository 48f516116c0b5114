def splitter(dataset_path: str):
    for number in range(1, 121):
        # Every now and then one whose result is too large to travel inline.
        yield b"%d %d" % (number, 20_000 if number % 20 == 3 else 10)
