"""Questions and answers over the index. Knows nothing of screens."""
