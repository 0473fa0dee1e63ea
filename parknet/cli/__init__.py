"""The command line: parse, make one pipeline call, print, exit."""
