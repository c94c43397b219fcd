"""lwla Ex. 4.3: u^2 - v^2 in every coordinate."""

from mirrorsym.register import Claim, pair_has

COVERS = ("Ex. 4.3",)
TITLE = "The parametrization u^2 - v^2"

CLAIMS = (
    Claim(
        part="commuting",
        says="For d = 3 the map u^2 - v^2 is separable, quadratic and commuting on all of R^6.",
        where="Ex. 4.3",
        printed={"g": "u1**2 - v1**2;u2**2 - v2**2;u3**2 - v3**2"},
        changed={"g": "u1**2 - v1**2;u2**2 - v2**2;u3**2 - v3*v1"},
        check=pair_has({"commuting": "HOLDS", "quadratic": "HOLDS", "separable": "HOLDS", "block_separable": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="copies",
        says="The same for seven copies of one coordinate.",
        where="Ex. 4.3",
        printed={"g": "u**2 - v**2"},
        changed={"g": "u**2 - v**3"},
        check=pair_has({"commuting": "HOLDS", "quadratic": "HOLDS", "separable": "HOLDS"}, copies=7),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="not_regular_everywhere",
        says="It is not regular on all of R^(2d), at u_i = v_i = 0 a gradient vanishes; on positive u and v it is.",
        where="Ex. 4.3, for Thm 4.8",
        printed={"g": "u**2 - v**2"},
        changed={"g": "u**2 - v"},
        check=pair_has({"regular": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
