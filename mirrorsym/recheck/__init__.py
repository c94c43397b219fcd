"""The independent checker: reads a report, derives every claim again, and checks every certificate.

It imports the nouns, the standard library and python-flint, and no code of the finder.  The format of certificates and
the proof of each rule's soundness are in docs/reference/certificates.md and in the modules here.

Main definitions: `recheck`, `recheck_file`, `Recheck`, `Check`.
"""

from mirrorsym.recheck.checker import Check, Recheck, recheck, recheck_file

__all__ = ["Check", "Recheck", "recheck", "recheck_file"]
