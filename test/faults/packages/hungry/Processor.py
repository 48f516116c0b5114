def Processor(fragment: bytes) -> bytes:
    memory = bytearray(int(fragment) << 20)
    memory[::4096] = b"x" * len(memory[::4096])
    return fragment
