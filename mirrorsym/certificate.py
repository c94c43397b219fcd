"""Certificates: data that lets a stranger check a verdict without trusting whoever found it.

A certificate is JSON: a `kind`, and what that kind needs (docs/reference/certificates.md lists them all).  Formulas
inside are the nested lists of `Expression.to_json`, exact numbers are text.  The finder writes certificates, the
package `mirrorsym.recheck` reads them; the two share this noun and nothing else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

__all__ = ["Certificate"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A frozen piece of evidence: `kind` and its `data` as canonical JSON text.

    >>> Certificate.of("shape", rows=2, columns=1).data
    {'columns': 1, 'rows': 2}
    """

    kind: str
    text: str

    @classmethod
    def of(cls, kind: str, **data: Any) -> Certificate:
        """Build from keyword data that `json` can write."""
        return cls(kind, json.dumps(data, sort_keys=True))

    @property
    def data(self) -> dict[str, Any]:
        """The evidence, as a fresh dictionary."""
        return dict(json.loads(self.text))

    def to_json(self) -> dict[str, Any]:
        """`kind` and data in one dictionary."""
        return {"kind": self.kind, **self.data}
