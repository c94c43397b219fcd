"""One file, one command: a module with a click command `COMMAND`, found by being in this folder.

A command imports only click at the top, so that the list of commands is quick.
"""
