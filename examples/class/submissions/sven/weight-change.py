# TODO: ask in the next lesson
