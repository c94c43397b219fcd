"""lwla Thm 3.8: the limit of a mirror flow minimizes the divergence from the start among all interpolating points."""

from collections.abc import Iterator

from mirrorsym.register import Bench, Claim, Finding, differential, instances, relations

COVERS = ("Thm 3.8",)
TITLE = "Implicit bias of mirror flow for L(w) = F(Z w)"

#: start, data row, label, limit (all with numbers), potential of one coordinate, its name
CASES = (
    ("entropy", "w*(log(w) - 1)", ("1", "3"), ("1", "1"), ("1/4", "3/4"), "s > -1/4", "s < 3/4"),
    ("square", "w**2/2", ("1", "3"), ("1", "2"), ("-1/5", "3/5"), "s > -9", "s < 9"),
    ("barrier", "-log(w)", ("1/2", "1/3"), ("1", "1"), ("1", "1/2"), "s > -1", "s < 1/2"),
    ("hyperbolic entropy", "w*asinh(w) - sqrt(w**2 + 1)", ("0", "0"), ("1", "1"), ("1/2", "1/2"), "s > -9", "s < 9"),
    ("fourth power", "w**4/4 + w**2/2", ("1", "1"), ("1", "1"), ("2", "2"), "s > -9", "s < 9"),
)


def minimizers(bench: Bench) -> Iterator[tuple[str, Finding]]:
    """The point of the line Z w = Y with grad R - grad R(start) in the span of Z, against every other point w + s (z2, -z1) of the line."""
    for name, R, start, z, limit, *inside in CASES:
        names = {"R": R,
                 "Da": f"At[R, w, {limit[0]} + s*{z[1]}] - At[D[R, w], w, {start[0]}]*({limit[0]} + s*{z[1]})",
                 "Db": f"At[R, w, {limit[1]} - s*{z[0]}] - At[D[R, w], w, {start[1]}]*({limit[1]} - s*{z[0]})"}
        dual = (f"(At[D[R, w], w, {limit[0]}] - At[D[R, w], w, {start[0]}])*{z[1]} = "
                f"(At[D[R, w], w, {limit[1]}] - At[D[R, w], w, {start[1]}])*{z[0]}")
        yield name, differential(domain=inside)(
            {**names, "dual": dual, "minimal": "Da + Db - At[Da, s, 0] - At[Db, s, 0] >= 0"}, bench)
    # L(w) = (w1 w2 - 2)^2/2 is no function of Z w: for R = |w|^2/2 the flow from (sqrt 3, 0) keeps w1^2 - w2^2 = 3 and ends at (2, 1)
    yield "near-miss, L not of the form F(Z w): another interpolating point is nearer to the start", relations(variables=["p", "q", "m"])(
        {"kept": "p*(-m*q) - q*(-m*p) = 0", "limit": "2**2 - 1**2 = 3", "interpolates": "11/5*(10/11) = 2*1",
         "nearer": "(11/5 - sqrt(3))**2 + (10/11)**2 < (2 - sqrt(3))**2 + 1**2"}, bench)


CLAIMS = (
    Claim(
        part="three_points",
        says="For any three points D(w, w0) - D(p, w0) - D(w, p) = <grad R(p) - grad R(w0), w - p>: an identity in the values r, rp, r0 and the "
             "gradients of R, shown in two variables.",
        where="Thm 3.8 (its proof is not in our text)",
        printed={"Dw0": "r - r0 - (a1*(w1 - o1) + a2*(w2 - o2))", "Dp0": "rp - r0 - (a1*(p1 - o1) + a2*(p2 - o2))",
                 "Dwp": "r - rp - (b1*(w1 - p1) + b2*(w2 - p2))",
                 "identity": "Dw0 - Dp0 - Dwp = (b1 - a1)*(w1 - p1) + (b2 - a2)*(w2 - p2)"},
        changed={"Dwp": "r - rp - (a1*(w1 - p1) + a2*(w2 - p2))"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="orthogonal",
        says="The gradient of F(Z w) is in the row space of Z, so grad R(w(t)) - grad R(w0) is orthogonal to w - p whenever Z w = Z p: shown for "
             "one row of two entries, with Z w - Z p on the right.",
        where="Thm 3.8",
        printed={"row": "(z1*n)*(w1 - p1) + (z2*n)*(w2 - p2) = n*((z1*w1 + z2*w2) - (z1*p1 + z2*p2))"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="",
        says="If the mirror flow of F(Z w) converges to an interpolating point, that point has the least divergence from the start among all "
             "interpolating points.",
        where="Thm 3.8",
        check=instances(minimizers),
        recorded="UNDECIDED",
        scope="verified on instances",
        hypotheses=("L(w) = F(Z w) with F differentiable", "the mirror flow (8) converges, and Z w_inf = Y"),
        uses=("lwla/thm_3_8/three_points", "lwla/thm_3_8/orthogonal"),
        note="From the two identities: D(w, w0) - D(w_inf, w0) = D(w, w_inf) >= 0 where w_inf is inside dom R. It is inside whenever some "
             "interpolating point is: near a boundary point normalized gradients of R tend to a normal direction n with <n, w - w_inf> < 0 for w "
             "inside, while they stay in a fixed affine row space of Z, which is orthogonal to w - w_inf. In Thm 3.8 Z is n x d, in Sec. 4.3 it is "
             "d x n, where Z w is to be read as Z^T w.",
    ),
)
