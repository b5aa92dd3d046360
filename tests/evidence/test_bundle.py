"""The evidence bundle: whole, it proves its version; tampered with anywhere, it says what is wrong."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import random
import re
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.evidence.bundle import bundle, fingerprint
from policies.evidence.notes import new_key, signed_checkpoint
from policies.evidence.offline import archive, proofs, verify
from policies.evidence.offline.archive import MESSAGES, Broken, Fault, pack, sums, unpack
from policies.evidence.offline.checking import SOMETIMES, Report, check, successor
from policies.evidence.offline.rendering import FORMAT
from policies.evidence.offline.whole_proof import canonical
from policies.evidence.single_file import MODULES, MONITOR, OFFLINE, single_file
from policies.publication.version_record import read_record
from tests.evidence.register import KEY, ORIGIN, ZONE, Log, entry

EARLIER_BUNDLES = {form: Path(__file__).parent / f"format-{form}.zip" for form in (1, 2)}
LOG = Log()
FILES = LOG.files()
JSON_FILES = ("version.json", "facts.json", "proof.json")


def checked(files: dict[str, bytes], trusted: str | None = f"{KEY.public}\n") -> Report:
    return check(files, trusted=trusted, timestamps=proofs.openssl_timestamp)


def faults_of(packed: bytes) -> list[Fault]:
    """What is wrong with an archive, in the order a reader would meet it."""
    try:
        return checked(unpack(packed)).faults
    except Broken as broken:
        return [broken.fault]


def resummed(files: dict[str, bytes]) -> dict[str, bytes]:
    """As a forger would: with a list of digests that fits what was changed."""
    return files | {"SHA256SUMS": sums(files)}


def test_whole_bundle_proves_its_version() -> None:
    report = checked(unpack(pack(FILES)))

    assert report.faults == []
    assert (report.facts["number"], report.facts["format"]) == (2, FORMAT)
    assert report.facts["sha256"] == json.loads(LOG.entries[2][1])["sha256"]
    assert (report.log, report.size, report.keys) == (ORIGIN, 7, [KEY.public])
    assert successor(report) == json.loads(LOG.entries[4][1])


def test_zone_is_said_wherever_the_day_is() -> None:
    assert json.loads(FILES["facts.json"])["time_zone"] == ZONE
    for language in ("fr", "en", "ar"):
        plain, page = (FILES[f"text.{language}.{ending}"].decode() for ending in ("txt", "html"))
        lines = plain.splitlines()
        day = next(place for place, line in enumerate(lines) if line.endswith(": 2024-02-01"))
        assert lines[day + 1].endswith(f": {ZONE}")
        assert f'<dd><code dir="ltr">{ZONE}</code></dd>' in page


def test_version_of_before_zones_were_kept_proves_itself_and_names_none() -> None:
    files = Log(zone="").files()

    assert checked(files).faults == []
    assert "time_zone" not in json.loads(files["facts.json"])
    assert not any(ZONE.encode() in content for name, content in files.items() if "text." in name)


def test_zone_that_is_put_in_taken_out_or_exchanged_is_found() -> None:
    """In every file at once, as a forger would who makes the whole bundle again."""
    logs = {zone: Log(zone=zone) for zone in (ZONE, "Asia/Tokyo", "")}
    for true, forged in itertools.permutations(logs, 2):
        log = Log(zone=true)
        log.contents = logs[forged].contents

        assert Fault("digest") in checked(log.files()).faults, (true, forged)


@pytest.mark.parametrize("zone", [None, 5, ["UTC"], {"UTC": 1}])
def test_zone_that_is_no_text_is_not_what_the_log_holds(zone: object) -> None:
    forged = canonical(json.loads(FILES["version.json"]) | {"time_zone": zone})

    assert checked(resummed(FILES | {"version.json": forged})).faults == [Fault("digest")]


@pytest.mark.parametrize("form", EARLIER_BUNDLES)
def test_bundle_of_an_earlier_format_still_proves_its_version(form: int, tmp_path: Path) -> None:
    """One that was made when this was the format, signed with a key that is thrown away."""
    files = unpack(EARLIER_BUNDLES[form].read_bytes())
    report = checked(files, trusted=None)
    shutil.unpack_archive(EARLIER_BUNDLES[form], tmp_path)
    done = subprocess.run(
        [sys.executable, "verify.py", "."], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert report.faults == []
    assert (report.facts["format"], report.facts["number"]) == (form, 2)
    assert ("time_zone" in report.facts) == (form > 1)
    assert done.stdout.startswith("PROVEN")


@pytest.mark.parametrize("form", EARLIER_BUNDLES)
@pytest.mark.parametrize("name", sorted(FILES))
def test_files_of_two_formats_do_not_make_a_bundle(name: str, form: int) -> None:
    """One file of a bundle of today among those of an earlier format, with a list of digests that fits."""
    earlier = unpack(EARLIER_BUNDLES[form].read_bytes())
    mixed = resummed(earlier | {name: FILES[name]})
    if mixed == earlier:
        assert name not in JSON_FILES
        return

    assert checked(mixed, trusted=None).faults


@pytest.mark.parametrize("form", [0, 5, "1", 1.0, True, None, []])
def test_format_that_nobody_made_is_not_of_its_form(form: object) -> None:
    facts = json.loads(FILES["facts.json"]) | {"format": form}
    written = (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode()

    found = checked(resummed(FILES | {"facts.json": written})).faults

    assert found == [Fault("malformed", "facts.json")]


def test_bundle_of_every_version_and_checkpoint_holds() -> None:
    for number in (1, 2, 3):
        for first in range(number * 2 - 1, 7):
            assert checked(LOG.files(number, first=first)).faults == []


def test_same_version_at_the_same_checkpoint_is_the_same_bytes() -> None:
    assert bundle(LOG.evidence(), LOG.tree) == bundle(LOG.evidence(), LOG.tree)


def test_fingerprint_is_another_one_for_every_other_bundle() -> None:
    evidence = LOG.evidence()
    others = [
        LOG.evidence(1),
        LOG.evidence(position=4),
        LOG.evidence(first=5),
        LOG.evidence(latest=LOG.checkpoint(5)),
        LOG.evidence(keys=[KEY.public, new_key(ORIGIN).public]),
        LOG.evidence(timestamp=(b"response", "authority")),
        LOG.evidence(timestamp=(b"another", "authority")),
        LOG.evidence(timestamp=(b"response", "another")),
    ]

    made = [fingerprint(one) for one in (evidence, *others)]

    assert len(set(made)) == len(made)
    assert fingerprint(LOG.evidence()) == fingerprint(evidence)


def test_withdrawn_version_names_no_successor_that_was_withdrawn() -> None:
    log = Log(withdrawn=3)
    report = checked(log.files())

    assert report.faults == []
    assert successor(report) is None
    assert report.events[-1]["entry"] == "withdrawal"


def test_readable_texts_say_what_the_document_says() -> None:
    document = read_record(FILES["version.json"]).document
    for language in document.languages:
        plain = FILES[f"text.{language}.txt"].decode()
        assert document.title[language] in plain
        assert "1. " + document.sections[0].heading[language] in plain
        assert "privacy@atlas.example" in plain
    assert 'dir="rtl"' in FILES["text.ar.html"].decode()
    assert '<bdi dir="ltr">Écrivez à privacy@atlas.example</bdi>' in FILES["text.ar.html"].decode()


# Tampering


@pytest.mark.parametrize("bit", [0, 5])
def test_every_byte_of_the_archive_is_covered(bit: int) -> None:
    packed = pack(FILES)
    for position in range(bit, len(packed), 97):
        changed = bytearray(packed)
        changed[position] ^= 1 << bit
        found = faults_of(bytes(changed))
        assert found, position
        assert all(str(fault) for fault in found)


@pytest.mark.long
@pytest.mark.parametrize("bit", range(8))
def test_each_single_byte_of_the_archive_is_covered(bit: int) -> None:
    packed = pack(FILES)
    for position in range(len(packed)):
        changed = bytearray(packed)
        changed[position] ^= 1 << bit
        assert faults_of(bytes(changed)), position


@pytest.mark.parametrize("name", sorted(FILES))
def test_changed_file_is_named(name: str) -> None:
    for position in range(0, len(FILES[name]), max(1, len(FILES[name]) // 40)):
        changed = bytearray(FILES[name])
        changed[position] ^= 1
        found = checked(FILES | {name: bytes(changed)}).faults
        assert found
        about = " ".join(map(str, found))
        assert name in about or "line" in about or name == "SHA256SUMS"


@pytest.mark.parametrize("name", sorted(set(FILES) - {"verify.py", "SHA256SUMS"}))
def test_forged_file_with_fitting_digests_is_found(name: str) -> None:
    for position in range(0, len(FILES[name]), max(1, len(FILES[name]) // 60)):
        changed = bytearray(FILES[name])
        changed[position] ^= 1
        files = resummed(FILES | {name: bytes(changed)})
        # A bundle cannot vouch for its own programs: the register's page can, and does.
        assert checked(files).faults, position


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(set(FILES) - {"SHA256SUMS"}))
def test_each_single_byte_of_a_forged_file_with_fitting_digests_is_found(name: str) -> None:
    for position in range(len(FILES[name])):
        changed = bytearray(FILES[name])
        changed[position] ^= 1
        files = resummed(FILES | {name: bytes(changed)})
        assert checked(files).faults, position


@pytest.mark.parametrize("form", EARLIER_BUNDLES)
def test_exchanged_program_of_an_earlier_bundle_is_found(form: int) -> None:
    """The forger brings the checker: nobody is told to run it."""
    files = unpack(EARLIER_BUNDLES[form].read_bytes())
    for name in (name for name in files if name.endswith(".py")):
        forged = resummed(files | {name: b"print('PROVEN')\n"})
        assert checked(forged, trusted=None).faults == [Fault("program", name)]


def test_bundle_carries_no_program() -> None:
    assert not [name for name in FILES if name.endswith(".py")]
    assert checked(resummed(FILES | {"verify.py": b"print('PROVEN')\n"})).faults == [
        Fault("unexpected", "verify.py")
    ]


@pytest.mark.parametrize("name", sorted(FILES))
def test_missing_emptied_or_added_file_is_found(name: str) -> None:
    without = {other: content for other, content in FILES.items() if other != name}

    assert (
        Fault("missing", name) in checked(resummed(without) if name != "SHA256SUMS" else without).faults
    )
    assert checked(FILES | {name: b""}).faults
    assert Fault("unexpected", f"x-{name}") in checked(resummed(FILES | {f"x-{name}": b""})).faults


def fields_of(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The path of every value inside a JSON value."""
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield (*path, key)
        yield from fields_of(child, (*path, key))


def tampered(value: object) -> object:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value[:-1] + ("0" if value[-1:] != "0" else "1")
        case None:
            return "x"
        case list():
            return [*value, value[-1]] if value else ["x"]
        case dict():
            return {**value, "x": "x"}
    return value


def with_field(name: str, path: tuple[object, ...]) -> dict[str, bytes]:
    """The files with one field of one JSON file changed, written as the register writes it."""
    whole = json.loads(FILES[name])
    place = whole
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = tampered(place[path[-1]])
    if name == "facts.json":
        return FILES | {name: (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()}
    return FILES | {name: canonical(whole)}


@pytest.mark.parametrize("name", JSON_FILES)
def test_each_changed_field_is_found(name: str) -> None:
    paths = list(fields_of(json.loads(FILES[name])))
    assert len(paths) > 10
    for path in paths:
        for files in (with_field(name, path), resummed(with_field(name, path))):
            assert checked(files).faults, path


def test_each_changed_field_of_an_entry_is_found() -> None:
    proof = json.loads(FILES["proof.json"])
    for place, given_entry in enumerate(proof["entries"]):
        for key in json.loads(given_entry["entry"]):
            entry = json.loads(given_entry["entry"])
            entry[key] = tampered(entry[key])
            changed = json.loads(FILES["proof.json"])
            changed["entries"][place]["entry"] = canonical(entry).decode()
            assert checked(resummed(FILES | {"proof.json": canonical(changed)})).faults, (place, key)


@pytest.mark.parametrize("value", [False, "0", 0.0])
def test_position_has_one_form(value: object) -> None:
    files = LOG.files(1)
    proof = json.loads(files["proof.json"])
    assert proof["entries"][0]["index"] == 0

    proof["entries"][0]["index"] = value

    forged = json.dumps(proof, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    found = checked(resummed(files | {"proof.json": forged})).faults
    assert found == [Fault("malformed", "proof.json")]


@pytest.mark.parametrize("place", ["path", "first", "consistency"])
def test_path_has_one_form(place: str) -> None:
    """An object whose keys are the digests, in their order, reads like the list of them."""
    files = LOG.files(1)
    proof = json.loads(files["proof.json"])
    holder = proof["entries"][0] if place == "path" else proof
    holder[place] = dict.fromkeys(holder[place], 0)

    found = checked(resummed(files | {"proof.json": canonical(proof)})).faults

    assert found == [Fault("malformed", "proof.json")]


def test_log_signed_by_another_key_is_not_trusted() -> None:
    forger = new_key(ORIGIN)
    notes = {"latest": LOG.checkpoint(None, forger), "first": LOG.checkpoint(4, forger)}
    files = LOG.files(**notes, keys=[forger.public])

    assert {fault.code for fault in checked(files).faults} == {"untrusted"}
    assert checked(files, trusted=None).keys == [forger.public]


def test_key_that_is_trusted_and_signed_nothing_proves_nothing() -> None:
    files = LOG.files(keys=[KEY.public, new_key(ORIGIN).public])

    assert {fault.code for fault in checked(files).faults} == {"unused_key"}


def test_rewritten_log_is_not_consistent() -> None:
    other = Log(versions=4)
    other.entries[0] = (other.entries[0][0], other.entries[0][1].replace(b"2023-12", b"2023-11"))
    rewritten = type(LOG.tree)(map(proofs.leaf_hash, (leaf for _p, leaf in other.entries)))
    latest = signed_checkpoint((KEY,), size=8, root=rewritten.root())
    files = LOG.files() | {"checkpoint.txt": latest.encode()}

    assert Fault("consistency") in checked(resummed(files)).faults


def test_version_that_names_another_predecessor_than_the_log_is_found() -> None:
    log = Log()
    forged = canonical(json.loads(log.contents[1]) | {"previous": "ab" * 32})
    log.contents[1] = forged
    log.entries[2] = (log.entries[2][0], entry(forged, 2))
    log.tree = type(log.tree)(proofs.leaf_hash(leaf) for _policy, leaf in log.entries)

    assert checked(log.files()).faults == [Fault("chain", "1")]


def test_two_keys_during_a_rotation_both_verify() -> None:
    successor_key = new_key(ORIGIN)
    both = LOG.checkpoint(None, KEY, successor_key)
    files = LOG.files(latest=both, keys=[KEY.public, successor_key.public])

    assert checked(files).faults == []
    assert checked(files, trusted=f"{successor_key.public}\n").faults == [
        Fault("untrusted", "first-checkpoint.txt")
    ]


def test_checkpoints_of_two_logs_are_not_taken_for_one() -> None:
    other = signed_checkpoint((stranger := new_key("other.example/log"),), size=4, root=LOG.tree.root(4))
    files = LOG.files(first=other, keys=[KEY.public, stranger.public])

    assert checked(files, trusted=None).faults == [Fault("other_log")]


def test_half_a_timestamp_is_none() -> None:
    for there, absent in (SOMETIMES, SOMETIMES[::-1]):
        found = checked(resummed(FILES | {there: b"x"})).faults

        assert found == [Fault("missing", absent)]


def test_line_of_the_sums_is_named_that_was_altered_cut_or_added() -> None:
    lines = FILES["SHA256SUMS"].splitlines(True)
    name = lines[2][66:].decode().strip()
    forms = {
        b"".join([*lines[:2], b"0" * 64 + lines[2][64:], *lines[3:]]): [Fault("altered", name)],
        b"".join([*lines[:2], b"x" * 64 + lines[2][64:], *lines[3:]]): [Fault("sums", "3")],
        b"".join([*lines[:2], lines[2].replace(b"\n", b"\r\n"), *lines[3:]]): [Fault("sums", "3")],
        b"".join(lines[:-1]): [Fault("sums", str(len(lines)))],
        b"".join([*lines, b"x\n"]): [Fault("sums", str(len(lines) + 1))],
    }
    for said, faults in forms.items():
        assert checked(FILES | {"SHA256SUMS": said}).faults == faults


@pytest.mark.parametrize("digits", ["x" * 64, "AB" * 32, "ab" * 31, "ab" * 33])
def test_path_holds_digests_only(digits: str) -> None:
    proof = json.loads(FILES["proof.json"])
    proof["first"][0] = digits

    found = checked(resummed(FILES | {"proof.json": canonical(proof)})).faults

    assert found == [Fault("malformed", "proof.json")]


def test_proof_has_one_form() -> None:
    proof = json.loads(FILES["proof.json"])
    spaced = json.dumps(proof, ensure_ascii=False, sort_keys=True).encode()

    assert checked(resummed(FILES | {"proof.json": spaced})).faults == [Fault("malformed", "proof.json")]


def test_base64_has_one_form() -> None:
    bits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    root = LOG.checkpoint().split("\n")[2]
    stray = root[:-2] + bits[bits.index(root[-2]) + 1] + "="

    with pytest.raises(ValueError, match="stray bits"):
        proofs.read_note(LOG.checkpoint().replace(root, stray).encode())


def test_signature_that_does_not_hold_is_called_that() -> None:
    altered = FILES["checkpoint.txt"].replace(b"\n7\n", b"\n8\n")

    found = checked(resummed(FILES | {"checkpoint.txt": altered})).faults

    assert Fault("signature", "checkpoint.txt") in found


@pytest.mark.parametrize("form", ["", "\n", "{key}", "{key}\r\n", "{key}\n\n", " {key}\n"])
def test_keys_have_one_form(form: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        proofs.read_keys(form.format(key=KEY.public).encode())


# Archives nobody here made


def test_compressed_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("version.json", bytes(50_000_000))

    assert faults_of((tmp_path / "bomb.zip").read_bytes()) == [Fault("compressed", "version.json")]


def test_too_large_archive_is_refused_unread() -> None:
    assert archive.LARGEST == 16 * 2**20  # what the messages say
    assert faults_of(bytes(archive.LARGEST + 1)) == [Fault("too_large")]


@pytest.mark.parametrize("zip64", [False, True])
def test_archive_of_very_many_names_is_refused_before_they_are_read(
    zip64: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, *[0] * 7, 1, *[0] * 6) + b"a"
    names = name * 10_000
    size = 0 if zip64 else len(names)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1) if zip64 else b""
    packed = names + locator + struct.pack("<4s4H2LH", b"PK\5\6", *[0] * 4, size, 0, 0)
    monkeypatch.setattr(zipfile, "ZipFile", None)  # whoever opens it fails

    assert faults_of(packed) == [Fault("not_zip", "no small directory at its end")]


def test_members_that_share_their_bytes_are_refused_before_they_are_read() -> None:
    """Each member's content holds all members after it (D. Fifield, A better zip bomb, 2019)."""
    content, directory, count = bytes(1000), [], 5
    for number in reversed(range(count)):
        fields = (0, 0, 0, 33, zlib.crc32(content), len(content), len(content), 1, 0)
        name = b"abcde"[number : number + 1]
        place = number * 31
        directory.insert(
            0, struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, *fields, 0, 0, 0, 0, place) + name
        )
        content = struct.pack("<4s5H3L2H", b"PK\3\4", 20, *fields) + name + content
    names = b"".join(directory)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(names), len(content), 0)

    assert faults_of(content + names + end) == [Fault("compressed", "b")]


def test_archive_that_says_more_than_it_holds_is_refused() -> None:
    packed = bytearray(pack(FILES))
    header = packed.rindex(b"PK\x01\x02")
    packed[header + 20 : header + 28] = b"\xff\xff\xff\x7f" * 2

    assert faults_of(bytes(packed))


def test_repacked_archive_is_told_as_such(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "again.zip", "w") as again:
        for name, content in FILES.items():
            again.writestr(name, content)

    (fault,) = faults_of((tmp_path / "again.zip").read_bytes())
    assert fault.code == "container"


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_judged_and_never_crash(content: bytes) -> None:
    assert faults_of(content)
    assert faults_of(pack(FILES)[:2000] + content)
    for name in ("version.json", "proof.json", "checkpoint.txt", "keys.txt", "SHA256SUMS"):
        assert checked(FILES | {name: content}).faults
        if name != "SHA256SUMS":
            assert checked(resummed(FILES | {name: content})).faults


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2**70) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(JSON_FILES), st.randoms(use_true_random=False), JSON_VALUES)
def test_any_value_in_any_field_is_found(name: str, chance: random.Random, value: object) -> None:
    whole = json.loads(FILES[name])
    path = chance.choice(list(fields_of(whole)))
    place = whole
    for step in path[:-1]:
        place = place[step]
    if place[path[-1]] == value and type(place[path[-1]]) is type(value):
        return
    place[path[-1]] = value
    assert checked(resummed(FILES | {name: canonical(whole)})).faults


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200), st.integers(0, 6))
def test_any_text_in_place_of_a_line_of_a_checkpoint_is_found(text: str, line: int) -> None:
    lines = FILES["checkpoint.txt"].decode().split("\n")
    at = line % len(lines)
    if lines[at] == text:
        return
    lines[at] = text
    assert checked(resummed(FILES | {"checkpoint.txt": "\n".join(lines).encode()})).faults


# Alone, on another machine


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence")
    (folder / "evidence.zip").write_bytes(pack(FILES))
    with zipfile.ZipFile(folder / "evidence.zip") as opened:
        opened.extractall(folder / "evidence")
    (folder / "sijill-verify.py").write_bytes(single_file())
    (folder / "trusted.txt").write_text(f"{KEY.public}\n", encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str, isolated: bool = False) -> subprocess.CompletedProcess[str]:
    # -S: without site-packages, so without the cryptography package: openssl is used then.
    command = [sys.executable, *(["-S", "-E"] if isolated else []), "sijill-verify.py", *arguments]
    return subprocess.run(
        command, cwd=folder, text=True, capture_output=True, timeout=60, check=False, encoding="utf-8"
    )


@pytest.mark.parametrize("isolated", [False, True], ids=["cryptography", "openssl"])
@pytest.mark.parametrize("bundle_path", ["evidence.zip", "evidence"])
def test_verify_program_proves_without_this_site(
    unpacked: Path, bundle_path: str, isolated: bool
) -> None:
    if isolated and not shutil.which("openssl"):
        pytest.skip("no openssl")
    done = run(unpacked, bundle_path, "--key", "trusted.txt", isolated=isolated)

    assert (done.returncode, done.stderr) == (0, "")
    assert "PROVEN: Atlas Conseil" in done.stdout
    assert "version 3 applies from 2024-03-01 in its place" in done.stdout


@pytest.mark.parametrize(("zone", "said"), [(ZONE, f" ({ZONE})"), ("", "")])
def test_verify_program_says_from_which_day_a_version_applies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], zone: str, said: str
) -> None:
    bundle = tmp_path / "evidence.zip"
    bundle.write_bytes(pack(Log(zone=zone).files()))

    assert verify.main([str(bundle)]) == 0

    day = capsys.readouterr().out.splitlines()[1]
    assert re.fullmatch(rf"  applies from 2024-02-01{re.escape(said)}, published at \S+", day)


@pytest.mark.parametrize("isolated", [False, True], ids=["cryptography", "openssl"])
def test_verify_program_names_what_is_wrong(unpacked: Path, tmp_path: Path, isolated: bool) -> None:
    files = resummed(FILES | {"checkpoint.txt": FILES["checkpoint.txt"].replace(b"\n7\n", b"\n8\n")})
    (unpacked / "forged.zip").write_bytes(pack(files))

    done = run(unpacked, "forged.zip", isolated=isolated)

    assert done.returncode == 1
    assert "NOT PROVEN: checkpoint.txt: a signature does not hold" in done.stdout


def test_verify_program_fails_on_what_is_no_archive(unpacked: Path) -> None:
    (unpacked / "damaged.zip").write_bytes(pack(FILES)[:-1])

    done = run(unpacked, "damaged.zip")

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("NOT PROVEN: this is no ZIP archive")


def test_program_in_one_file_holds_the_modules_word_for_word() -> None:
    sources = {path.stem: path.read_text(encoding="utf-8") for path in OFFLINE.glob("*.py")}
    program = single_file().decode()

    assert {*MODULES, *MONITOR} == set(sources) - {"__init__"}
    assert not any("'''" in source for source in sources.values())
    assert all(sources[name] in program for name in MODULES)


def test_verify_program_says_up_to_when_a_bundle_is_complete(unpacked: Path) -> None:
    assert (
        "complete: nothing of this policy is left out up to 2024-12-02T"
        in run(unpacked, "evidence.zip").stdout
    )
    for form, path in EARLIER_BUNDLES.items():
        done = run(unpacked, str(path))
        assert (done.returncode, "NOT PROVEN COMPLETE" in done.stdout) == (0, True), form


def test_every_fault_has_a_sentence() -> None:
    assert all(Fault(code, "x") and str(Fault(code, "x")) for code in MESSAGES)


def test_documentation_says_the_digest_of_the_program() -> None:
    document = Path(__file__).parents[2] / "docs" / "verifying.md"
    digest = hashlib.sha256(single_file()).hexdigest()

    assert f"\n    {digest}\n" in document.read_text(encoding="utf-8")


def test_bundle_has_a_proof_in_the_form_of_other_tools() -> None:
    first, index, *hashes = FILES["version.tlog-proof"].decode().partition("\n\n")[0].split("\n")
    checkpoint = FILES["version.tlog-proof"].partition(b"\n\n")[2]

    assert (first, index) == ("c2sp.org/tlog-proof@v1", "index 2")
    assert [base64.b64decode(one) for one in hashes] == LOG.tree.inclusion(2, 7)
    assert checkpoint == FILES["checkpoint.txt"]
