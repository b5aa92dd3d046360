"""The first administrator: an account with a password that holds and a second factor from the first moment."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from typing import Any

import qrcode
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from policies.authoring.groups import ensure_groups

User = get_user_model()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """What an authenticator app is given: the secret, and the same as an address that it reads from a picture."""

    secret: str
    address: str

    def picture(self) -> str:
        """The address as a QR code of characters, for a terminal."""
        code = qrcode.QRCode(border=2)
        code.add_data(self.address)
        drawn = StringIO()
        code.print_ascii(out=drawn, invert=True)
        return drawn.getvalue()

    def confirms(self, code: str) -> bool:
        return validate_totp_code(self.secret, code.strip().replace(" ", ""))


def administrator() -> Any:
    """Who administers the site already, or none."""
    return User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()


def proposed(name: str, email: str) -> Any:
    """The account, not kept yet. Raises ``ValidationError`` where its name is taken or its address is none."""
    user = User(username=name, email=email, is_superuser=True, is_staff=True)
    if User.objects.filter(username__iexact=name).exists():
        raise ValidationError(f"there is an account “{name}” already, and it administers nothing")
    User.username_validator(name)
    validate_email(email)
    return user


def refused(password: str, user: Any) -> list[str]:
    """Why the password is none for this account; empty when it is one."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return list(error.messages)
    return []


def second_factor(user: Any) -> SecondFactor:
    """A new one, which the account has once it is kept."""
    secret = generate_totp_secret()
    return SecondFactor(secret=secret, address=get_adapter().build_totp_url(user, secret))


@transaction.atomic
def keep(*, user: Any, password: str, factor: SecondFactor) -> list[str]:
    """Keep the account with its second factor, both or neither; gives the codes for when the app is lost."""
    ensure_groups()
    user.set_password(password)
    user.save()
    TOTP.activate(user, factor.secret)
    return list(RecoveryCodes.activate(user).generate_codes())
