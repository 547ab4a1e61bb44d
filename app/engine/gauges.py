"""What a process notices while it works, shared by those who notice and those who act on it."""

from dataclasses import dataclass, field

from app.engine.adaptive import AdaptiveSizes
from app.engine.breaker import Breaker
from app.engine.tempo import Tempo


@dataclass(frozen=True)
class Gauges:
    """How fast it goes, what providers bear, and what fails. One set a process."""

    tempo: Tempo
    sizes: AdaptiveSizes = field(default_factory=AdaptiveSizes)
    breaker: Breaker = field(default_factory=Breaker)
