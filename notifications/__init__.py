"""When and how a person is reached: pure policy, the queue of notices, pushing, the worker."""
