"""The public review of homog: its core claim and the four "if right" claims."""

from mirrorsym.register import Claim, differential, not_decidable, relations, together, waits_for

COVERS = ("Review: core claim", "Review: if right 1", "Review: if right 2", "Review: if right 3", "Review: if right 4", "Review: extensions")
TITLE = "What the review says follows if the paper is right"

LAM = {"lam": "positive"}

CLAIMS = (
    Claim(
        part="core",
        says="The review's core claim, with its 'can': maps can lead to the same classifier and to representations from sparse to dense. Instance, one sample x = 1 and a two-layer ReLU network: every split of "
             "one neuron of size 1 into sizes t and 1 - t is the same function; the problem of alpha = 1 is least for one neuron, that of alpha = 3 for the even split.",
        where="The review, core claim",
        printed={"same": "t*relu(x) + (1 - t)*relu(x) = relu(x)", "sparse": "t**(1/2) + (1 - t)**(1/2) > 1", "dense": "t**(3/2) + (1 - t)**(3/2) >= 2*(1/2)**(3/2)"},
        check=relations(domain=["t > 0", "t < 1", "x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/thm_4_9/sparse", "homog/thm_4_9/dense"),
        note="The same function is the same classifier; the weights, and with them the max-margin solutions in the weights, are not the same.",
    ),
    Claim(
        part="core_not_in_general",
        says="It is no general rule, as the review's headline reads: hyperbolic entropy and gradient descent have different max-margin problems, and for one sample (1, 2) and a linear model different classifiers, "
             "(0, 1/2) and (1, 2)/5, as these are not parallel. The paper claims a common solution for maps of one horizon function only.",
        where="The review, 'the pith'",
        printed={"": "c*(0*(2/5) - (1/2)*(1/5)) != 0"},
        check=relations(domain=["c > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/thm_4_7/linear_instance", "homog/cor_4_8/linear_instance"),
    ),
    Claim(
        part="one_solution_one_representation",
        says="Maps that reach the same solution in the weights have the same activations there: a common factor c > 0 of the weights changes no neuron's being active, relu(c z) = c relu(z).",
        where="The review, 'the pith', where it joins the same solution with different representations",
        printed={"below": "relu(c*z) <= c*relu(z)", "above": "relu(c*z) >= c*relu(z)"},
        check=relations(domain=["c > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="if_right_1",
        says="Distinct potentials that are not homogeneous can have the same max-margin solution: hyperbolic entropies with lam and mu differ in Q(s x)/s by at most (lam + mu)/s.",
        where="The review, 'if this is right', first item",
        printed={"hyp.above": "sqrt((s*x)**2 + lam**2) <= s*abs(x) + lam", "hyp.below": "sqrt((s*x)**2 + mu**2) >= s*abs(x)",
                 "hom.": "((p-1)/p*(s*x)**p + lam/2*(s*x)**2)/s**p - ((p-1)/p*(s*x)**p + mu/2*(s*x)**2)/s**p = (lam - mu)/2*x**2*s**(2-p)"},
        check=together(hyp=relations(domain=["s > 0"], parameters={"lam": "positive", "mu": "positive"}),
                       hom=relations(domain=["x > 0", "s > 1", "p > 2"], parameters={"lam": "positive", "mu": "positive"})),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/thm_4_7/same_horizon",),
        note="It is the horizon and with it the problem that is the same; that flows converge to its solutions is Theorem 4.7 and Corollary 4.8.",
    ),
    Claim(
        part="if_right_2",
        says="Convergence can be slow, even exponentially: the norm grows like a power of log t (the flow of one sample is log t), and for sparse weights the relative difference of Q and the horizon stays above e "
             "until the norm is (d - 1) lam/e.",
        where="The review, second item",
        printed={"log.": "D[log(t), t] = exp(-log(t))", "sparse.": "(d - 1)*lam/((d - 1)*lam/(e*(1 + r))) = e*(1 + r)"},
        check=together(log=differential(domain=["t > 0"]), sparse=relations(domain=["d > 1", "e > 0", "r > 0"], parameters=LAM)),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/lemma_4_10/exponential_is_real", "homog/thm_4_6/gradient_flow_line"),
    ),
    Claim(
        part="if_right_3",
        says="All maps learn features, with representations from sparse to dense.",
        where="The review, third item",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        uses=("homog/thm_4_9/sparse", "homog/thm_4_9/dense"),
    ),
    Claim(
        part="if_right_4",
        says="The map shapes the dynamics and the geometry of the classifier: one sample (1, 2), a linear model, l1 gives (0, 1/2) and l2 gives (1, 2)/5; and the inverse metrics sqrt(x^2 + lam^2) and 1 "
             "give different speeds.",
        where="The review, fourth item",
        printed={"geometry.": "c*(0*(2/5) - (1/2)*(1/5)) < 0", "speed.": "sqrt(x**2 + lam**2) > x"},
        check=together(geometry=relations(domain=["c > 0"]), speed=relations(parameters=LAM)),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="extension_same_boundary",
        says="The review's extension, sparsity without another decision boundary: for a linear model the weights are the boundary, and the l1 and l2 solutions of the sample (1, 2) classify the point (3, -1) "
             "differently; for networks the instance of the core claim shows that it can happen.",
        where="The review, editorial extensions, first item",
        printed={"": "c*(0*3 + 1*(-1))*(1*3 + 2*(-1)) < 0"},
        check=relations(domain=["c > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/review_claims/core",),
    ),
    Claim(
        part="extensions",
        says="The other extensions: effects on generalization and robustness, and similar functions for other methods.",
        where="The review, editorial extensions",
        check=not_decidable("suggestions for future work"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
