"""lwla Def. 3.6: the set of points that gradient flows reach."""

from mirrorsym.register import Claim, differential, laws_of, not_decidable

COVERS = ("Def. 3.6",)
TITLE = "Reachable sets"

CLAIMS = (
    Claim(
        part="example",
        says="For u^2 - v^2 on the quadrant the reachable set of (u0, v0) is the curve u v = u0 v0: psi stays on it, and reaches each of its points.",
        where="Def. 3.6",
        printed={"u": "u0*exp(2*mu)", "v": "v0*exp(-2*mu)", "stays": "u*v = u0*v0", "reaches": "At[u, mu, log(p/u0)/2] = p",
                 "moves": "D[u, mu] = 2*u", "against": "D[v, mu] = -2*v"},
        changed={"v": "v0*exp(-3*mu)"},
        check=differential(domain=["u0 > 0", "v0 > 0", "p > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Velocities for any loss are multiples of grad G = (2 u, -2 v), so nothing else is reached.",
    ),
    Claim(
        part="counterexample",
        says="A point with another product u v is not reachable: along (2 u, -2 v) the product does not change.",
        where="Def. 3.6",
        printed={"product": "u*v", "conserved": "D[product, u]*(2*u) + D[product, v]*(-2*v) = 0"},
        changed={"product": "u + v"},
        check=differential(domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="inverse_flow",
        says="Flowing along L after flowing as long along -L leads back; for G = x^2 and a linear loss p w this is the identity.",
        where="After Def. 3.6",
        printed={"there": "x*exp(2*p*t)", "back": "x*exp(-2*p*t)", "identity": "At[back, x, there] = x",
                 "moves": "D[back, t] = -p*2*back", "moves_there": "D[there, t] = p*2*there"},
        changed={"back": "x*exp(-3*p*t)"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="This makes the relation symmetric; reflexive it is by a flow of length 0. The text takes it as the reason for reflexivity, a slip of the "
             "word. It needs unique flows; see lwla/def_3_1/uniqueness.",
    ),
    Claim(
        part="generated",
        says="The reachable set is what the flows phi of the coordinates G_j reach in times mu >= 0: for G the identity on the line, the points x0 + s "
             "with s > 0, which the loss -w reaches, are among the x0 - mu with mu >= 0, the largest of which is x0.",
        where="The paragraph after Def. 3.6, last formula",
        printed={"phi": "x0 - m", "among": "x0 + s <= At[phi, m, 0]"},
        corrected={"phi": "x0 - m", "among": "At[phi, m, -s] = x0 + s"},
        changed={"phi": "x0 - m + s/2"},
        corrected_says="The times mu range over all real numbers (flows of G_j and of -G_j): x0 + s is reached at mu = -s.",
        check=differential(domain=["s > 0"], variables=["x0", "s"]),
        recorded="FAILS",
        scope="refuted",
        why="phi of the identity moves along -1, so in times mu >= 0 it reaches the half line below x0, while the set of Def. 3.6 is the whole line: "
            "there the losses w and -w are both admitted. The orbits of Sussmann's theorem, which the text appeals to, use both directions.",
        script="""
x0 = 0
phi = lambda mu: x0 - mu                      # flow of G(x) = x along -grad G
reached = x0 + 1                              # by the loss L(w) = -w in time 1
print("reached:", reached, " by phi in times 0, 1, 2, ...:", [phi(mu) for mu in range(4)])
assert reached not in [phi(mu/10) for mu in range(1000)] and phi(-1) == reached
""",
    ),
    Claim(
        part="dimension",
        says="For u^2 - v^2 the reachable sets have dimension one: the gradients and their brackets span one direction, and there is one local "
             "conservation law, u v.",
        where="The paragraph after Def. 3.6",
        printed={"g": "u**2 - v**2"},
        changed={"g": "u**2 - v**2;u*v"},
        check=laws_of(1, domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="dimension_with_brackets",
        says="For (x + z^2, y z) on y, z > 0 the gradients span two directions, with their brackets three: a reachable set may have a larger "
             "dimension than d.",
        where="The paragraph after Def. 3.6",
        printed={"g": "x + z**2;y*z"},
        changed={"g": "x;y*z"},
        check=laws_of(0, domain=["y > 0", "z > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="orbits",
        says="For smooth G every reachable set is an immersed submanifold.",
        where="The paragraph after Def. 3.6",
        check=not_decidable("a citation of Sussmann's orbit theorem about all smooth maps; nothing finite decides it"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        hypotheses=("G is smooth",),
    ),
)
