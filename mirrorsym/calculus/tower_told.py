"""Images that no rule of its own finds, because the answer is what a fact of the region is about.

Whoever wrote the formulas knows that r > 0 is the length of a vector, or that an angle lies between -pi/2 and pi/2; such facts are tried
when a root or an atan is met, if numbers do not speak against it.  Main definitions: `told_root`, `told_angle`.
"""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.tower import Tower
from mirrorsym.expression import PI, Expression, add, call, mul, neg, num, power, sub

__all__ = ["told_angle", "told_root"]


def told_root(tower: Tower, node: Expression, inner: Expression) -> Expression | None:
    """b**(1/q) = c for a fact c > 0 with c**q = b."""
    b, q = node.args[0], node.args[1].args[0].denominator
    if tower.telling:
        return None
    for i, (fact, op) in enumerate(tower.region.facts):
        if op != ">" or fact.names != b.names or node in fact.walk() or not _may_vanish(sub(power(fact, num(q)), b), tower.region):
            continue
        tower.telling = True
        try:
            image = tower.image(fact)
        finally:
            tower.telling = False
        if tower.equal(power(image, num(q)), inner):
            proof = {"rule": "fact", "index": i, "factor": "1"}
            tower.images.append({"atom": node.to_json(), "rule": "root", "image": fact.to_json(), "proof": proof})
            tower.memo[node] = image
            return image
    return None


def told_angle(tower: Tower, node: Expression, image: Expression) -> Expression | None:
    """atan B = A for an angle A with sin A = B cos A, where a fact says that A < pi/2 and -pi/2 < A can be proved."""
    from mirrorsym.calculus import sign

    if tower.telling or tower.depth <= 0:
        return None
    for angle in _angles(tower.region):
        if node in angle.walk() or not _may_vanish(sub(angle, node), tower.region):
            continue
        tower.telling = True
        try:
            s, c, same = tower.image(call("sin", angle)), tower.image(call("cos", angle)), tower.image(angle)
        finally:
            tower.telling = False
        if not tower.equal(s, mul(image, c)):
            continue
        quarter = mul(num("1/2"), PI)
        low = sign.prove(add(quarter, angle), ">", tower.region, depth=tower.depth - 1)
        high = sign.prove(sub(quarter, angle), ">", tower.region, depth=tower.depth - 1)
        if low is not None and high is not None:
            tower.images.append({"atom": node.to_json(), "rule": "arc", "to": angle.to_json(), "low": low, "high": high})
            return same
    return None


def _angles(region: Region) -> Iterator[Expression]:
    """A and -A for each fact pi/2 - A > 0."""
    for fact, op in region.facts:
        rest = [t for t in fact.args if set(t.args) != {num("1/2"), PI}] if fact.op == "add" else []
        if op == ">" and len(rest) + 1 == len(fact.args):
            yield add(*map(neg, rest))
            yield add(*rest)


def _may_vanish(e: Expression, region: Region) -> bool:
    """Whether enclosures at sample points contain 0, at one at least."""
    hits = 0
    for p in samples(region, 2, 60):
        try:
            value = enclose(e, p, 96)
        except (Undefined, Unsettled):
            continue
        if not value.contains(0):
            return False
        hits += 1
    return hits > 0
