import time

time.sleep(1)
got = "slept"
