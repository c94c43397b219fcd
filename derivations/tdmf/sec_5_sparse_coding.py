"""tdmf Sec. 5, sparse coding with Eq. (10) and figure 2."""

from mirrorsym.register import Claim, not_decidable, relations, waits_for

COVERS = ("Eq. 10", "Sec. 5 (sparse coding)", "Fig. 2")
TITLE = "Sparse coding with u^(2k) - v^(2k): the start, the clock, and the explanation of figure 2"

K = {"parameters": {"k": "positive integer"}}

CLAIMS = (
    Claim(
        part="",
        says="The codes g(w) are found by minimizing |z - D g(w)|^2/(2n) + alpha h(w) with gradient descent.",
        where="Eq. (10)",
        check=not_decidable("a problem is stated, nothing is claimed of it"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="start",
        says="The start u0 = (sqrt(x^2 + b^2) + x)^(1/(2k))/2, v0 = (sqrt(x^2 + b^2) - x)^(1/(2k))/2 with b = 1 has the output u0^(2k) - v0^(2k) = x.",
        where="Sec. 5, sparse coding",
        printed={"output": "(1/2*(sqrt(x**2 + 1) + x)**(1/(2*k)))**(2*k) - (1/2*(sqrt(x**2 + 1) - x)**(1/(2*k)))**(2*k) = x"},
        check=relations(**K),
        recorded="FAILS",
        scope="refuted",
        corrected={"output": "((1/2*(sqrt(x**2 + 1) + x))**(1/(2*k)))**(2*k) - ((1/2*(sqrt(x**2 + 1) - x))**(1/(2*k)))**(2*k) = x"},
        corrected_says="The factor 1/2 belongs inside the root: u0 = ((sqrt(x^2 + b^2) + x)/2)^(1/(2k)), and v0 likewise.",
        why="u0^(2k) = 2^(-2k) (sqrt(x^2 + 1) + x), so the difference is 2^(1 - 2k) x; with the half inside it is x.",
        script="""
from mpmath import mpf, sqrt
k, x = 3, mpf(1)
u0, v0 = (sqrt(x**2 + 1) + x)**(mpf(1)/(2*k))/2, (sqrt(x**2 + 1) - x)**(mpf(1)/(2*k))/2
print("u0^6 - v0^6 =", u0**(2*k) - v0**(2*k), "for x = 1")
assert abs(u0**(2*k) - v0**(2*k) - x) > mpf("0.9")
""",
        note="The text calls x the random number in this start; that the code starts at x is what such formulas are for, and what the same formulas of the appendix do.",
    ),
    Claim(
        part="start_as_printed",
        says="As printed the code starts at 2^(1 - 2k) x: half of x for k = 1, x/8192 for k = 7.",
        where="Sec. 5, sparse coding",
        printed={"output": "(1/2*(sqrt(x**2 + b**2) + x)**(1/(2*k)))**(2*k) - (1/2*(sqrt(x**2 + b**2) - x)**(1/(2*k)))**(2*k) = 2**(1 - 2*k)*x"},
        check=relations(parameters={"k": "positive integer", "b": "positive"}),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="speed",
        says="The speed J J^T of x at this start, for x = 0 and b = 1, is 32 k^2/16^k: 2 for k = 1, and about 0.000006 for k = 7.",
        where="Sec. 5, sparse coding; a computation of ours",
        printed={"speed": "(2*k*(1/2)**(2*k - 1))**2 + (2*k*(1/2)**(2*k - 1))**2 = 32*k**2/16**k"},
        check=relations(variables=("t",), **K),
        recorded="HOLDS",
        scope="proved in general",
        note="So with one step size for all k the code hardly moves for large k, whatever the regularizer does.",
    ),
    Claim(
        part="clock",
        says="With alpha = 0.001 and 100 steps of size 0.001/Lip(D) the clock reaches a = -0.0001/Lip(D) only.",
        where="Sec. 5, sparse coding, with App. C",
        printed={"clock": "-100*(1/1000/L)*(1/1000) = -1/10000/L"},
        check=relations(domain=["L > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        note="Where Lip(D) is not tiny, R_a is practically R_0 throughout these runs.",
    ),
    Claim(
        part="range_by_k",
        says="Figure 2 is explained by a range that is smaller for larger k: held against the interval |mu| < c of the dual variable at this start (x = 0, "
             "b = 1, a = 0), where c = 2^(2k - 2)/(4k (k - 1)).",
        where="Sec. 5, sparse coding; Figure 2",
        printed={"smaller": "2**(2*k)/(4*(k + 1)*k) <= 2**(2*k - 2)/(4*k*(k - 1))"},
        check=relations(domain=["k > 5/3"]),
        recorded="FAILS",
        scope="refuted",
        corrected={"smaller": "2**(2*k)/(4*(k + 1)*k) >= 2**(2*k - 2)/(4*k*(k - 1))"},
        corrected_says="The interval is larger for larger k, it grows as a falls, and x takes every real value in all cases.",
        why="c = u0^(2 - 2k)/(2k (2k - 2)) with u0 = 1/2; the quotient of two neighbors is 4 (k - 1)/(k + 1), above 1 for k >= 2. That a is not 0 makes the "
            "interval larger still (Eq. 9).",
        script="""
from mpmath import mpf
c = [mpf(2)**(2*k - 2)/(4*k*(k - 1)) for k in range(2, 8)]
print("c for k = 2..7:", [str(v) for v in c])
assert all(a < b for a, b in zip(c, c[1:]))
""",
        uses=("tdmf/eq_9/shrinks", "tdmf/eq_9/solutions_lost"),
        note="That the curves of figure 2 become flat sooner for larger k has another reason at hand: the start and the speed above.",
    ),
    Claim(
        part="observed",
        says="For larger k the norm of the code becomes stationary sooner, and the error converges faster.",
        where="Sec. 5, sparse coding; Figure 2",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        note="For a vector the nuclear norm that is plotted is the L1 norm. The values of n named in the text seem to be those of k.",
    ),
)
