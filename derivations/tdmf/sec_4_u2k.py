"""tdmf Sec. 4, the parametrization u^(2k) - v^(2k): what is said of it beside Eq. (9)."""

from mirrorsym.register import Claim, effect_of, not_decidable, pair_has

COVERS = ("Sec. 4 (u^2k - v^2k)",)
TITLE = "Differences of even powers"

POSITIVE = {"domain": ["u > 0", "v > 0"]}

CLAIMS = (
    Claim(
        part="",
        says="u^(2k) - v^(2k) commutes with u^(2k) + v^(2k) for every positive integer k.",
        where="Sec. 4, the parametrization u^(2k) - v^(2k)",
        printed={"g": "u**(2*k) - v**(2*k)", "h": "u**(2*k) + v**(2*k)"},
        changed={"h": "u**2 + v**2"},
        check=pair_has({"commuting_with_h": "HOLDS", "wronskian": "HOLDS", "regular": "HOLDS"}, parameters={"k": "positive integer"}, **POSITIVE),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="type_of_bias",
        says="It has a change of the type of bias from L2 to L1 as well: for k = 2.",
        where="Sec. 4, the parametrization u^(2k) - v^(2k)",
        printed={"g": "u**4 - v**4", "h": "u**4 + v**4"},
        changed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        check=effect_of("type_of_bias", ["toward_L1"], **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="no_formula",
        says="No formula for the Legendre function is available when k > 1.",
        where="Sec. 4, the parametrization u^(2k) - v^(2k)",
        check=not_decidable("what a formula may contain is not said. For k = 2 and equal starts, with s = u^2 + v^2 and 1/u^2 + 1/v^2 = c constant along the flow of "
                            "g, x^2 = s^4 - 4 s^3/c, a quartic for s that roots solve"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
