"""The full-screen front end: the same sessions as in plain mode, drawn with Textual. Only this imports it."""
