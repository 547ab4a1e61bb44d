"""What is sealed opens with its key, in its place, as it was; nothing else does."""

import base64
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage.vault import Vault, VaultError, load_or_make_key, parse_keys

OLD, NEW = b"o" * 32, b"n" * 32

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(value=JSON, context=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_comes_back(value: object, context: str) -> None:
    vault = Vault([OLD])
    assert value == vault.open(vault.seal(value, context), context)


def test_even_broken_characters_can_be_sealed() -> None:
    """A provider's answer may hold half a surrogate pair; it must not stop the journal."""
    vault = Vault([OLD])
    assert vault.open(vault.seal("\ud83d", "item"), "item") == "\ud83d"


def test_a_new_key_is_put_in_front_and_the_old_one_still_opens() -> None:
    sealed = Vault([OLD]).seal("hello", "item")
    both = Vault([NEW, OLD])
    assert both.open(sealed, "item") == "hello"
    assert Vault([NEW]).open(both.seal("hello", "item"), "item") == "hello"
    with pytest.raises(VaultError, match="BULKHEAD_KEY"):
        Vault([NEW]).open(sealed, "item")


def test_a_value_opens_only_in_its_place() -> None:
    vault = Vault([OLD])
    with pytest.raises(VaultError):
        vault.open(vault.seal("hello", "item:T1:o:1"), "item:T2:o:1")


@given(data=st.data())
def test_altered_or_cut_off_bytes_do_not_open(data: st.DataObject) -> None:
    vault = Vault([OLD])
    sealed = vault.seal("hello", "item")
    at = data.draw(st.integers(0, len(sealed) - 1))
    flip = data.draw(st.integers(1, 255))
    altered = sealed[:at] + bytes([sealed[at] ^ flip]) + sealed[at + 1 :]
    for bad in (altered, sealed[:at], sealed + b"x"):
        with pytest.raises(VaultError):
            vault.open(bad, "item")


def test_the_same_value_is_sealed_differently_each_time() -> None:
    vault = Vault([OLD])
    assert len({vault.seal("hello", "item") for _ in range(50)}) == 50


@pytest.mark.parametrize("text", ["", "short", "ä", base64.b64encode(b"x" * 16).decode(), "!!!!"])
def test_what_is_no_key_is_refused_in_words(text: str) -> None:
    with pytest.raises(VaultError, match="32 bytes"):
        parse_keys(text)


def test_keys_are_written_with_commas_between() -> None:
    text = ", ".join(base64.b64encode(key).decode() for key in (NEW, OLD))
    assert parse_keys(text) == [NEW, OLD]


def test_the_key_file_is_the_owners_alone_and_stays(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = load_or_make_key(tmp_path / "key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert made == load_or_make_key(tmp_path / "key")
    assert [tmp_path / "key"] == list(tmp_path.iterdir())


def test_a_key_file_that_appears_meanwhile_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes start for the first time at once: both use the one that was there first."""
    path = tmp_path / "key"
    link = os.link

    def later(draft: Path, final: Path) -> None:
        final.write_text(base64.b64encode(OLD).decode())
        link(draft, final)

    monkeypatch.setattr(os, "link", later)
    assert load_or_make_key(path) == [OLD]
