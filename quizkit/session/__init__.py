"""A quiz session without any screen: modes, selection, the state machine `step`, strength."""
