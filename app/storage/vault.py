"""Encryption at rest: AES-256-GCM, several keys for rotation.

A sealed value is: version (1 byte) · key id (4 bytes) · nonce (12 bytes) · ciphertext. The first
key seals; any of them opens, so a new key is put in front and old values stay readable. The
caller's `context` (ids, never secrets) is authenticated with it: a value that is moved to
another row, tenant or field does not open.
"""

import base64
import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE_BYTES = 12  # what AES-GCM is specified for
_KEY_BYTES = 32
_HEAD = len(_VERSION) + 4


class VaultError(Exception):
    """A value that cannot be opened: another key, another place, or altered bytes."""


class Vault:
    """Seals JSON values; `keys` are 32 bytes each, the first one seals."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != _KEY_BYTES for key in keys):
            raise VaultError("A key must be 32 bytes, written in base64.")
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._sealing = _key_id(keys[0])

    def seal(self, value: Any, context: str) -> bytes:
        """Encrypt a JSON value for one place."""
        return self.seal_text(json.dumps(value, separators=(",", ":")), context)

    def seal_text(self, text: str, context: str) -> bytes:
        """Encrypt a text for one place."""
        return self.seal_bytes(text.encode(), context)

    def seal_bytes(self, data: bytes, context: str) -> bytes:
        """Encrypt bytes for one place."""
        nonce = os.urandom(_NONCE_BYTES)
        cipher = self._ciphers[self._sealing]
        return _VERSION + self._sealing + nonce + cipher.encrypt(nonce, data, context.encode())

    def open(self, sealed: bytes, context: str) -> Any:
        """The JSON value that was sealed for that place. Raises VaultError."""
        return json.loads(self.open_text(sealed, context))

    def open_text(self, sealed: bytes, context: str) -> str:
        """The text that was sealed for that place. Raises VaultError."""
        return self.open_bytes(sealed, context).decode()

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        """The bytes that were sealed for that place. Raises VaultError."""
        cipher = self._ciphers.get(sealed[1:_HEAD])
        if sealed[:1] != _VERSION or cipher is None:
            raise VaultError(
                "A stored value was sealed with a key that is not there. "
                "Put that key back into BULKHEAD_KEY, after the new one."
            )
        nonce = sealed[_HEAD : _HEAD + _NONCE_BYTES]
        try:
            return cipher.decrypt(nonce, sealed[_HEAD + _NONCE_BYTES :], context.encode())
        except (InvalidTag, ValueError):  # ValueError: cut off before the tag
            raise VaultError("A stored value was altered, or belongs to another place.") from None


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"bulkhead key id" + key).digest()[:4]


def parse_keys(text: str) -> list[bytes]:
    """Keys from "base64,base64": the first seals, the others only open. Raises VaultError."""
    try:
        keys = [base64.b64decode(part.strip(), validate=True) for part in text.split(",")]
    except ValueError:  # binascii.Error is one; so is what is not ASCII
        raise VaultError("A key must be 32 bytes, written in base64.") from None
    Vault(keys)
    return keys


def load_or_make_key(path: Path) -> list[bytes]:
    """The keys in a file that only its owner can read; made on the first run."""
    if not path.exists():
        _make_key(path)
    return parse_keys(path.read_text().strip())


def _make_key(path: Path) -> None:
    """The file comes to be whole: half a key, left by a crash, could never be replaced."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # readable by its owner
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(base64.b64encode(os.urandom(_KEY_BYTES)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was faster: its key holds
            os.link(draft, path)
    finally:
        Path(draft).unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
