"""tdmf Def. A.2: the Lie bracket."""

from mirrorsym.register import Claim, slopes

COVERS = ("Def. A.2",)
TITLE = "The Lie bracket of two vector fields"

X, Y = ("2*u", "-2*v"), ("v", "u")


def bracket(x: tuple[str, str], y: tuple[str, str], k: int) -> str:
    """Component k of (DY)X - (DX)Y in the plane of u and v, written out with derivatives."""
    return " + ".join(f"diff({y[k]}, {n})*({x[i]})" for i, n in enumerate("uv")) + " - (" + " + ".join(
        f"diff({x[k]}, {n})*({y[i]})" for i, n in enumerate("uv")) + ")"


CLAIMS = (
    Claim(
        part="",
        says="[X, Y] = (DY)X - (DX)Y: for X = grad(u^2 - v^2) and Y = grad(u v) it is (-4v, 4u).",
        where="Def. A.2",
        printed={"first": f"{bracket(X, Y, 0)} = -4*v", "second": f"{bracket(X, Y, 1)} = 4*u"},
        check=slopes(domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="antisymmetric",
        says="Exchanging the fields changes the sign, so a field commutes with itself: for the same fields.",
        where="Def. A.2",
        printed={"first": f"{bracket(Y, X, 0)} = 4*v", "second": f"{bracket(Y, X, 1)} = -4*u"},
        check=slopes(domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="flows",
        says="Where the bracket vanishes the flows commute: grad(u^2 - v^2) and grad(u^2 + v^2) stretch u by e^(2s) and e^(2t) in either order.",
        where="Def. A.2",
        printed={"u": "(u*exp(2*s))*exp(2*t) = (u*exp(2*t))*exp(2*s)", "v": "(v*exp(-2*s))*exp(2*t) = (v*exp(2*t))*exp(-2*s)"},
        check=slopes(domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
