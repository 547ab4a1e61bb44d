"""Pictures and files: which may be shown here, and where they are found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from playground.page import inline
from playground.page.inline import Reader

_SHOWN = re.compile(r"/(?:files|static)/")
_FILE_ID = re.compile(r"/(?:files|files-pri|files-tmb)/(?:T[A-Z0-9]+-)?(?P<id>F[A-Z0-9]+)\b")
_THOUSAND = 1000


@dataclass(frozen=True)
class Picture:
    """`src` is set only for a picture of this server: none is loaded from elsewhere."""

    src: str | None
    href: str | None
    alt: str


def picture(image: Any, reader: Reader) -> Picture:
    """Return how to show an image element or block."""
    if not isinstance(image, Mapping):
        return Picture(None, None, "")
    alt = str(image.get("alt_text") or "Image")
    held = image.get("slack_file")
    if isinstance(held, Mapping):
        file_id = str(held.get("id") or _id_in(str(held.get("url") or "")))
        source = file_href(file_id, "image", reader) if file_id else None
        return Picture(source, source, alt)
    url = str(image.get("image_url") or "")
    return Picture(own(url), inline.href(url, reader), alt)


def own(url: str) -> str | None:
    """Return the address when it is a path on this server, else None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    is_ours = not parts.scheme and not parts.netloc and _SHOWN.match(parts.path)
    return url if is_ours else None


def file_href(file_id: str, name: str, reader: Reader) -> str:
    """Return where a file is downloaded, as the viewer."""
    return f"/files/{quote(file_id, safe='')}/{quote(name, safe='')}?as={quote(reader.me, safe='')}"


def size_text(size: Any) -> str:
    """Return a number of bytes as people say it; empty when it is unknown."""
    if not isinstance(size, int) or isinstance(size, bool):
        return ""
    if size < _THOUSAND:
        return f"{size} {'byte' if size == 1 else 'bytes'}"
    amount, unit = size / _THOUSAND, "kB"
    if amount >= _THOUSAND:
        amount, unit = amount / _THOUSAND, "MB"
    return f"{amount:.1f} {unit}"


def _id_in(url: str) -> str:
    found = _FILE_ID.search(url)
    return found["id"] if found else ""
