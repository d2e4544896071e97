"""The fictional program Lantern Bridge: made-up people and real meetings, alike for each seed."""

from demo.access import DemoAccess, DemoCode, DemoLogin
from demo.seeding import seed

__all__ = ["DemoAccess", "DemoCode", "DemoLogin", "seed"]
