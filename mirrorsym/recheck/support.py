"""What the claims of one report share: evidence that one certificate holds and another claim rests on.

Main definition: `Support`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.recheck.glue import Evidence, Glued

__all__ = ["Support"]


@dataclass
class Support:
    """Evidence from elsewhere in the same report that a claim may rest on; it is checked where it is used.

    `evidence`: from certificates of `smooth`, since most criteria speak of functions that are C^2 on M.  `items`: from the
    certificate of `separable`, since `wronskian` speaks of separable pairs.  `smooth` remembers what was shown so far.
    """

    evidence: Evidence = field(default_factory=Evidence)
    items: dict[str, Any] = field(default_factory=dict)
    smooth: dict[tuple[Expression, ...], Glued] = field(default_factory=dict)
