"""The desk: the page where an agent works on one ticket, and every act on it."""
