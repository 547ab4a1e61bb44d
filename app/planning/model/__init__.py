"""The language-model planner, an optional extra: asked only where the rules cannot read a request.

`wire` is what a model may say, `catalogue` what it is told, `grounding` makes a plan of its answer or
sends it back, `planner` asks. Nothing else in the project knows the library.
"""
