import threading


def down(n):
    return down(n + 1)


def Processor(fragment):
    failed = []
    threading.stack_size(256 * 1024 * 1024)

    def run():
        try:
            down(0)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    raise failed[0]
