import os
import sys


def Processor(fragment):
    raise SystemExit
    return fragment if os and sys else b""
