"""When and whether someone is told: pure functions of rows and a clock."""
