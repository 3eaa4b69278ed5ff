"""Other simulators, each behind the same two verbs."""
