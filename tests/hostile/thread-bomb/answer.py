import threading

waiting = threading.Event()
try:
    while True:
        threading.Thread(target=waiting.wait, daemon=True).start()
except RuntimeError:
    got = threading.active_count() <= 8
