"""Looks for what must be sealed in every byte that a data folder holds."""

from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from pathlib import Path


def said_in(outbox: Path) -> set[str]:
    """What the messages in an outbox say: addresses, names, subjects and lines of their bodies."""
    words: set[str] = set()
    for path in outbox.glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        words |= {one.addr_spec for one in message["To"].addresses}
        words |= {one.display_name for one in message["To"].addresses}
        words.add(str(message["Subject"]))
        body = message.get_body()
        assert body is not None
        words |= {line.strip() for line in body.get_content().splitlines()}
    return {word for word in words if len(word) > 5}


def leaks(data: Path, words: Iterable[str]) -> list[tuple[str, str]]:
    """(file, word) wherever a word stands in the open, outside of the sandbox itself."""
    written = list(words)
    return [
        (str(path.relative_to(data)), word)
        for path in data.rglob("*")
        if path.is_file() and "sandbox" not in path.relative_to(data).parts
        for word in _found(path.read_bytes().lower(), written)
    ]


def _found(content: bytes, words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if any(form.lower() in content for form in _forms(word)):
            yield word


def _forms(word: str) -> set[bytes]:
    """As text, as JSON writes it, and as Windows would."""
    return {word.encode(), word.encode("unicode_escape"), word.encode("utf-16-le")}
