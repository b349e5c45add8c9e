"""The nouns of quizkit: frozen, validated data. No I/O, no clock, no randomness."""
