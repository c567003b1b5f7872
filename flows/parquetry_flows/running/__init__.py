"""What a run does, from the input's state to the published version."""
