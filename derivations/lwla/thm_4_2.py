"""lwla Thm 4.2 and Figure 1: brackets vanish exactly where the flows commute."""

import re
from collections.abc import Iterator

from mirrorsym.register import Bench, Claim, Finding, differential, instances
from mirrorsym.register.drawn import brief, number, signed
from mirrorsym.testing.choices import Dice

COVERS = ("Thm 4.2", "Figure 1")
TITLE = "Vanishing brackets and commuting flows"

#: name, first function, its flow from (p, q) in time s, second function, its flow in time t, domain; flows along minus the gradient
COMMUTING = (
    ("a scaling and a hyperbolic rotation", "(p**2 + q**2)/2", ("p*exp(-s)", "q*exp(-s)"), "p*q",
     ("p*cosh(t) - q*sinh(t)", "q*cosh(t) - p*sinh(t)"), ()),
    ("one variable each", "p**2", ("p*exp(-2*s)", "q"), "q**3", ("p", "q/(1 + 3*q*t)"), ("p > 0", "q > 0", "1 + 3*q*t > 0")),
    ("shared variables", "p**2 - q**2", ("p*exp(-2*s)", "q*exp(2*s)"), "p**2 + q**2", ("p*exp(-2*t)", "q*exp(-2*t)"), ("p > 0", "q > 0")),
    ("logarithms", "log(p)", ("sqrt(p**2 - 2*s)", "q"), "log(q)", ("p", "sqrt(q**2 - 2*t)"), ("p > 0", "q > 0", "p**2 - 2*s > 0", "q**2 - 2*t > 0")),
    ("a shift and a square", "3*p", ("p - 3*s", "q"), "q**2/2", ("p", "q*exp(-t)"), ()),
    ("near-miss, Assumption 3.5 misses: flows of e^p - e^q and e^p + e^q agree where both orders are defined", "exp(p) - exp(q)",
     ("-log(exp(-p) + s)", "-log(exp(-q) - s)"), "exp(p) + exp(q)", ("-log(exp(-p) + t)", "-log(exp(-q) + t)"),
     ("s > 0", "t > 0", "exp(-q) - s > 0")),
)
OTHERS = (
    ("x and x y", "p", ("p - s", "q"), "p*q", ("p*cosh(t) - q*sinh(t)", "q*cosh(t) - p*sinh(t)")),
    ("x^2/2 and x y", "p**2/2", ("p*exp(-s)", "q"), "p*q", ("p*cosh(t) - q*sinh(t)", "q*cosh(t) - p*sinh(t)")),
    ("y and (x + y)^2/4", "q", ("p", "q - s"), "(p + q)**2/4", ("(p + q)/2*exp(-t) + (p - q)/2", "(p + q)/2*exp(-t) - (p - q)/2")),
)


def flows(f: str, one: tuple[str, str], g: str, two: tuple[str, str]) -> dict[str, str]:
    return {"A1": one[0], "A2": one[1], "B1": two[0], "B2": two[1],
            "a1": f"D[A1, s] = -At[D[{f}, p], p, A1, q, A2]", "a2": f"D[A2, s] = -At[D[{f}, q], p, A1, q, A2]",
            "b1": f"D[B1, t] = -At[D[{g}, p], p, B1, q, B2]", "b2": f"D[B2, t] = -At[D[{g}, q], p, B1, q, B2]",
            "begin": "(At[A1, s, 0] - p)**2 + (At[A2, s, 0] - q)**2 + (At[B1, t, 0] - p)**2 + (At[B2, t, 0] - q)**2 = 0"}


def bracket(f: str, g: str) -> tuple[str, str]:
    return tuple(f"D[{g}, {k}, p]*D[{f}, p] + D[{g}, {k}, q]*D[{f}, q] - (D[{f}, {k}, p]*D[{g}, p] + D[{f}, {k}, q]*D[{g}, q])" for k in "pq")


#: functions a*f of one variable x, and their flows along minus the gradient for the time t; what the flow needs to be defined
FLOWS = (("x", "x - a*t", ()), ("x**2", "x*exp(-2*a*t)", ("x > 0",)), ("x**3", "x/(1 + 3*a*x*t)", ("x > 0",)),
         ("x**4", "x/sqrt(1 + 8*a*x**2*t)", ("x > 0",)), ("exp(x)", "-log(exp(-x) + a*t)", ()))


def drawn_flows() -> Iterator[tuple[bool, str, str, tuple[str, str], str, tuple[str, str], tuple[str, ...]]]:
    """Whether they commute, the family, and both functions with their flows: one variable each, forms turned together, and forms that are not."""
    for i in range(6):
        dice = Dice(f"lwla 4.2 own {i}")
        (f, one, where), (g, two, there) = dice.pick(FLOWS), dice.pick(FLOWS)
        a, b = number(dice), number(dice)
        put = {"one": _named(one, "p", "s", a), "two": _named(two, "q", "t", b)}
        conditions = (*(c.replace("x", "p") for c in where), *(c.replace("x", "q") for c in there), "s > 0", "t > 0")
        yield True, "one variable each", _named(f, "p", "s", a, first=True), (put["one"], "q"), _named(g, "q", "t", b, first=True), ("p", put["two"]), conditions
    for i in range(6):
        dice = Dice(f"lwla 4.2 turned {i}")
        k, m = dice.whole(1, 3), dice.whole(1, 3)
        y, z, n = f"({k}*p + {m}*q)", f"({m}*p - {k}*q)", k*k + m*m
        made = []
        for time in "st":
            a, b = signed(dice), signed(dice)
            e, d = f"{y}*exp(-({2*a*n})*{time})", f"{z}*exp(-({2*b*n})*{time})"
            made.append((f"({a})*{y}**2 + ({b})*{z}**2", (f"({k}*{e} + {m}*{d})/{n}", f"({m}*{e} - {k}*{d})/{n}")))
        yield True, "forms turned together", *made[0], *made[1], ()
    for i in range(4):
        dice = Dice(f"lwla 4.2 others {i}")
        a, c = number(dice), number(dice)
        f, flow = (f"{a}*p", f"p - {a}*s") if i % 2 else (f"{a}*p**2", f"p*exp(-{2*a}*s)")
        two = (f"p*cosh({c}*t) - q*sinh({c}*t)", f"q*cosh({c}*t) - p*sinh({c}*t)")
        yield False, "a product", f, (flow, "q"), f"{c}*p*q", two, ("p > 0", "q > 0", "s > 0", "t > 0")


def _named(text: str, x: str, t: str, a: object, first: bool = False) -> str:
    """The function a*f, or its flow, with these names."""
    put = {"x": x, "t": t, "a": f"({a})"}
    named = "".join(put.get(part, part) for part in re.split(r"(\b[xta]\b)", text))
    return f"({a})*{named}" if first else named


def commute(bench: Bench) -> Iterator[tuple[str, Finding]]:
    for name, f, one, g, two, domain in COMMUTING:
        first, second = bracket(f, g)
        yield name, differential(domain=domain, variables=["p", "q", "s", "t"])(
            {**flows(f, one, g, two), "first": f"{first} = 0", "second": f"{second} = 0",
             "same1": "At[A1, p, B1, q, B2] = At[B1, p, A1, q, A2]", "same2": "At[A2, p, B1, q, B2] = At[B2, p, A1, q, A2]"}, bench)
    for name, f, one, g, two in OTHERS:
        first, second = bracket(f, g)
        yield f"not commuting: {name}", differential(domain=["p > 0", "q > 0", "s > 0", "t > 0"])(
            {**flows(f, one, g, two), "bracket": f"({first})**2 + ({second})**2 > 0",
             "differ": "At[A1, p, B1, q, B2] != At[B1, p, A1, q, A2]"}, bench)
    for commutes, family, f, one, g, two, domain in drawn_flows():
        first, second = bracket(f, g)
        wanted = {"first": f"{first} = 0", "second": f"{second} = 0", "same1": "At[A1, p, B1, q, B2] = At[B1, p, A1, q, A2]",
                  "same2": "At[A2, p, B1, q, B2] = At[B2, p, A1, q, A2]"}
        if not commutes:
            wanted = {"bracket": f"({first})**2 + ({second})**2 > 0", "differ": "At[A1, p, B1, q, B2] != At[B1, p, A1, q, A2]"}
        found = differential(domain=domain, variables=["p", "q", "s", "t"])({**flows(f, one, g, two), **wanted}, bench)
        yield (f"{'drawn from ' if commutes else 'near-miss, not commuting, '}{family}: {f} and {g}",
               brief(found, f"the bracket {'vanishes and the flows agree' if commutes else 'does not vanish and the flows differ'}"))


CLAIMS = (
    Claim(
        part="",
        says="For each pair of coordinates the bracket of the gradients vanishes on M exactly when the flows can be exchanged for all times of their "
             "domains.",
        where="Thm 4.2, Figure 1",
        check=instances(commute),
        recorded="UNDECIDED",
        scope="verified on instances",
        hypotheses=("G is C^2", "Assumption 3.5"),
        note="Both directions are tried: flows and brackets for pairs that commute and pairs that do not. Without Assumption 3.5 the flows still agree "
             "where both orders are defined; what is lost is that one order is defined when the other is.",
    ),
    Claim(
        part="linear",
        says="For linear fields the mixed derivative in s and t of the two orders at s = t = 0 differs by the bracket: with flows expanded to first "
             "order each, for all matrices of size two.",
        where="Thm 4.2",
        printed={"A1": "p - s*(a*p + b*q)", "A2": "q - s*(b*p + c*q)", "B1": "p - t*(e*p + f*q)", "B2": "q - t*(f*p + h*q)",
                 "first": "D[At[A1, p, B1, q, B2] - At[B1, p, A1, q, A2], s, t] = ((a*e + b*f) - (e*a + f*b))*p + ((a*f + b*h) - (e*b + f*c))*q",
                 "second": "D[At[A2, p, B1, q, B2] - At[B2, p, A1, q, A2], s, t] = ((b*e + c*f) - (f*a + h*b))*p + ((b*f + c*h) - (f*b + h*c))*q"},
        changed={"B1": "p - t*(e*p + 2*f*q)"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The right sides are (A B - B A) x, which is the bracket of the two gradients of B and A.",
    ),
)
