import signal
import threading

for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)


def spin():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


for _ in range(3):
    threading.Thread(target=spin, daemon=True).start()
spin()
