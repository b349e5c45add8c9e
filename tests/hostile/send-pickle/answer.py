import os
import pickle


class Trap:
    def __reduce__(self):
        return os.system, ("touch /tmp/quizkit-was-here",)


os.write(4, pickle.dumps(Trap()))
os._exit(0)
