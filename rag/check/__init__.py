"""A draft held against the documents: which of its statements they say, which they say otherwise, and which not at all."""

from rag.check.hold import Checked as Checked
from rag.check.hold import Checker as Checker
from rag.check.judge import Verdict as Verdict
