"""The necessary condition of lwla Thm 4.9: every bracket of length >= 2 of the gradients is orthogonal to all of them.

The brackets in question are left-nested: [[...[grad g_j1, grad g_j2], ...], grad g_jk].  One of the three is enough:

* zeros: [grad g_i, grad g_j] = 0 for i < j; every longer bracket starts with one of these (up to sign) and is 0.
* one_coordinate: n = 1, and [X, X] = 0.
* involutive: fields F_a (brackets named by words of length >= 2, all [i, j] with i < j among them) and smooth
  functions c with [F_a, grad g_j] = sum_b c_b F_b.  By induction every bracket of length >= 2 is a combination of the
  F_b with smooth coefficients: [sum c_b F_b, X] = sum c_b [F_b, X] - sum (X c_b) F_b.  All F_b are orthogonal to every
  grad g_i, so every bracket is.

With `copies` brackets of gradients of different copies are 0 and those inside one copy are the block's.

Main definition: `prove_involutive`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.expression import add, mul, neg
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import Items
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.zero import prove_zero

__all__ = ["prove_involutive"]


def prove_involutive(certificate: dict[str, Any], of: Items, setting: Setting) -> None:
    """Accept the kind `involutive` or raise `Rejected`."""
    words = [data.text(w, "a word") for w in data.items(data.field(certificate, "fields"), "the fields", 40)]
    n = len(of.g)
    if len(set(words)) != len(words) or any("." not in w for w in words):
        raise Rejected("the fields are not different brackets of length at least 2")
    missing = [f"{i}.{j}" for i in range(n) for j in range(i + 1, n) if f"{i}.{j}" not in words]
    if missing:
        raise Rejected(f"the bracket {missing[0]} is not among the fields")
    setting = setting.grant(*of.g)
    proofs = data.record(certificate.get("items", {}), "the items")
    coefficients = data.record(data.field(certificate, "coefficients"), "the coefficients")
    fields = [of.word(w) for w in words]
    for w in words:
        for i in range(n):
            key = f"lie:{w}:{i}"
            prove_zero(of.along(of.g[i], w), proofs.get(key), setting)
    for w in words:
        for j in range(n):
            key = f"{w}|{j}"
            row = [data.tree(c, setting.names) for c in data.items(data.field(coefficients, key), "coefficients", 40)]
            if len(row) != len(words):
                raise Rejected("there is not one coefficient per field")
            prove_smooth(row, certificate.get("guards", []), setting)
            longer = of.word(f"{w}.{j}")
            for k, name in enumerate(of.w):
                total = add(longer[k], *(neg(mul(c, f[k])) for c, f in zip(row, fields, strict=True)))
                prove_zero(total, proofs.get(f"c:{key}:{name}"), setting)
