"""When and how to reach someone: schedules, kinds and delivery are pure; the sender and the worker do the work."""
