"""tdmf Sec. 4, the take-away: which effects the two parametrizations have."""

from mirrorsym.register import Claim, effect_of, together

COVERS = ("Sec. 4 (take away)",)
TITLE = "The effects of both parametrizations, summed up"

POWERS = {"domain": ["u > 0", "v > 0"]}
BOTH = {"product.g": "u**2 - v**2", "product.h": "u**2 + v**2", "powers.g": "u**4 - v**4", "powers.h": "u**4 + v**4"}

CLAIMS = (
    Claim(
        part="",
        says="For both parametrizations the minimum gets closer to the origin: m*w, rotated and with x and the clock scaled by 2 (u^2 - v^2 with "
             "u^2 + v^2), and u^4 - v^4.",
        where="Sec. 4, take away",
        printed=BOTH,
        changed={"powers.g": "log(u) - log(v)", "powers.h": "log(u) + log(v)"},
        check=together(product=effect_of("positional_bias", {"moves": True, "toward_zero": True}, **POWERS),
                       powers=effect_of("positional_bias", {"moves": True, "toward_zero": True}, **POWERS)),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="type_of_bias",
        says="For both the implicit bias changes from L2 to L1.",
        where="Sec. 4, take away",
        printed=BOTH,
        changed={"powers.g": "log(u) - log(v)", "powers.h": "log(u) + log(v)"},
        check=together(product=effect_of("type_of_bias", ["toward_L1"], **POWERS), powers=effect_of("type_of_bias", ["toward_L1"], **POWERS)),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="range",
        says="For u^(2k) - v^(2k) with k > 1 the range of the implicit bias shrinks: the interval of mu for k = 2.",
        where="Sec. 4, take away",
        printed={"g": "u**4 - v**4", "h": "u**4 + v**4"},
        changed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        check=effect_of("range", {"dual": ["shrinks"]}, **POWERS),
        recorded="FAILS",
        scope="refuted",
        why="The interval of mu, which is the range of grad R_a, grows as a falls, and x takes every real value for every a; see Eq. (9).",
        script="""
from mpmath import mp, mpf
mp.dps = 30
x = lambda mu, a: (1 - 8*(mu + a))**-2 - (1 - 8*(-mu + a))**-2      # u0 = v0 = 1
for a in (mpf(0), mpf(-1), mpf(-10)):
    end = mpf(1)/8 - a
    print("a =", a, " |mu| <", mp.nstr(end, 8), " x near the end:", mp.nstr(x(end - mpf(10)**-8, a), 5))
    assert x(end - mpf(10)**-8, a) > 10**6
""",
        uses=("tdmf/eq_9/shrinks", "tdmf/eq_9/solutions_lost"),
    ),
)
