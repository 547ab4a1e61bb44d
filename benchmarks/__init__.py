"""What Bulkhead does in how much time and memory: measured on this machine, printed, never tested.

Run it with `python -m benchmarks`. The app is the real one in a process of its own, against a
local Slack in another; nothing leaves the loopback interface.
"""
