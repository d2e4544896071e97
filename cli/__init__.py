"""The console commands, the composition root, and the processes that they run."""
