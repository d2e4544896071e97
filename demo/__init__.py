"""The fictional program Lantern Bridge: made-up people, real meetings, the same on every run of one seed."""

from demo.access import DemoAccess, DemoCode, DemoLogin
from demo.seeding import seed

__all__ = ["DemoAccess", "DemoCode", "DemoLogin", "seed"]
