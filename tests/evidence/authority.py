"""A timestamp authority (RFC 3161), made with openssl: anybody can have one, of any name."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from policies.evidence.timestamps import request_for

_CONFIGURATION: Final = """
[tsa]
default_tsa = t
[t]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
[ext]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """``folder`` holds its keys; ``file`` its certificates (PEM), the root first."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "authority.pem"

    @property
    def certificates(self) -> str:
        return self.file.read_text(encoding="ascii")

    def answer(self, query: bytes) -> bytes:
        """The DER of its answer to the DER of a request."""
        (self.folder / "query.tsq").write_bytes(query)
        _openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-section", "t", "-queryfile", "query.tsq",
                 "-inkey", "tsa.key", "-signer", "tsa.pem", "-out", "reply.tsr")  # fmt: skip
        return (self.folder / "reply.tsr").read_bytes()

    def files(self, message: bytes) -> dict[str, bytes]:
        """What a bundle carries of its answer about this message."""
        return {
            "timestamp.tsr": self.answer(request_for(message)),
            "timestamp-authority.pem": self.file.read_bytes(),
        }


def make_authority(folder: Path, name: str = "Test") -> Authority:
    """In this empty folder. Skips the test where no openssl is installed."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl")
    folder.mkdir(exist_ok=True)
    (folder / "tsa.cnf").write_text(_CONFIGURATION, encoding="ascii")
    (folder / "serial").write_text("01\n", encoding="ascii")
    ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    _openssl(folder, "req", "-x509", *ec, "-keyout", "ca.key", "-out", "ca.pem", "-subj", f"/CN={name} root",
             "-days", "10", "-config", "tsa.cnf", "-extensions", "ca")  # fmt: skip
    _openssl(folder, "req", *ec, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", f"/CN={name} TSA",
             "-config", "tsa.cnf")  # fmt: skip
    _openssl(folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
             "-out", "tsa.pem", "-days", "10", "-extfile", "tsa.cnf", "-extensions", "ext")  # fmt: skip
    made = Authority(folder=folder)
    made.file.write_bytes((folder / "ca.pem").read_bytes() + (folder / "tsa.pem").read_bytes())
    return made


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)
