"""tdmf Sec. 4: attention as the quadratic parametrization K^T Q."""

from mirrorsym.register import Claim, not_decidable, pair_has, relations, waits_for

COVERS = ("Sec. 4 (attention)",)
TITLE = "Key and query matrices"

CLAIMS = (
    Claim(
        part="",
        says="For n x n matrices K and Q the entries of K^T Q are quadratic forms whose n^2 matrices A_j meet the conditions of Theorem 3.3: held against n = 2.",
        where="Sec. 4, attention",
        printed={"g": "k1*q1 + k3*q3; k1*q2 + k3*q4; k2*q1 + k4*q3; k2*q2 + k4*q4"},
        check=pair_has({"commuting": "HOLDS"}),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "k1*q1; k2*q2"},
        corrected_says="They are met for diagonal K and Q (the case that the paper then uses), not for all entries of full matrices.",
        why="Two entries of one column of K^T Q share a column of Q; the matrices of their quadratic forms do not commute.",
        script="""
from mpmath import mnorm, zeros
A, B = zeros(8), zeros(8)                       # k1..k4, q1..q4; entries (1,1) and (2,1) of K^T Q
for M, pairs in ((A, ((0, 4), (2, 6))), (B, ((1, 4), (3, 6)))):
    for i, j in pairs:
        M[i, j] = M[j, i] = 1
print("norm of A B - B A:", mnorm(A*B - B*A, 'f'))
assert mnorm(A*B - B*A, 'f') > 1
""",
        note="The paper assumes the conditions; for n > 1 no full K and Q fulfil the assumption.",
    ),
    Claim(
        part="B",
        says="The penalty |K|^2 + |Q|^2 of the problem that is stated is B = I in Theorem 3.3, where H = w^T B w/2.",
        where="Sec. 4, attention",
        printed={"H": "(1*k**2 + 1*q**2)/2 = k**2 + q**2"},
        check=relations(),
        recorded="FAILS",
        scope="refuted",
        corrected={"H": "(2*k**2 + 2*q**2)/2 = k**2 + q**2"},
        corrected_says="It is B = 2 I; with B = I the clock runs at half the speed.",
        why="w^T I w/2 is half the squared norm.",
        script="""
from mpmath import mpf
k, q = mpf(1), mpf(2)
print("w^T I w/2 =", (k*k + q*q)/2, " penalty =", k*k + q*q)
assert (k*k + q*q)/2 != k*k + q*q
""",
        note="A matter of a factor that alpha could absorb; it is one of two that Eq. (8) does not keep apart.",
    ),
    Claim(
        part="diagonal",
        says="For diagonal K and Q this is the setting of m*w: the products commute with each other and with the penalty.",
        where="Sec. 4, attention",
        printed={"g": "k1*q1; k2*q2", "h": "k1**2 + k2**2 + q1**2 + q2**2"},
        changed={"h": "k1**2 + k2**2 + q1**2 + 2*q2**2"},
        check=pair_has({"commuting": "HOLDS", "commuting_with_h": "HOLDS", "quadratic": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="norms",
        says="The L2 norm of the spectrum of a diagonal K^T Q is its Frobenius norm: the squares of the products add up to the trace of the matrix times its "
             "transpose.",
        where="Sec. 4, attention",
        printed={"frobenius": "(k1*q1)**2 + (k2*q2)**2 = (k1*q1)*(q1*k1) + (k2*q2)*(q2*k2)"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="In the same way its L1 norm is the nuclear norm, the sum of the absolute values.",
    ),
    Claim(
        part="nuclear_norm",
        says="Weight decay favors small nuclear norms: in the diagonal case k^2 + q^2 >= 2 |k q|, where equality can be reached for each product.",
        where="Sec. 4, attention",
        printed={"above": "k**2 + q**2 >= 2*k*q", "below": "k**2 + q**2 >= -2*k*q"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="alignment",
        says="The diagonal case extends to matrices that stay aligned.",
        where="Sec. 4, attention",
        check=not_decidable("the property is quoted from another work, and no condition is stated here"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="faster_modulation",
        says="In the experiments more weight decay moves the implicit bias faster from the Frobenius to the nuclear norm.",
        where="Sec. 4, attention",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
    ),
)
