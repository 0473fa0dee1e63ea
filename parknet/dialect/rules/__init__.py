"""What parknet owns of each platform's command line, and in which order it may change: data.

A rule is annet's (`*` is part of the key, `*/regex/` a restricted part, `~` the rest; `undo` takes
the key) with one parameter of our own, `%owned`, for lines a device runs but nobody wants:

* left out: ours as a kind: they are removed;
* `named`: ours where the key occurs in what is wanted (accounts, processes), else left alone;
* `first`, `second`, `third`: as `named`, by that part of the key alone;
* `kept`: never removed: other features may lean on it;
* a regular expression: ours as a kind where the key matches it, else as `named`.

A line that no rule knows is left alone where it runs and sent as it is where it is wanted.
No two rules of one level may match the same line: a test holds this.
"""
