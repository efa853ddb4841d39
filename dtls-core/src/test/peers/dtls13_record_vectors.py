#!/usr/bin/env python3
"""Makes the vectors of DTLS 1.3 records that the Java tests compare with.

Needs the package "cryptography", whose ciphers are OpenSSL's. HKDF and the layout of
records are written here after RFC 5869, RFC 8446 and RFC 9147, apart from the Java code.
Before it prints anything, it checks itself with the prefix "tls13 " against RFC 8448 and
its masks against RFC 9001, appendix A.

    python3 dtls13_record_vectors.py \
        > ../resources/io/dtls/internal/record/dtls13/records.properties
"""
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305


def extract(digest, salt, key_material):
    return hmac.new(salt, key_material, digest).digest()


def expand_label(digest, prefix, secret, label, context, size):
    name = prefix + label
    info = size.to_bytes(2, "big") + bytes([len(name)]) + name + bytes([len(context)]) + context
    out, block, counter = b"", b"", 1
    while len(out) < size:
        block = hmac.new(secret, block + info + bytes([counter]), digest).digest()
        out += block
        counter += 1
    return out[:size]


def mask(chacha, key, sample):
    if chacha:
        # This library wants the counter and the nonce as the 16 bytes that the sample is.
        return Cipher(algorithms.ChaCha20(key, sample), None).encryptor().update(bytes(16))
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(sample)


def schedule(prefix):
    """The key schedule with the inputs of RFC 8448, section 3."""
    shared = bytes.fromhex("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d")
    hello_hash = bytes.fromhex("860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8")
    empty_hash = hashlib.sha256(b"").digest()
    early = extract("sha256", bytes(32), bytes(32))
    derived = expand_label("sha256", prefix, early, b"derived", empty_hash, 32)
    handshake = extract("sha256", derived, shared)
    client = expand_label("sha256", prefix, handshake, b"c hs traffic", hello_hash, 32)
    server = expand_label("sha256", prefix, handshake, b"s hs traffic", hello_hash, 32)
    finished = expand_label("sha256", prefix, client, b"finished", b"", 32)
    return {"early": early, "derived": derived, "handshake": handshake, "client": client, "server": server,
            "finished": finished}


def check():
    published = schedule(b"tls13 ")
    assert published["early"].hex().startswith("33ad0a1c607ec03b09e6cd9893680ce2")
    assert published["derived"].hex().startswith("6f2615a108c702c5678f54fc9dbab697")
    assert published["handshake"].hex().startswith("1dc826e93606aa6fdc0aadc12f741b01")
    assert published["client"].hex().startswith("b3eddb126e067f35a780b3abf45e2d8f")
    assert published["server"].hex().startswith("b67b7d690cc16c4e75e54213cb2d37b4")
    assert mask(False, bytes.fromhex("9f50449e04a0e810283a1e9933adedd2"),
                bytes.fromhex("d1b1c98dd7689fb8ec11d242b123dc9b")).hex().startswith("437b9aec36")
    assert mask(True, bytes.fromhex("25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4"),
                bytes.fromhex("5e5cd55c41f69080575d7999c25a5bfb")).hex().startswith("aefefe7d03")


SUITES = {
    "AES_128_GCM": ("sha256", 16, 16, AESGCM),
    "AES_256_GCM": ("sha384", 32, 16, AESGCM),
    "CHACHA20_POLY1305": ("sha256", 32, 16, ChaCha20Poly1305),
    "AES_128_CCM": ("sha256", 16, 16, AESCCM),
    "AES_128_CCM_8": ("sha256", 16, 8, lambda key: AESCCM(key, tag_length=8)),
}


def record(suite, secret, epoch, number, cid, content, two_byte_number=True, length=True, padding=0):
    digest, key_size, tag_size, aead = SUITES[suite]
    key = expand_label(digest, b"dtls13", secret, b"key", b"", key_size)
    iv = expand_label(digest, b"dtls13", secret, b"iv", b"", 12)
    number_key = expand_label(digest, b"dtls13", secret, b"sn", b"", key_size)
    inner = content + bytes([23]) + bytes(padding)
    inner += bytes(max(0, 16 - tag_size - len(inner)))
    first = 0x20 | (0x10 if cid else 0) | (8 if two_byte_number else 0) | (4 if length else 0) | epoch & 3
    size = 2 if two_byte_number else 1
    low = (number % (1 << 8 * size)).to_bytes(size, "big")
    end = (len(inner) + tag_size).to_bytes(2, "big") if length else b""
    nonce = bytes(a ^ b for a, b in zip(iv, number.to_bytes(12, "big")))
    sealed = aead(key).encrypt(nonce, inner, bytes([first]) + cid + low + end)
    masked = bytes(a ^ b for a, b in zip(low, mask(suite.startswith("CHACHA"), number_key, sealed[:16])))
    return bytes([first]) + cid + masked + end + sealed


def main():
    check()
    print("# Made by src/test/peers/dtls13_record_vectors.py; see there.")
    for name, value in schedule(b"dtls13").items():
        print(f"schedule.{name}={value.hex()}")
    for suite, (digest, key_size, _, _) in SUITES.items():
        size = hashlib.new(digest).digest_size
        secret = bytes(range(1, size + 1))
        print(f"{suite}.secret={secret.hex()}")
        for label, bytes_wanted in (("key", key_size), ("iv", 12), ("sn", key_size), ("traffic upd", size)):
            value = expand_label(digest, b"dtls13", secret, label.encode(), b"", bytes_wanted)
            print(f"{suite}.{label.replace(' ', '-')}={value.hex()}")
        cid = bytes.fromhex("c0ffee")
        text = b"21.5 degrees"
        print(f"{suite}.written={record(suite, secret, 3, 0x12345, cid, text).hex()}")
        print(f"{suite}.empty={record(suite, secret, 3, 0x12346, cid, b'').hex()}")
        print(f"{suite}.updated={record(suite, expand_label(digest, b'dtls13', secret, b'traffic upd', b'', size), 4, 0, cid, text).hex()}")
        for form in range(8):
            value = record(suite, secret, 3, form, cid if form & 4 else b"", text, bool(form & 2), bool(form & 1), form)
            print(f"{suite}.form{form}={value.hex()}")


main()
