#!/usr/bin/env python3
"""Opens a Kith vault with no Kith: stock `age`, this script and nothing else.

    age -d -o identity.txt VAULT/vault.age          (asks for the passphrase)
    python3 open_without_kith.py VAULT identity.txt OUT
    rm identity.txt                                 (it opens everything)

OUT receives one file a volume, `<label>.<alias>.automerge`, which any automerge 3 loads, and `control.txt`
with what the control records say.  Nothing in VAULT is changed.

The layouts are those of format.md; the numbers of its sections stand beside the functions.  The script
believes what it reads: it checks no signature and no BLAKE3 hash, because Python brings neither.  What `age`
decrypts is nevertheless whole, and the checksum of every automerge chunk is compared.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zlib

LOG_HEAD, RECORD_HEAD, ENVELOPE_HEAD = 96, 80, 224
CHANGE, SNAPSHOT, ENTRIES = 1, 2, 3
CHUNK_MAGIC = b"\x85\x6f\x4a\x83"
CHUNK_DOCUMENT, CHUNK_CHANGE = 0, 1


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    vault, identity_file, out = sys.argv[1:]
    with open(os.path.join(vault, "kith.format"), encoding="ascii") as file:
        if file.read() != "kith vault 1\n":
            sys.exit("this is not a vault of format 1")
    os.makedirs(out, mode=0o700, exist_ok=True)

    with open(identity_file, encoding="ascii") as file:
        vault_identity = file.read()
    with open(os.path.join(vault, "keyring.age"), "rb") as file:
        keyring = json.loads(must(age(vault_identity, file.read()), "keyring.age does not open"))
    me = bytes.fromhex(keyring["root"])
    persons = "".join(line + "\n" for line in keyring["person_identities"])

    # Alias -> (owner, volume, label, epoch identity).  The keyring has the key of the book; the book has all others.
    generations = {}
    for kept in keyring["generations"]:
        roll = read_roll(Reader(bytes.fromhex(kept["roll"])).signed())
        generations[bytes.fromhex(kept["alias"])] = roll | {"identity": kept["identity"] + "\n"}

    envelopes = find_envelopes(vault)
    control, opened = [], set()
    # A guest's mailbox is opened by a wrap in our book and holds wraps itself, so this goes on until nothing is new.
    while True:
        new = [alias for alias in envelopes if alias in generations and alias not in opened]
        if not new:
            break
        for alias in new:
            opened.add(alias)
            generation = generations[alias]
            for envelope in envelopes[alias]:
                if envelope["kind"] != ENTRIES:
                    continue
                payload = open_body(generation["identity"], envelope)
                for record in control_records(payload) if payload else []:
                    control.append((generation["label"], record))
                    if record["what"] == "wrap" and record["to"] == me:
                        key = age(persons, record["sealed"])
                        if key is not None:
                            entry = record["roll"] | {"identity": key.decode("ascii")}
                            generations.setdefault(record["roll"]["alias"], entry)

    with open(os.path.join(out, "control.txt"), "w", encoding="utf-8") as file:
        for label, record in control:
            shown = {name: plain(value) for name, value in record.items() if name != "sealed"}
            file.write(f"{label}: {json.dumps(shown, ensure_ascii=False)}\n")
    for alias, generation in generations.items():
        if any(envelope["kind"] != ENTRIES for envelope in envelopes.get(alias, [])):
            write_volume(out, me, generation, envelopes[alias])
    closed = sum(len(list_) for alias, list_ in envelopes.items() if alias not in generations)
    if closed:
        print(f"{closed} envelopes have no key here")


def write_volume(out, me, generation, envelopes):
    """The newest snapshot's document, then every change after it: together they are one automerge file."""
    document, covered = b"", {}
    snapshots = [envelope for envelope in envelopes if envelope["kind"] == SNAPSHOT]
    for envelope in snapshots:
        payload = open_body(generation["identity"], envelope)
        if not payload:
            continue
        body = read_snapshot(payload)
        # Of the two that are kept, the newer one covers at least as much.
        if sum(body["covers"].values()) >= sum(covered.values()):
            document, covered = body["document"], body["covers"]
    changes = []
    for envelope in sorted(envelopes, key=lambda one: (one["stream"], one["seq"])):
        if envelope["kind"] == CHANGE and envelope["seq"] > covered.get(envelope["stream"], -1):
            changes += split_chunks(open_body(generation["identity"], envelope), CHUNK_CHANGE)
    changes, lost = in_order(changes, bool(document))
    count = len(split_chunks(document, CHUNK_DOCUMENT)) + len(changes)
    content = document + b"".join(changes)
    label = generation["label"].replace("/", "-").replace(":", "-")
    # A half is labelled with whom it is written to; the owner tells mine from theirs.
    if generation["owner"] != me:
        label = "of-" + generation["owner"].hex()[:8] + "-" + label
    name = f"{label}.{generation['alias'].hex()[:8]}.automerge"
    with open(os.path.join(out, name), "wb") as file:
        file.write(content)
    print(f"{name}: {len(content)} bytes in {count} chunks")
    if lost:
        # No automerge takes them, but what was written can be read in them with `strings`.
        with open(os.path.join(out, name + ".left-out"), "wb") as file:
            file.write(b"".join(lost))
        print(f"{name}.left-out: {len(lost)} changes that build on something that is not here")


# ---- logs, section 4, and snapshots, section 5 ---------------------------------------------------------------------


def find_envelopes(vault):
    """Every whole envelope of the vault, by alias; a place in a stream is taken once."""
    found = {}
    for folder, suffix, split in (("log", ".log", split_log), ("snap", ".kith", lambda data: [data])):
        place = os.path.join(vault, folder)
        for name in sorted(os.listdir(place)) if os.path.isdir(place) else []:
            if name.endswith(suffix):
                with open(os.path.join(place, name), "rb") as file:
                    for content in split(file.read()):
                        envelope = read_envelope(content)
                        if envelope:
                            key = (envelope["alias"], envelope["kind"], envelope["stream"], envelope["seq"])
                            found.setdefault(key, envelope)
    by_alias = {}
    for envelope in found.values():
        by_alias.setdefault(envelope["alias"], []).append(envelope)
    return by_alias


def split_log(log):
    """The contents of all records of kind 1.  After damage it looks for the next mark."""
    if log[:8] != b"KITHLOG1":
        print("a log without its head: looking for records in it anyway")
    at = LOG_HEAD
    while at < len(log):
        if log[at:at + 4] != b"KREC":
            print(f"unreadable bytes in a log at {at}")
            at = log.find(b"KREC", at + 1)
            if at < 0:
                return
            continue
        length, kind = number(log[at + 72:at + 76]), log[at + 76] if at + 76 < len(log) else 0
        end = at + RECORD_HEAD + length
        if end > len(log):
            # What a power cut leaves is the last record, half written.
            at = log.find(b"KREC", at + 1)
            if at < 0:
                return
            continue
        if kind == 1:
            yield log[at + RECORD_HEAD:end]
        at = end


# ---- envelopes, section 6 ------------------------------------------------------------------------------------------


def read_envelope(data):
    if len(data) < ENVELOPE_HEAD or data[:4] != b"KITH" or data[4] != 1 or data[5] != 1:
        return None
    body = data[ENVELOPE_HEAD:]
    if len(body) != number(data[124:128]):
        return None
    return {
        "kind": data[6],
        "alias": data[8:24],
        "generation": data[24:56],
        "stream": data[56:88],
        "seq": number(data[88:92]),
        "body": body,
    }


def open_body(identity, envelope):
    """Decrypts a body and cuts the payload out of it; nothing of a body that was damaged."""
    plain_text = age(identity, envelope["body"])
    if plain_text is None:
        print(f"a damaged body was left out: stream {envelope['stream'].hex()[:8]}, place {envelope['seq']}")
        return b""
    certificate = number(plain_text[32:34])
    at = 34 + certificate
    length = number(plain_text[at:at + 4])
    payload, padding = plain_text[at + 4:at + 4 + length], plain_text[at + 4 + length:]
    if len(payload) != length or any(padding):
        sys.exit("a body is not laid out as it should be")
    return payload


def split_chunks(data, kind):
    """Takes automerge chunks apart and compares the checksum of each."""
    chunks, at = [], 0
    while at < len(data):
        if data[at:at + 4] != CHUNK_MAGIC or data[at + 8] != kind:
            sys.exit("a payload is no automerge chunk")
        reader = Reader(data, at + 9)
        length = reader.varint()
        end = reader.at + length
        if hashlib.sha256(data[at + 8:end]).digest()[:4] != data[at + 4:at + 8]:
            sys.exit("the checksum of an automerge chunk is wrong")
        chunks.append(data[at:end])
        at = end
    return chunks


def in_order(changes, has_document):
    """Puts changes after those that they build on, as a stock automerge wants them.

    A change is named by the SHA-256 of its bytes from the type on; behind the length it lists those it builds
    on.  Without a snapshot before them every one of these has to be here.  Gives those that can be used, and the rest.
    """
    waiting = {}
    for change in changes:
        reader = Reader(change, 9)
        reader.varint()
        waiting[hashlib.sha256(change[8:]).digest()] = (reader.list(lambda: reader.take(32)), change)
    known, ordered = set(waiting), []
    while True:
        ready = [
            name
            for name, (needed, _) in waiting.items()
            if all(other not in waiting and (has_document or other in known) for other in needed)
        ]
        if not ready:
            return ordered, [change for _, change in waiting.values()]
        for name in ready:
            ordered.append(waiting.pop(name)[1])


# ---- postcard, and the records that are written in it: sections 7 to 12 --------------------------------------------


class Reader:
    """Reads postcard: numbers of seven bits a byte with the lowest first, and everything else as it stands."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def take(self, count):
        if self.at + count > len(self.data):
            sys.exit("a record is cut short")
        self.at += count
        return self.data[self.at - count:self.at]

    def byte(self):
        return self.take(1)[0]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def signed_number(self):
        value = self.varint()
        return value >> 1 if value % 2 == 0 else -(value >> 1) - 1

    def bytes(self):
        return self.take(self.varint())

    def text(self):
        return self.bytes().decode("utf-8")

    def option(self, read):
        return read() if self.byte() else None

    def list(self, read):
        return [read() for _ in range(self.varint())]

    def signed(self):
        """Signed<T>: the bytes of T, then 64 bytes of signature.  Gives a reader of the bytes of T."""
        inner = Reader(self.bytes())
        self.take(64)
        return inner


def read_roll(reader):
    roll = {"owner": reader.take(32), "device": reader.take(32), "volume": reader.take(16), "label": reader.text()}
    roll["alias"] = reader.take(16)
    reader.option(lambda: reader.take(32))
    reader.list(lambda: (reader.take(32), reader.varint(), reader.take(32)))
    roll["recipient"] = reader.text()
    reader.option(lambda: reader.take(32))
    roll["gate"] = reader.byte()
    reader.list(lambda: reader.take(16))
    roll["made"] = reader.signed_number()
    return roll


def control_records(payload):
    reader = Reader(payload)
    for tag, body in reader.list(lambda: (reader.byte(), reader.bytes())):
        yield read_control(tag, Reader(body))


def read_control(tag, reader):
    if tag == 1:
        return {"what": "roster entry", "variant": reader.signed().varint()}
    if tag == 2:
        inner = reader.signed()
        record = {"what": "permission", "by": inner.take(32), "person": inner.take(32), "section": inner.text()}
        if inner.varint() == 0:
            record["grant_until"] = inner.option(inner.signed_number)
            record["with_past"] = bool(inner.byte())
        else:
            record["revoke"] = True
        return record
    if tag == 3:
        inner = reader.signed()
        record = {"what": "wrap", "generation": inner.take(32), "roll": read_roll(inner.signed())}
        record |= {"device": inner.take(32), "to": inner.take(32), "sealed": inner.bytes()}
        return record
    if tag == 4:
        inner = reader.signed()
        record = {"what": "person key", "root": inner.take(32), "device": inner.take(32)}
        return record | {"recipient": inner.text(), "sealed": inner.bytes()}
    if tag == 5:
        return {"what": "device name", "device": reader.take(32), "name": reader.text()}
    if tag == 6:
        return {"what": "paired", "root": reader.take(32), "record": reader.text(), "role": reader.text()}
    if tag == 7:
        return {"what": "addresses", "device": reader.take(32), "addresses": reader.list(reader.text)}
    if tag == 8:
        return {"what": "note", "key": reader.text(), "value": reader.bytes()}
    return {"what": f"unknown record {tag}"}


def read_snapshot(payload):
    reader = Reader(payload)
    covers = {}
    for _ in range(reader.varint()):
        stream, _device, last = reader.take(32), reader.take(32), reader.varint()
        reader.take(32)
        reader.signed()
        covers[stream] = last
    _operations, length, deflated = reader.varint(), reader.varint(), reader.bytes()
    document = zlib.decompress(deflated)
    if len(document) != length:
        sys.exit("a snapshot does not inflate to what it says")
    return {"covers": covers, "document": document}


# ---- helpers -------------------------------------------------------------------------------------------------------


def age(identities, sealed):
    """Decrypts with stock age; None if no identity fits.  Secrets go through a pipe, only ciphertext to a file."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(sealed)
        file.flush()
        done = subprocess.run(
            ["age", "-d", "-i", "-", file.name], input=identities.encode("ascii"), capture_output=True, check=False
        )
    return done.stdout if done.returncode == 0 else None


def must(value, why):
    if value is None:
        sys.exit(why)
    return value


def number(data):
    return int.from_bytes(data, "little")


def plain(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return value


if __name__ == "__main__":
    main()
