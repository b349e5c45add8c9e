import signal
import threading
import time

for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)


def spin():
    while time.process_time() < 2.7:
        try:
            while time.process_time() < 2.7:
                pass
        except BaseException:
            pass


for _ in range(3):
    threading.Thread(target=spin, daemon=True).start()
spin()
got = "as long as it liked"
