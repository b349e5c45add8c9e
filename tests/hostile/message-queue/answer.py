import ctypes

call = ctypes.CDLL(None, use_errno=True).syscall
got = -1
if call(240, b"quizkit-attack", 0o102, 0o600, None) > 2:
    call(241, b"quizkit-attack")
    got = "made"
