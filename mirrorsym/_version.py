"""The version of the package, in the one place from which the build, the reports and `--version` read it."""

__version__ = "0.1.0"
