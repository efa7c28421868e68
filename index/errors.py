"""The root of every error a user can do something about; its message says what."""


class PlanqaError(Exception):
    """Shown to users as one line, never as a traceback."""


class MilvusUnavailable(PlanqaError):
    """Milvus cannot be used now; the message says what to do."""
