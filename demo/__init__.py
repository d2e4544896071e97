"""The fictional program Lantern Bridge: made-up people, real meetings, the same on every run of one seed."""

from demo.seeding import DemoAccess, DemoCode, DemoLogin, seed

__all__ = ["DemoAccess", "DemoCode", "DemoLogin", "seed"]
