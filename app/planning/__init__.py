"""From words to a plan: rules that understand, ask or refuse, and never guess.

A sentence is masked (sentence.py), its verb found (planner.py), refused where it asks for what
is not there (guards.py), and read by the rule of its family (mail, meetings, contacts, crm).
Every rule marks the words it explains; what stays unexplained becomes a question (clarify.py).
"""
