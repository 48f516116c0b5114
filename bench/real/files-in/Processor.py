def Processor(fragment: bytes) -> bytes:
    return str(sum(int(line) for line in fragment.split())).encode()
