"""Calculus: expressions in, expressions and proofs out; no word of the theory.

Every module here answers one question about expressions on a region of R^D: derivatives, enclosures, sample points,
zero, sign, rank, brackets.  A proof is a plain dictionary in the format of docs/reference/certificates.md, which
`mirrorsym.recheck` can check on its own; None means that no proof was found, never that the claim is false.
"""
