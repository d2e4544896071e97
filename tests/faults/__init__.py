"""The real server under load is killed, starved of disk and cut off at every step; nothing that it confirmed is lost or doubled."""
