"""Whole programs from one integer each: people, phones, a bad network, and an account of where every word must be.

`script` says what happens, `hands` and `mistakes` what people do on a `phone`, `mishaps` what goes wrong, `office` what the program
does; `wire` holds every answer against the `books`, and `ending` what is left when nothing is in the way any more. A new act is
a function in `hands`, a new fault one in `mishaps`, each with its name in `script`; a new rule of merging is a case in `histories`.
"""
