import os
import pickle


class Trap:
    def __reduce__(self):
        return eval, ("__import__('os').environ.update(QUIZKIT_WAS_HERE='1')",)


os.write(4, pickle.dumps(Trap()))
os._exit(0)
