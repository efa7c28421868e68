"""Reading plans and keeping them: files in, a searchable index out. Knows nothing of questions or screens."""
