"""Whole programs from one integer each.

People, phones, a bad network, a server that is restored, and where every word must be.

`script` says what happens. People's acts are in `hands`, `acts` and `mistakes`, what goes wrong in
`mishaps` and `misfortunes`, what chance alone seldom brings about in `turns`; `office` is the
program, `phone` a device, `restoring` the server from an old backup. `wire` holds every answer
against the `books`, which know the rules without the code under test, `withdrawn` what must stay
away, and `ending` what is left when nothing is in the way any more. A new act or fault is a
function there, with its name in `script`; a new rule of merging is a case in `histories`.
"""
