"""What each format of files makes of its bytes; one module a format, chosen by content.

`frame` says what a reader gives and what it is held to, `detection` tells formats apart, and
`workers` runs the readers of binary formats in processes of their own.
"""
