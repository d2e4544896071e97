"""Recorded traffic of every protocol that was ever released, played over today's server."""
