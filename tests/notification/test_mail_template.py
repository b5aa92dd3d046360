"""Mails that are built once and filled for each recipient."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from policies.notification.letters import Letter
from policies.notification.mail_template import Stencil, Unfillable, mark

TOKEN = "0123456789abcdef" * 5 + ":1tTTTT:x-_y=z"


def made(before: str) -> tuple[Stencil, bytes]:
    """A stencil whose body has a token behind ``before`` on the same line."""
    token = mark()
    letter = Letter(
        subject="Objet: سياسة",
        body=f"Été {before}{token} fin\n.point\n{token}\n",
        from_email="a@mail.example",
        to=["x@mail.example"],
        headers={"List-Unsubscribe": f"<https://policies.example/{token}/>", "Message-ID": "<1@x>"},
    )
    letter.attach_alternative(f"<p>été {before}<a href='https://x/{token}/'>x</a></p>", "text/html")
    return Stencil(letter.content(), {"token": token}), letter.content()


@pytest.mark.parametrize("length", range(0, 76, 5))
def test_a_part_arrives_whole_wherever_the_lines_break(length: int) -> None:
    stencil, _content = made("é" * (length // 2) + "x" * (length % 2))

    mail = message_from_bytes(stencil.fill({"token": TOKEN}), policy=policy.default + policy.strict)

    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    assert str(mail["List-Unsubscribe"]) == f"<https://policies.example/{TOKEN}/>"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert f"{TOKEN} fin\n.point\n{TOKEN}\n" in plain.get_content().replace("\r\n", "\n")
    assert f"https://x/{TOKEN}/" in html.get_content()


def test_no_line_is_longer_than_quoted_printable_allows() -> None:
    filled = made("x" * 40)[0].fill({"token": "=" * 200})

    body = filled.partition(b"\r\n\r\n")[2]
    assert max(len(line) for line in body.split(b"\r\n")) <= 76
    assert filled.isascii()


@pytest.mark.parametrize("offset", range(4))
def test_words_in_any_script_arrive_whole(offset: int) -> None:
    words = "x" * offset + "=سياسة الخصوصية، «عند الحاجة» " * 6
    token, other = mark(), mark()
    letter = Letter(body=f"x{other} fin\n", headers={"List-Id": token}, to=["x@mail.example"])
    stencil = Stencil(letter.content(), {"token": token, "words": other})

    filled = stencil.fill({"token": TOKEN, "words": words})

    mail = message_from_bytes(filled, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail.get_content().replace("\r\n", "\n") == f"x{words} fin\n"
    assert max(len(line) for line in filled.partition(b"\r\n\r\n")[2].split(b"\r\n")) <= 76


@pytest.mark.parametrize("part", ["a\r\nBcc: x@mail.example", "a\nb", "é", "a\0"])
def test_a_part_that_would_break_out_of_its_place_is_refused(part: str) -> None:
    with pytest.raises(Unfillable):
        made("")[0].fill({"token": part})


def test_the_digest_is_that_of_the_text_and_not_of_the_marks() -> None:
    assert made("x")[0].sha256 == made("x")[0].sha256
    assert made("x")[0].sha256 != made("y")[0].sha256


def test_a_mail_without_a_place_for_a_part_is_no_stencil() -> None:
    _stencil, content = made("")

    with pytest.raises(ValueError, match="no place for address"):
        Stencil(content, {"address": mark()})


def test_a_mail_without_a_body_is_no_stencil() -> None:
    token = mark()

    with pytest.raises(ValueError, match="no body"):
        Stencil(f"Subject: {token}\r\n".encode(), {"token": token})
