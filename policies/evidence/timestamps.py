"""Trusted timestamps (RFC 3161): what to send to an authority, and whether its answer holds."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)


class BadTimestamp(ValueError):
    """The answer does not hold; the message says why."""


def request_for(message: bytes) -> bytes:
    """The DER of a request for a timestamp of these bytes, to be sent to the authority."""
    request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
    return bytes(request.as_bytes())


def timestamped_at(response: bytes, *, message: bytes, authority: str) -> datetime:
    """When the authority saw ``message``; ``authority`` holds its certificates (PEM), its root among them.

    Raises ``BadTimestamp`` when this is no answer, or one about another message or from another authority.
    """
    try:
        decoded = decode_timestamp_response(response)
        builder = VerifierBuilder()
        for certificate in certificates(authority):
            if certificate.issuer == certificate.subject:
                builder = builder.add_root_certificate(certificate)
            else:
                builder = builder.add_intermediate_certificate(certificate)
        builder.build().verify_message(decoded, message)
    except (VerificationError, ValueError) as error:
        raise BadTimestamp(str(error)) from error
    moment: datetime = decoded.tst_info.gen_time
    return moment


def certificates(pem: str) -> list[x509.Certificate]:
    """The certificates of a PEM text; raises ``BadTimestamp`` when it has none."""
    try:
        return x509.load_pem_x509_certificates(pem.encode())
    except ValueError as error:
        message = "the authority's certificates are missing: a PEM file that holds its root"
        raise BadTimestamp(message) from error
