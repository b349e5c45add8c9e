"""Documents of an exam's form: the paper for its learners and, apart from it, the key."""
