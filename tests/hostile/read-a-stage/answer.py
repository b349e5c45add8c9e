got = ""
for path in ("/quizkit/runner/stages/optimizer.py", "/quizkit/runner/optimizer.py"):
    try:
        with open(path) as file:
            got = file.readline()
    except OSError:
        pass
