"""Readers and subscribers, through the proxy: asking for pages all the time, and walking the loop once."""

from __future__ import annotations

import email
import http.client
import re
import ssl
import time
from collections import Counter
from email import policy
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit

from bench.rehearsal.mail_server import MailServer
from bench.rehearsal.stage import ADDRESS, Stage, until

_TRUSTING = ssl._create_unverified_context()  # noqa: S323 - the stage's own certificate
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def ask(
    stage: Stage, path: str, *, form: dict[str, str] | None = None, cookies: str = ""
) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers; status 0 where no answer came."""
    connection = http.client.HTTPSConnection(
        "127.0.0.1", stage.ports["https"], timeout=30, context=_TRUSTING
    )
    headers = {"Host": ADDRESS, "Referer": f"https://{ADDRESS}{path}"}
    if cookies:
        headers["Cookie"] = cookies
    body = None
    if form is not None:
        body, headers["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
    try:
        connection.request("POST" if form is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace"), dict(answer.getheaders())
    except (OSError, http.client.HTTPException):
        return 0, "", {}
    finally:
        connection.close()


def submit(stage: Stage, path: str, **form: str) -> int:
    """Fill the form at this address in, as a browser does."""
    status, body, headers = ask(stage, path)
    found = _TOKEN.search(body)
    if found:
        form["csrfmiddlewaretoken"] = found.group(1)
    cookies = headers.get("Set-Cookie", "").partition(";")[0]
    return ask(stage, path, form=form, cookies=cookies)[0] if status == 200 else status


def subscribe(stage: Stage, mail: MailServer, address: str, policy_path: str) -> None:
    """Ask for the form, confirm by the link in the mail. Raises ``TimeoutError`` where no mail comes."""
    language = policy_path.strip("/").partition("/")[0]
    _status, body, _headers = ask(stage, policy_path)
    link = re.search(rf'href="(/{language}/subscribe/[^"]*)"', body)
    if link is None:
        raise RuntimeError(f"{policy_path} offers no subscription")
    path = link.group(1).replace("&amp;", "&")
    _status, page, _headers = ask(stage, path)
    chosen = dict(re.findall(r'name="(\w+)" value="([^"]*)"[^>]*checked', page))
    chosen |= dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    submit(stage, path, **chosen | {"email": address})
    until(lambda: address in mail.bodies)
    if submit(stage, path_in(mail.bodies[address], "confirm")) not in (200, 302):
        raise RuntimeError("the link of the confirmation does not work")


def path_in(content: bytes, word: str) -> str:
    """The first address of our site in the mail's text that has this word."""
    message = email.message_from_bytes(content, policy=policy.default)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(rf"https://{ADDRESS}(\S*{word}\S*)", text)
    if found is None:
        raise RuntimeError(f"no address with {word} in the mail")
    return urlsplit(found.group(1)).path


class Readers:
    """A light load: one page after the other, in turn, ten times a second, and what came of it."""

    def __init__(self, stage: Stage, paths: list[str]) -> None:
        self.stage, self.paths = stage, paths
        self.said: Counter[str] = Counter()
        self.slowest = 0.0
        self._stop = Event()
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        number = 0
        while not self._stop.is_set():
            began = time.monotonic()
            # A query of its own: past the proxy's cache, to the site.
            path = self.paths[number % len(self.paths)] + (f"?n={number}" if number % 2 else "")
            status, body, _headers = ask(self.stage, path)
            warned = status == 200 and 'class="doubt"' in body
            self.said["warned" if warned else str(status)] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            number += 1
            self._stop.wait(0.1)

    def end(self) -> str:
        """What readers saw, in a few words."""
        self._stop.set()
        self._thread.join(60)
        counts = ", ".join(f"{count}× {said}" for said, count in self.said.most_common())
        return f"{counts}; slowest {self.slowest:.1f} s"
