"""Keys that receipts are signed with: what the setting may hold, and that old signatures stay good."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.core.exceptions import ImproperlyConfigured

from deploy.local.keys import receipt_key
from selfcare.keyring import keyring_read

OLD, NEW = receipt_key("2026-1"), receipt_key("2026-2")


def public_half(pair: str) -> str:
    key_id, _colon, content = pair.partition(":")
    pem = keyring_read(pair).pem(key_id)
    assert pem
    return f"{key_id}:{''.join(pem.splitlines()[1:-1])}" if content else ""


def _ecdsa() -> str:
    key = generate_private_key(SECP256R1())
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


@pytest.mark.parametrize("between", [",", "\n", " , ", "\r\n"])
def test_the_first_signs_and_every_one_verifies(between: str) -> None:
    before, after = keyring_read(OLD), keyring_read(f"{NEW}{between}{OLD}\n")
    signature = before.sign(b"paid")

    assert (before.signing_id, after.signing_id) == ("2026-1", "2026-2")
    assert after.is_signed(b"paid", signature, "2026-1")
    assert not after.is_signed(b"paid", signature, "2026-2")
    assert not after.is_signed(b"Paid", signature, "2026-1")
    assert not before.is_signed(b"paid", after.sign(b"paid"), "2026-2")


def test_a_key_that_must_not_sign_again_may_stay_as_its_public_half() -> None:
    signature = keyring_read(OLD).sign(b"paid")
    kept = keyring_read(f"{NEW},{public_half(OLD)}")

    assert kept.is_signed(b"paid", signature, "2026-1")
    assert [key["kid"] for key in kept.jwks()] == ["2026-2", "2026-1"]


def test_public_keys_are_told_as_programs_read_them() -> None:
    keys = keyring_read(OLD)
    (jwk,) = keys.jwks()
    raw = keys.public["2026-1"].public_bytes(Encoding.Raw, PublicFormat.Raw)

    assert (jwk["kty"], jwk["crv"], base64.urlsafe_b64decode(jwk["x"] + "=")) == ("OKP", "Ed25519", raw)
    assert str(keys.pem("2026-1")).startswith("-----BEGIN PUBLIC KEY-----\n")
    assert keys.pem("2025-1") is None


def test_the_same_content_gives_the_same_signature() -> None:
    assert keyring_read(OLD).sign(b"a") == keyring_read(OLD).sign(b"a")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "begin with id:private key"),
        (public_half(OLD), "begin with id:private key"),
        (f"{NEW},{NEW}", "2026-2 twice"),
        ("no-colon", "no-colon is no Ed25519 key"),
        (":MC4=", "must hold id:key"),
        ("a/b:MC4=", "must hold id:key"),
        ("a:!!", "a is no Ed25519 key"),
        ("a:bm90IGEga2V5", "a is no Ed25519 key"),
        (f"ec:{_ecdsa()}", "ec is no Ed25519 key"),
    ],
    ids=[
        "nothing",
        "a public half",
        "one name twice",
        "no colon",
        "no name",
        "a bad name",
        "no base 64",
        "no key",
        "ec",
    ],
)
def test_what_cannot_be_used_is_named_and_no_key_is_told(text: str, says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=says) as caught:
        keyring_read(text)
    assert "MC4" not in str(caught.value)


def test_a_new_key_is_an_ed25519_key() -> None:
    assert Ed25519PrivateKey.generate().public_key().__class__ is keyring_read(OLD).public["2026-1"].__class__
