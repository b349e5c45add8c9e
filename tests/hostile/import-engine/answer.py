import quizkit.errors
