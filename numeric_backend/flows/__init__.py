"""Flows of many trajectories at once: gradient flow in w, mirror flow in mu, and the Riemannian form in x.

Precondition: arrays have one row per coordinate and one column per trajectory, so that every operation runs over trajectories
side by side; no operation mixes columns, so a trajectory's result has the same bits in any batch.
"""
