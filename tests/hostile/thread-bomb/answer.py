import threading

waiting = threading.Event()
started = 1
try:
    for started in range(1, 41):
        threading.Thread(target=waiting.wait, daemon=True).start()
except RuntimeError:
    pass
got = "many" if started == 40 else "few"
