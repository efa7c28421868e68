"""Trains the bundled reader. Not part of the program: see README.md here."""
