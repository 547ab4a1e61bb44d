"""A published office benchmark, run through planner, resolver and executor on an office of its own.

Its tables become records of the built-in office (loading.py); each request is read, drafted,
confirmed and carried out from the same fresh state (desk.py); what was done is written as the
benchmark's own function calls (functions.py), and judged by what they leave in the tables
(judging.py, figures.py).
"""
