"""A local Slack workspace: Web API, Socket Mode, signed requests, limits and faults.

It knows no particular app. The real slack_bolt and slack_sdk run against it unmodified.
Start one with `python -m playground`, or inside a process with `playground.server.PlaygroundServer`.
"""
