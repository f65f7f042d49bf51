"""Old conversations from another system: read, checked and written as tickets. It tells nobody and starts no clock."""

from metrics.history.importing import Reject, Summary, import_history

__all__ = ["Reject", "Summary", "import_history"]
