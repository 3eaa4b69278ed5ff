"""The same loop on a GPU, one person for each thread."""
