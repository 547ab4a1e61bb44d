"""Bulkhead's engine under the same load: the real one, in processes of its own.

Each worker is a child that is told what to do by lines on its standard input (worker.py); the
parent starts, watches and kills it (processes.py).
"""
