"""homog Definition 2.2: the margin of a norm."""

from mirrorsym.register import Claim, relations, together

COVERS = ("Def. 2.2",)
TITLE = "The normalized margin with respect to a norm"

CLAIMS = (
    Claim(
        part="scale_free",
        says="q_min/||theta||^L does not change when all weights are multiplied by c > 0: q gains c^L and so does the norm's power; written "
             "for the l1, l2 and l3 norms of two coordinates, m stands for q_min.",
        where="Definition 2.2",
        printed={"l1": "c**L*m/(c*x + c*y)**L = m/(x + y)**L",
                 "l2": "c**L*m/((c*x)**2 + (c*y)**2)**(L/2) = m/(x**2 + y**2)**(L/2)",
                 "l3": "c**L*m/((c*x)**3 + (c*y)**3)**(L/3) = m/(x**3 + y**3)**(L/3)"},
        check=relations(domain=["x > 0", "y > 0", "c > 0", "L > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="The formula is lost; it is that of Lyu and Li (2020) with another norm, and Definition 4.1 repeats it.",
    ),
    Claim(
        part="near_miss",
        says="With another power than the degree of the network the quotient is no function of the direction alone.",
        where="Definition 2.2; what the degree is for",
        printed={"power": "c**3*m/(c*x)**2 != m/x**2"},
        check=relations(domain=["x > 0", "c > 1", "m > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="distance",
        says="For a linear model the margin is a distance to the decision boundary, in the norm that is dual to that of the weights: moving a sample by (d, e) changes q by at most ||theta||_1 max(|d|, |e|). For a "
             "network it is a margin of outputs and no distance of inputs: a w x/(a^2 + w^2) at a = w is x/2, while the boundary is at 0.",
        where="the sentences before Definition 2.2",
        printed={"dual.": "x*d + y*e <= x*max(abs(d), abs(e)) + y*max(abs(d), abs(e))", "network.": "w*w*z/(w**2 + w**2) = z/2"},
        check=together(dual=relations(domain=["x > 0", "y > 0"]), network=relations(domain=["w > 0"])),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
