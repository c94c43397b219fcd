"""tdmf Sec. 4, the parametrization m*w: what is said of it beside Eq. (8)."""

from mirrorsym.register import Claim, effect_of, formulas_of, pair_has, relations

COVERS = ("Sec. 4 (m*w)",)
TITLE = "The product m*w with weight decay"

CONE = {"domain": ["m > w", "m > -w"]}
POSITIVE = {"domain": ["u > 0", "v > 0"]}

CLAIMS = (
    Claim(
        part="",
        says="Where |w| < m, m*w and m^2 + w^2 are commuting quadratic forms to which Theorem 3.3 applies.",
        where="Sec. 4, the parameterization m*w",
        printed={"g": "m*w", "h": "m**2 + w**2"},
        changed={"h": "m**2 + 2*w**2"},
        check=pair_has({"quadratic": "HOLDS", "commuting": "HOLDS", "commuting_with_h": "HOLDS", "regular": "HOLDS", "joint_regular": "HOLDS",
                        "complete_flows": "HOLDS"}, **CONE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="one_output_per_pair",
        says="It is a separable parametrization: each output has its own variables.",
        where="Sec. 4, the parameterization m*w",
        printed={"g": "m1*w1; m2*w2"},
        changed={"g": "m1*w1; m1*w2"},
        check=pair_has({"block_separable": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="In the sense of Cor. 3.1, a sum of functions of one variable each, it is not separable before a rotation by 45 degrees.",
    ),
    Claim(
        part="start",
        says="u0 = (m + w)/sqrt 2 and v0 = (m - w)/sqrt 2 are both positive exactly where |w| < m; then u0 v0 = (m^2 - w^2)/2, and x starts at "
             "(u0^2 - v0^2)/2.",
        where="after Eq. (8)",
        printed={"product": "(m + w)/sqrt(2)*((m - w)/sqrt(2)) = (m**2 - w**2)/2",
                 "output": "m*w = (((m + w)/sqrt(2))**2 - ((m - w)/sqrt(2))**2)/2", "first": "(m + w)/sqrt(2) > 0", "second": "(m - w)/sqrt(2) > 0"},
        check=relations(**CONE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="minimum",
        says="The regularizer moves the minimum of R_a toward zero as a falls: it lies at e^(4a) times the start.",
        where="after Eq. (8)",
        printed={"minimizer": "m0*w0*exp(4*a)"},
        check=formulas_of(g=["m*w"], h="m**2 + w**2", **CONE),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The paper says only that a smaller a is nearer to zero; its Eq. (8) would have the minimum at 2 e^(2a) times the start.",
    ),
    Claim(
        part="type_of_bias",
        says="The regularizer changes the type of bias from L2 toward L1: R_a''(x)/R_a''(0) falls as a does. In the variables u = "
             "(m + w)/sqrt 2, v = (m - w)/sqrt 2 and with x doubled this is u^2 - v^2 with u^2 + v^2.",
        where="after Eq. (8)",
        printed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        changed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        check=effect_of("type_of_bias", ["toward_L1"], **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="With alpha >= 0 the clock only falls, so from its start R_a moves toward L1 and never back toward L2.",
    ),
    Claim(
        part="slope_for_small_scale",
        says="How near to L1: for x > 0 and the scale s = e^(4a) u0 v0 the slope asinh(x/s)/2 satisfies 2x/s <= e^(2 R') <= 2x/s + s/(2x).",
        where="after Eq. (8)",
        printed={"below": "exp(asinh(x/s)) >= 2*x/s", "above": "exp(asinh(x/s)) <= 2*x/s + s/(2*x)"},
        check=relations(domain=["x > 0", "s > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="constant_range",
        says="For m*w no range shrinks: x takes every real value and so does grad R_a, for every a (in the same variables).",
        where="Sec. 4 (the effect is claimed for other maps)",
        printed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        changed={"g": "u**4 - v**4", "h": "u**4 + v**4"},
        check=effect_of("range", {"dual": ["constant"], "primal": ["constant"]}, **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
