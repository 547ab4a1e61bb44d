"""The engine beside what a team would otherwise pick, and what it does when something goes wrong.

Run it with `python -m benchmarks.engine`. Each engine has a process and a store of its own;
nothing leaves the loopback interface. The peers come with `pip install -e '.[peers]'`, and one
that is not installed is left out with a word.
"""
