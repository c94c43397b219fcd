"""lwla Thm 4.9, Eq. (9) and Conj. 4.10: what a parametrization needs so that all its gradient flows are mirror flows."""

from collections.abc import Iterator

from mirrorsym.register import Bench, Claim, Finding, differential, instances, pair_has
from mirrorsym.register.drawn import drawn, missed, verdicts

COVERS = ("Thm 4.9", "Eq. 9", "Conj. 4.10")
TITLE = "The necessary condition on brackets, and the conjecture that it is enough"

XYZ = ("x", "y", "z")
#: A = r^2/(r^2 + 1) and B = (z - theta) A do not change along the screw motion K = (-y, x, 1)
SCREW = {"A": "(x**2 + y**2)/(x**2 + y**2 + 1)", "B": "(z - atan(y/x))*A", **{f"A{k}": f"D[A, {k}]" for k in XYZ}, **{f"B{k}": f"D[B, {k}]" for k in XYZ}}
K = {"Kx": "-y", "Ky": "x", "Kz": "1"}
LIE = {f"L{k}": " + ".join(f"D[B{k}, {m}]*A{m} - D[A{k}, {m}]*B{m}" for m in XYZ) for k in XYZ}


def with_screw(f: str, k: str) -> str:
    return " + ".join(f"D[{f}{k}, {m}]*K{m} - D[K{k}, {m}]*{f}{m}" for m in XYZ)


def both_ways(bench: Bench) -> Iterator[tuple[str, Finding]]:
    for g in (["u**2", "u*v", "v**2"], ["u*v", "u*z"], ["x", "x*y"], ["x", "x**2*y + y"]):
        names = sorted({c for f in g for c in f if c.isalpha()})
        yield f"{', '.join(g)}: the condition fails", pair_has({"lie_necessary": "FAILS", "commuting": "FAILS"}, g=g,
                                                             domain=[f"{n} > 0" for n in names])({}, bench)
    for g in (["u**2 - v**2", "x**3"], ["x*y", "x**2 + y**2"]):
        yield f"{', '.join(g)}: commuting, so it holds", pair_has({"lie_necessary": "HOLDS", "commuting": "HOLDS"}, g=g)({}, bench)
    for one in drawn("lwla 4.9", 15, h=False):
        yield f"{one}, a mirror flow (Thm 4.8)", verdicts(one.pair, bench, {"lie_necessary": "HOLDS", "regular": "HOLDS", "legendre": "HOLDS"})
    for kind in ("not_commuting", "forms_not_commuting"):
        for one in missed("lwla 4.9", 4, kind, h=False):
            yield f"{one}, so not every gradient flow is a mirror flow", verdicts(one.pair, bench, {"commuting": "FAILS", "lie_necessary": "FAILS"}, {"lwla.4.9": "HOLDS"})
    for one in missed("lwla 4.9", 3, "not_regular", h=False):
        yield f"{one}, the condition on brackets does not ask for regularity", verdicts(one.pair, bench, {"regular": "FAILS", "lie_necessary": "HOLDS"})
    yield "no mirror flow for (x, x y): flows of w1 and w2 in two orders have the same dual variable and end at different w", differential(
        domain=["s > 0", "t > 0"])({"w": "p*cosh(t) - q*sinh(t)", "differ": "w - s != At[w, p, p - s]"}, bench)
    yield "near-miss, not regular: for x^2 at 0 the gradient vanishes, so w rests for the loss w, while grad R would have to move", pair_has(
        {"regular": "FAILS", "lie_necessary": "HOLDS"}, g=["x**2"])({}, bench)


def conjecture(bench: Bench) -> Iterator[tuple[str, Finding]]:
    yield "A = r^2/(r^2 + 1), B = (z - theta) A on x > 0", CLAIMS[2].check(CLAIMS[2].printed, bench)


CLAIMS = (
    Claim(
        part="eq_9_refutes",
        says="For U U^T of size 2 x 1 on positive entries a bracket of length two is not in the kernel of the Jacobian, so not all gradient flows are "
             "mirror flows.",
        where="Thm 4.9, Eq. (9)",
        printed={"g": "u**2;u*v;v**2"},
        changed={"g": "u**2;v**2"},
        check=pair_has({"lie_necessary": "FAILS"}, {"lwla.4.9": "HOLDS"}, domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="weaker_than_commuting",
        says="Eq. (9) can hold without commutation: with A = r^2/(r^2 + 1) and B = (z - theta) A (cylindrical coordinates, x > 0) the bracket of the "
             "gradients is not zero, is a multiple of the screw motion K = (-y, x, 1), K is in the kernel of the Jacobian, and K commutes with both "
             "gradients, so that all longer brackets are multiples of K too.",
        where="After Eq. (9), 'weaker than assuming commuting'",
        printed={**SCREW, **K, **LIE, **{f"a{k}": f"{with_screw('A', k)} = 0" for k in XYZ}, **{f"b{k}": f"{with_screw('B', k)} = 0" for k in XYZ},
                 "kernelA": "Ax*Kx + Ay*Ky + Az*Kz = 0", "kernelB": "Bx*Kx + By*Ky + Bz*Kz = 0", "first": "Lx*Kz - Lz*Kx = 0",
                 "second": "Ly*Kz - Lz*Ky = 0", "bracket": "Lz != 0"},
        changed={"Kz": "2"},
        check=differential(domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="[X, f K] = (X f) K + f [X, K], so brackets of multiples of K with the gradients are multiples of K.",
    ),
    Claim(
        part="weaker_and_still_a_mirror_flow",
        says="The same map follows a mirror flow all the same, as the conjecture says: Jacobian times transpose is a function of w = (A, B), namely the "
             "inverse Hessian of R = w2^2/(2 w1) + S(w1) with S'' = 1/(4 w1 (1 - w1)^3).",
        where="Conj. 4.10",
        printed={**SCREW, "k11": "Ax**2 + Ay**2 + Az**2", "k12": "Ax*Bx + Ay*By + Az*Bz", "k22": "Bx**2 + By**2 + Bz**2",
                 "r11": "D[q**2/(2*p), p, p] + 1/(4*p*(1 - p)**3)", "r12": "D[q**2/(2*p), p, q]", "r22": "D[q**2/(2*p), q, q]",
                 "one": "At[r11, p, A, q, B]*k11 + At[r12, p, A, q, B]*k12 = 1", "two": "At[r11, p, A, q, B]*k12 + At[r12, p, A, q, B]*k22 = 0",
                 "three": "At[r12, p, A, q, B]*k11 + At[r22, p, A, q, B]*k12 = 0", "four": "At[r12, p, A, q, B]*k12 + At[r22, p, A, q, B]*k22 = 1"},
        changed={"r22": "D[q**2/p, q, q]"},
        check=differential(domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="R is strictly convex on 0 < w1 < 1. On x > 0 flows can leave M, so Assumption 3.5 is not claimed here.",
    ),
    Claim(
        part="order",
        says="The span in Eq. (9) is of brackets of length two and more; the text's 'order higher than K' would leave out length K. For (x, x y) the "
             "bracket of length two is (0, 1), which the Jacobian does not map to 0 where x > 0.",
        where="Thm 4.9, the sentence after Eq. (9)",
        printed={"G": "x*y", "first": "D[G, x, x]*1 - 0 = 0", "second": "D[G, y, x]*1 - 0 = 1", "image": "D[G, x]*0 + D[G, y]*1 > 0"},
        changed={"G": "x"},
        check=differential(domain=["x > 0", "y > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="",
        says="If from every initial point all gradient flows of a smooth G are mirror flows of one Legendre function, then G is regular and all brackets "
             "of length two and more lie in the kernel of the Jacobian.",
        where="Thm 4.9",
        check=instances(both_ways),
        recorded="UNDECIDED",
        scope="verified on instances",
        hypotheses=("G is smooth", "the mirror flow exists from every initial point and for every time-dependent loss"),
    ),
    Claim(
        part="conjecture",
        says="Thm 4.8 holds with Eq. (9) in the place of commutation.",
        where="Conj. 4.10",
        check=instances(conjecture),
        recorded="UNDECIDED",
        scope="open",
        hypotheses=("G regular", "Assumption 3.5", "Eq. (9) at every point"),
        uses=("lwla/thm_4_9/weaker_than_commuting", "lwla/thm_4_9/weaker_and_still_a_mirror_flow"),
        note="Open. What can be said: near a point the brackets leave both G and Jacobian times transpose unchanged, so where they have constant rank a "
             "local potential exists, as in the instance; no map was found that meets the hypotheses and follows no mirror flow.",
    ),
)
