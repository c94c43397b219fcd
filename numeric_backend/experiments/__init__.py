"""Experiments: what the theory predicts, held against integrated dynamics.  Observations with tolerances, never verdicts."""
