import os
import socket

from sandboxed import require_sandbox


def merger(fragment, job_name):
    require_sandbox()
    os.symlink("/etc/passwd", "link")
    os.symlink("/", "folder-link")
    os.symlink("link-to-itself", "link-to-itself")
    os.mkfifo("fifo")
    socket.socket(socket.AF_UNIX).bind("socket")
    for name in (b"\xff\xfe", b"n" * 255, "line\nbreak \u202e -- <b>".encode(), b"-rf", b" ", b"CON", b"\\"):
        with open(name, "wb") as file:
            file.write(b"inert")
    os.chmod("-rf", 0o6777)
    os.makedirs("closed/inner")
    os.chmod("closed/inner", 0)
    os.chmod("closed", 0)
    with open("sparse", "wb") as file:
        file.truncate(1_000_000)
    try:
        os.link("/app/package/Merge.py", "hard-link")
    except OSError:
        pass
    try:
        os.setxattr("-rf", "user.note", b"x" * 1000)
    except OSError:
        pass
