"""Every sentence shown to people: plain English, with the next step.

One module an area; each function takes the values it speaks of and, where it prints a number, a
date or a time, the Reader it speaks to. A second language is a second set of these modules.
"""
