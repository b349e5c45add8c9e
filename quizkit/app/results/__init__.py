"""What is done with graded work: reports and gradebooks, regrades."""
