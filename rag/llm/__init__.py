"""Answers written by an LLM and held to the text. Nothing of this is imported where no LLM is configured."""
