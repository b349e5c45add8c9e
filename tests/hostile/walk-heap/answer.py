import gc

marker = "the-key-" + "of-this-test"
got = sum(isinstance(thing, str) and marker in thing for thing in gc.get_objects())
for thing in gc.get_objects():
    if isinstance(thing, dict):
        got += sum(isinstance(value, str) and marker in value for value in list(thing.values()))
got = got - 1
