import ctypes

got = "slipped" if ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0 else "refused"  # PR_SET_PDEATHSIG
