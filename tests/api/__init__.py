"""The edge, over real databases; each file is named for the rule it holds."""
