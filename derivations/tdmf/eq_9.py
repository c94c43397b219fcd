"""tdmf Eq. (9): the flow of u^(2k) - v^(2k), and the domain that is read off it."""

from mirrorsym.register import Bench, Claim, Finding, effect_of, formulas_of, slopes
from mirrorsym.register.claim import Formulas

COVERS = ("Eq. 9",)
TITLE = "The flow of u^(2k) - v^(2k), and whether a range shrinks"

POSITIVE = {"domain": ["u > 0", "v > 0"]}
PAIR = {"g": ["u**4 - v**4"], "h": "u**4 + v**4", **POSITIVE}


def follows_the_flow(formulas: Formulas, bench: Bench) -> Finding:
    """On the printed "domain", "u" and "v" are u^(2k) and v^(2k) along the flow: U' = 4 k^2 U^(2 - 1/k) by mu and by a, V' = -4 k^2 V^(2 - 1/k) by mu."""
    speed = "4*k**2*({})**(2 - 1/k)"
    wanted = {f"{n} by {by}": f"diff({formulas[n]}, {by}) = {sign}{speed.format(formulas[n])}"
              for n, by, sign in (("u", "mu", ""), ("u", "a", ""), ("v", "mu", "-"), ("v", "a", ""))}
    return slopes(domain=[*formulas["domain"].split(";"), "k > 1"], variables=["mu", "a", "c_u", "c_v", "k"])(wanted, bench)


CLAIMS = (
    Claim(
        part="",
        says="x moves along the difference of ((2k - 2) 2k/(mu + a + c_u))^(2k/(2k - 2)) and ((2k - 2) 2k/(-mu + a + c_v))^(2k/(2k - 2)), for "
             "-c_u - a < mu < c_v + a.",
        where="Eq. (9)",
        printed={"u": "((2*k - 2)*(2*k)/(mu + a + c_u))**(2*k/(2*k - 2))", "v": "((2*k - 2)*(2*k)/(-mu + a + c_v))**(2*k/(2*k - 2))",
                 "domain": "mu > -c_u - a; mu < c_v + a"},
        check=follows_the_flow,
        recorded="FAILS",
        scope="refuted",
        corrected={"u": "((2*k - 2)*(2*k)*(c_u - mu - a))**(-2*k/(2*k - 2))", "v": "((2*k - 2)*(2*k)*(c_v + mu - a))**(-2*k/(2*k - 2))",
                   "domain": "mu < c_u - a; mu > a - c_v"},
        corrected_says="x = (2k (2k - 2) (c_u - mu - a))^(-2k/(2k - 2)) - (2k (2k - 2) (c_v + mu - a))^(-2k/(2k - 2)) for a - c_v < mu < c_u - a, with "
                       "c_u = u0^(2 - 2k)/(2k (2k - 2)) and c_v likewise.",
        why="du = 2k u^(2k - 1) (dmu + da) gives d u^(2 - 2k) = -2k (2k - 2) (dmu + da), so u^(2 - 2k) = 2k (2k - 2) (c_u - mu - a): the factor stands below and "
            "not above the line, and mu and a have the other sign. The same for v with -mu.",
        script="""
from mpmath import mp, mpf, odefun
mp.dps = 25
k, u0, mu = 2, mpf(1), mpf("0.05")
u = odefun(lambda t, w: [2*k*w[0]**(2*k - 1)], 0, [u0])(mu)[0]      # a = 0
c = u0**(2 - 2*k)/(2*k*(2*k - 2))
printed = lambda m, c: (mpf((2*k - 2)*(2*k))/(m + c))**(mpf(2*k)/(2*k - 2))
fitted = mpf((2*k - 2)*(2*k))/u0**(2*k - 2)                          # the c_u for which the printed u starts at u0
print("u^(2k) =", u**(2*k), " printed, started right:", printed(mu, fitted), " corrected:", (2*k*(2*k - 2)*(c - mu))**(-mpf(2*k)/(2*k - 2)))
assert printed(mu, fitted) < u0**(2*k) < u**(2*k)
""",
        note="What is printed as Q is its gradient. For k = 1 the exponent does not exist; the formula is about k > 1.",
    ),
    Claim(
        part="domain",
        says="The domain of the dual potential is -c_u - a < mu < c_v + a: for k = 2 with c_u = 1/(8 u0^2), c_v = 1/(8 v0^2).",
        where="after Eq. (9)",
        printed={"domain": "mu > -1/(8*u0**2) - a; mu < a + 1/(8*v0**2)"},
        check=formulas_of(**PAIR),
        recorded="FAILS",
        scope="refuted",
        corrected={"domain": "mu < 1/(8*u0**2) - a; mu > a - 1/(8*v0**2)"},
        corrected_says="It is a - c_v < mu < c_u - a.",
        why="u^(-2) = 8 (c_u - mu - a) and v^(-2) = 8 (c_v + mu - a) have to stay positive.",
        script="""
from mpmath import mpf
c, a, mu = mpf(1)/8, mpf(-1), mpf("0.5")            # u0 = v0 = 1
print("printed interval:", -c - a, "to", c + a, " u^-2, v^-2 at mu = 1/2:", 8*(c - mu - a), 8*(c + mu - a))
assert not -c - a < mu < c + a and 8*(c - mu - a) > 0 and 8*(c + mu - a) > 0
""",
        uses=("tdmf/eq_9",),
    ),
    Claim(
        part="shrinks",
        says="As a falls the domain of the dual potential shrinks.",
        where="after Eq. (9)",
        printed={"g": "u**4 - v**4", "h": "u**4 + v**4"},
        changed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        check=effect_of("range", {"dual": ["shrinks"]}, **POSITIVE),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        corrected_says="It expands for u^(2k) - v^(2k): its length is c_u + c_v - 2a. (It is for log u - log v with log u + log v that it shrinks, with the length "
                       "(u0^2 + v0^2)/2 + 2a.)",
        why="With the signs corrected, both ends move outward as a falls: c_u - a grows, and a - c_v falls.",
        script="""
from mpmath import mpf
c = mpf(1)/8                                          # u0 = v0 = 1, k = 2
lengths = [2*c - 2*mpf(a) for a in (0, -1, -2)]
print("length of the interval of mu at a = 0, -1, -2:", *lengths)
assert lengths[0] < lengths[1] < lengths[2]
""",
        uses=("tdmf/eq_9/domain",),
    ),
    Claim(
        part="solutions_lost",
        says="So the range of R_a shrinks too, and acceptable solutions x of the original problem become excluded.",
        where="after Eq. (9)",
        printed={"g": "u**4 - v**4", "h": "u**4 + v**4"},
        changed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        check=effect_of("range", {"primal": ["shrinks"]}, **POSITIVE),
        recorded="FAILS",
        scope="refuted",
        why="x goes to plus infinity as mu tends to c_u - a and to minus infinity as mu tends to a - c_v, for every a <= 0; so every real x is reached, always. What "
            "regularization does is to make x slow near 0, where the speed J J^T = 4 k^2 (u^(4k - 2) + v^(4k - 2)) becomes small.",
        script="""
from mpmath import mp, mpf
mp.dps = 25
x = lambda mu, a: (8*(mpf(1)/8 - mu - a))**-2 - (8*(mpf(1)/8 + mu - a))**-2     # u0 = v0 = 1, k = 2
for a in (mpf(0), mpf(-1), mpf(-5)):
    end = mpf(1)/8 - a
    low, high = mpf(0), end
    for _ in range(80):
        mid = (low + high)/2
        low, high = (mid, high) if x(mid, a) < 1000 else (low, mid)
    print("a =", a, " x =", mp.nstr(x(low, a), 10), "at mu =", mp.nstr(low, 10), "inside", mp.nstr(-end, 6), mp.nstr(end, 6))
    assert low < end and abs(x(low, a) - 1000) < 1
""",
        uses=("tdmf/eq_9/domain",),
    ),
)
