"""What an operator does without a shell: documents loaded, corrected and built, answers turned off."""
