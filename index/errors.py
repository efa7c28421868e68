"""The root of every error a user can do something about; its message says what."""


class PlanqaError(Exception):
    """Shown to users as one line, never as a traceback."""
