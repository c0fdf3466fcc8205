"""The data_hash of a small table, computed from the layout documented in CanonicalHash (Python 3 standard library only, no seed)."""
import hashlib
import struct


def text(value):
    raw = value.encode("utf-8")
    return struct.pack("<q", len(raw)) + raw


def numbers(values):
    missing = [v is None for v in values]
    mask = bytearray((len(values) + 7) // 8) if any(missing) else b""
    for i, gone in enumerate(missing):
        if gone:
            mask[i >> 3] |= 1 << (i & 7)
    head = b"\1" if any(missing) else b"\0"
    return head + bytes(mask) + b"".join(struct.pack("<q", v or 0) for v in values)


def texts(values):
    parts = []
    for v in values:
        raw = None if v is None else v.encode("utf-8")
        parts.append(struct.pack("<i", -1) if raw is None else struct.pack("<i", len(raw)) + raw)
    return b"".join(parts)


columns = [("a", "int64", numbers([1, None])), ("s", "text", texts(["é", None]))]
whole = text("rondo-table-1") + struct.pack("<q", 2) + struct.pack("<q", len(columns))
for name, word, block in columns:
    whole += text(name) + text(word) + hashlib.sha256(block).digest()
print(hashlib.sha256(whole).hexdigest())
