"""What a learner meets in a terminal: the plain line mode over one session, and the editor."""
