"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.db import connection, connections
from django.test import Client, TestCase, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from whitenoise.middleware import WhiteNoiseMiddleware

from policies.authoring.people import last_owner
from policies.evidence.offline.proofs import read_note
from policies.publication import guards, signer_memory
from tests.databases import close_other_sessions, place_copy
from tests.guards import lift

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# The first is the same engine without what only a window needs: a third less work on the edit page.
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
# No background traffic: the browser talks to the site under test and to nobody else.
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REMEMBERED = signer_memory._remembered
# In the session's stash while rows stand that a module wrote once: when they were written.
WRITTEN = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues before Django reads them; one process does it for all xdist workers."""
    if not hasattr(config, "workerinput"):
        from cms.catalogues import compile_all

        compile_all()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--second-database",
        action="store_true",
        help="leave out what another database cannot change: tests without one, and one_database",
    )
    parser.addoption("--long", action="store_true", help="run only the tests marked long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that ``-m "not browser"`` leaves it out."""
    for item in items:
        if "browser" in _fixtures(item):
            item.add_marker(pytest.mark.browser)
        if "write_once" in _fixtures(item) and _commits(item):
            raise pytest.UsageError(f"{item.nodeid} commits, so it cannot undo what was written once")
    long = config.getoption("--long")
    _keep(config, items, lambda item: bool(item.get_closest_marker("long")) == long)
    if config.getoption("--second-database"):
        _keep(config, items, _needs_both_databases)


def _keep(
    config: pytest.Config, items: list[pytest.Item], wanted: Callable[[pytest.Item], bool]
) -> None:
    kept = [item for item in items if wanted(item)]
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = kept


def _needs_both_databases(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    fixtures = {"db", "transactional_db"} & _fixtures(item)
    return bool(fixtures or item.get_closest_marker("django_db"))


def _commits(item: pytest.Item) -> bool:
    """Whether the test's writes are committed, and its tables emptied after it: pytest-django's own rule."""
    marker = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server"} & _fixtures(item)
    return bool(fixtures or (marker and marker.kwargs.get("transaction")))


def _fixtures(item: pytest.Item) -> set[str]:
    """The names of all fixtures the test needs, directly or not."""
    return set(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """pytest-django's fixture, with the database copied from a migrated template (tests/databases.py)."""
    with django_db_blocker.unblock():
        if django_db_createdb or not django_db_keepdb:
            place_copy(connection)
        made = setup_databases(
            verbosity=request.config.option.verbose,
            interactive=False,
            keepdb=True,  # migrates what the template lacks
            serialized_aliases=(),  # no test asks for serialized_rollback
        )
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            close_other_sessions(connection)
            teardown_databases(made, verbosity=request.config.option.verbose)


@pytest.fixture(scope="module")
def write_once(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Write rows once for all tests of a module: each test's own writes are undone to them.

    A module's fixture calls it with what writes; a fixture of the test gives the row as it is stored
    (``factories.fresh``).
    """
    with django_db_blocker.unblock():
        atomics = TestCase._enter_atomics()
    request.session.stash[WRITTEN] = _quarter_of_an_hour()

    def write(make: Callable[[], Any]) -> Any:
        with django_db_blocker.unblock():
            return make()

    yield write
    del request.session.stash[WRITTEN]
    with django_db_blocker.unblock():
        TestCase._rollback_atomics(atomics)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Undo what was written once before a test that did not ask for it, and where a day may have begun.

    What is written is dated from today, at the place of its organisation: days begin on the hour, half past
    it or at one of its quarters.
    """
    written = item.session.stash.get(WRITTEN, None)
    if written is None or nextitem is None:
        return
    if "write_once" not in _fixtures(nextitem) or written != _quarter_of_an_hour():
        item.session._setupstate.teardown_exact(item.session)


@pytest.fixture(autouse=True, scope="session")
def _signer_that_remembers_what_the_database_does() -> Iterator[None]:
    """What a signer remembers outlives the database; here the rows of a test are undone, and with them what it signed."""

    def remembered(_path: Path) -> Any:
        from policies.publication.checkpoints import latest

        last = latest()
        return read_note(last.note.encode()) if last else None

    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(signer_memory, "_remembered", remembered)
        patch.setattr(site_settings, "LOG_MEMORY_FILE", f"{folder}/log.signed")
        yield


@pytest.fixture
def remembering(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The signer remembers in this file, as in production."""
    settings.LOG_MEMORY_FILE = str(tmp_path / "log.signed")
    monkeypatch.setattr(signer_memory, "_remembered", REMEMBERED)
    return tmp_path / "log.signed"


def _quarter_of_an_hour() -> int:
    return int(time.time() // 900)


@pytest.fixture(autouse=True, scope="session")
def _empty_guarded_tables_between_transactional_tests() -> Iterator[None]:
    """Lift the guards while a transactional test's database is emptied, and only then."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        for open_connection in connections.all(initialized_only=True):
            _end_other_sessions(open_connection)
            lift(open_connection)
            last_owner.remove(open_connection)
        try:
            original(self)
        finally:
            for open_connection in connections.all(initialized_only=True):
                guards.install(open_connection)
                last_owner.install(open_connection)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = original


@pytest.fixture(autouse=True, scope="session")
def _static_files_looked_for_once() -> Iterator[None]:
    """Every test client makes the middleware anew, and WhiteNoise reads all static files each time (7 ms)."""
    found: dict[str, Any] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def look_once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


def _end_other_sessions(open_connection: Any) -> None:
    """End what a killed worker or a server thread left open on PostgreSQL: emptying tables waits for it,
    and can deadlock with a request that the browser sent last.
    """
    if open_connection.vendor == "postgresql":
        with open_connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium of the system. Absent: the test is skipped, or fails where ``CI`` is set."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        message = f"no Chromium on PATH (looked for {', '.join(CHROMIUM)}): apt install {CHROMIUM[0]}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's synchronous interface runs an event loop in this thread; Django would take the
        # test for asynchronous code and refuse every query.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
            yield launched
            launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of its own: no cookie, no storage, 60 s for anything it waits for (machines of CI are slow)."""
    context = browser.new_context()
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


class Mailbox(list[EmailMessage]):
    """The mails that reached the sink, oldest first; ``raw`` holds their bytes in the same order."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.raw: list[bytes] = []
        self.recipients: list[tuple[str, ...]] = []

    def to(self, address: str) -> list[EmailMessage]:
        """The mails whose envelope named ``address``."""
        return [mail for mail, named in zip(self, self.recipients, strict=True) if address in named]

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.raw.append(envelope.original_content)
        self.recipients.append(tuple(envelope.rcpt_tos))
        self.append(message_from_bytes(envelope.original_content, policy=policy.default))
        return "250 kept"


@pytest.fixture
def smtp_sink(settings: Any) -> Iterator[Mailbox]:
    """A real SMTP server on a free port; the notices go there."""
    from aiosmtpd.controller import Controller

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mailbox = Mailbox(port)
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAIL_TRANSPORT = "smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield mailbox
    controller.stop()


@pytest.fixture
def admin(client: Client) -> Client:
    """The test's client, signed in as a superuser."""
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "x"))
    return client
