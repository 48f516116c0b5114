"""Takes the place of package/Processor.py in work that costs CPU time."""

from pathlib import Path

from work import burn, read_work

CPU_SECONDS = read_work(Path(__file__).with_name("work.json").read_text()).cpu_seconds


def Processor(fragment: bytes) -> bytes:
    return burn(CPU_SECONDS, fragment)
