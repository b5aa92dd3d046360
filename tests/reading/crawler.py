"""Follows every link of the public site, as a crawler does, and says which lead nowhere."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.test import Client
from lxml import html

# Pages of forms and of the admin are no part of what is crawled; static files are looked for, not asked for.
SKIPPED = ("/admin/", "/account/")


@dataclass(slots=True)
class Crawl:
    """``pages`` are the addresses that answered; ``broken`` says of each fault where it stands."""

    pages: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


def crawl(client: Client, start: list[str], origin: str) -> Crawl:
    """Every address that these lead to. A fragment has to be the id of something on its page."""
    found = Crawl()
    anchors: dict[str, set[str]] = {}
    wanted: list[tuple[str, str, str]] = []
    queue = deque((address, "") for address in start)
    seen = set(start)
    while queue:
        address, source = queue.popleft()
        response = client.get(address, follow=True)
        if response.status_code != 200:
            found.broken.append(f"{response.status_code} {address} from {source}")
            continue
        found.pages.add(address)
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        page = html.fromstring(response.content)
        anchors[address] = set(page.xpath("//@id"))
        for link in page.xpath("//@href | //@src"):
            target = urlsplit(urljoin(origin + address, link))
            if f"{target.scheme}://{target.netloc}" != origin:
                continue
            there = target.path + (f"?{target.query}" if target.query else "")
            if there.startswith("/static/"):
                if finders.find(unquote(target.path.removeprefix("/static/"))) is None:
                    found.broken.append(f"no file {there} from {address}")
                continue
            if there.startswith(SKIPPED):
                continue
            if target.fragment:
                wanted.append((there, unquote(target.fragment), address))
            if there not in seen:
                seen.add(there)
                queue.append((there, address))
    for there, fragment, source in wanted:
        if there in anchors and fragment not in anchors[there]:
            found.broken.append(f"no #{fragment} on {there} from {source}")
    return found
