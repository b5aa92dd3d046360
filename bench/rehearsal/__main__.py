"""``make rehearsal``: start a whole register from ``deploy/``, walk the loop through the proxy, then the faults.

Needs PostgreSQL's programs, redis-server, nginx and openssl; as root, each part runs as an account of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from bench.rehearsal.faults import AUDIENCE, POLICY, Faults
from bench.rehearsal.mail_server import MailServer
from bench.rehearsal.stage import CannotRehearse, Stage, until
from bench.rehearsal.walking import ask, path_in, submit, subscribe

SUBSCRIBE = """
from policies.notification.subscribing import subscribe_confirmed
from policies.publication.models import Organisation
for address in {addresses!r}:
    subscribe_confirmed(email=address, language="fr", organisation=Organisation.objects.get())
"""


def build(stage: Stage) -> None:
    """From nothing to a site that answers, as docs/operating.md says."""
    _say("PostgreSQL with two roles, Redis")
    stage.start_database()
    stage.make_roles()
    stage.start_redis()
    _say("migrate as the owner, set up as the application")
    stage.manage("migrate", owner=True)
    (stage.var / "password").write_text("a long and winding password 7\n")
    (stage.var / "password").chmod(0o644)
    said = stage.manage(
        *("setup", "--no-input", "--admin", "root", "--admin-email", "root@example.org"),
        *("--password-file", str(stage.var / "password"), "--second-factor", str(stage.var / "factor")),
        *("--sheet", str(stage.var / "sheet"), "--organisation", "Atlas", "--language", "fr"),
        *("--owner", "owner@example.org", "--test-mail", "root@example.org"),
    )
    print("".join(f"    {line}\n" for line in said.splitlines()[:8]), end="")
    _say("site, worker, proxy")
    for unit in stage.units.values():
        unit.start()
    stage.start_proxy()
    until(lambda: ask(stage, "/readyz")[0] == 200)


def walk(faults: Faults) -> None:
    """Publish, subscribe in the browser's way, publish again, be told, unsubscribe by the link."""
    stage, mail = faults.stage, faults.mail
    faults.publish()
    until(lambda: ask(stage, POLICY)[0] == 200, 20)
    reader = "lectrice@example.org"
    subscribe(stage, mail, reader, POLICY)
    del mail.bodies[reader]
    faults.publish()
    until(lambda: "3 mois" in ask(stage, POLICY)[1], 20)
    until(lambda: reader in mail.bodies)
    status = submit(stage, path_in(mail.bodies[reader], "unsubscribe"))
    if status not in (200, 302):
        raise RuntimeError(f"the link to unsubscribe answers {status}")
    stage.manage("shell", "-c", SUBSCRIBE.format(addresses=sorted(AUDIENCE)))
    for work in ("publish_scheduled", "publish_checkpoint", "backup", "verify_versions", "drill"):
        stage.manage(work)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.rehearsal")
    parser.add_argument("--only", default="", help="the faults whose name has this word")
    parser.add_argument("--keep", action="store_true", help="keep the folder, with its logs")
    options = parser.parse_args()
    folder = Path(mkdtemp(prefix="sijill-rehearsal-", dir="/var/tmp"))
    mail = MailServer()
    stage = Stage(folder, mail.port)
    small = os.getuid() == 0 and _mount(stage.var)
    began, rows = time.monotonic(), []
    try:
        build(stage)
        faults = Faults(stage, mail)
        walk(faults)
        _say(f"the loop was walked, {time.monotonic() - began:.0f} s from an empty folder; doctor says:")
        print(stage.manage("doctor", "--quiet", check=False))
        print("| fault | what readers saw | subscribers | back |\n|---|---|---|---|", flush=True)
        rows = list(faults.all(options.only))
        _say("everything verified at the end: " + stage.manage("verify_versions").splitlines()[0])
    except CannotRehearse as lacking:
        print(f"not rehearsed: {lacking}", file=sys.stderr)
        return 2
    finally:
        stage.end()
        if small:
            subprocess.run(["/bin/umount", "-l", str(stage.var)], check=False)  # noqa: S603
        if options.keep:
            print(f"the logs are in {folder}/log")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if rows and all(row.held for row in rows) else 1


def _mount(folder: Path) -> bool:
    """A small disk, so that a full one hurts nobody."""
    options = "size=400m,mode=755"
    command = ["/bin/mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    owner = folder.stat()
    done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603
    if done.returncode == 0:
        os.chown(folder, owner.st_uid, owner.st_gid)
    return done.returncode == 0


def _say(text: str) -> None:
    print(f"== {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
