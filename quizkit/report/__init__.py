"""What an instructor or a learner reads: grades, feedback, summaries, and the journal behind them."""
