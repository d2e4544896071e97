"""One file an area; a handler is typed input, one call, typed output."""
