"""Live pages: one subscription a process hears what has changed, and hands it on to every open stream."""
