"""Other engines doing the same work, each as its documentation recommends for durability an item.

Each module is run as a child: it queues all items in a fresh store, carries them out, and prints
what it took as JSON (see benchmarks/engine/work.py).
"""
