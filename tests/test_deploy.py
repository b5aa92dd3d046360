"""What an operator copies from ``deploy/`` is what its programs take, and says what the code says. No database needed."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from cms.variables import VARIABLES
from cms.works import WORKS

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
CODE = "/srv/sijill/app"
EVERY = {"minutely": timedelta(minutes=1), "*-*-*": timedelta(days=1), "Sun": timedelta(days=7)}


def settings_of(unit: Path) -> dict[str, str]:
    lines = unit.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"there is no {name} on this machine")
    return found


def test_units_are_what_systemd_takes(tmp_path: Path) -> None:
    analyze = program("systemd-analyze")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace(CODE, str(ROOT))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")

    said = subprocess.run(
        [analyze, "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )

    # Of this folder: what it says of the machine's own units is the machine's.
    assert [line for line in said.stderr.splitlines() if "sijill" in line] == []
    assert said.returncode == 0


def test_proxy_file_is_what_nginx_takes(tmp_path: Path) -> None:
    nginx = program("nginx")
    certificate(tmp_path)
    site = (DEPLOY / "nginx" / "sijill.conf").read_text(encoding="utf-8")
    for told, here in (
        ("/etc/letsencrypt/live/policies.example.org", str(tmp_path)),
        ("/var/cache/nginx/sijill", str(tmp_path / "cache")),
        ("/var/log/nginx", str(tmp_path)),
    ):
        assert told in site
        site = site.replace(told, here)
    main = tmp_path / "nginx.conf"
    main.write_text(
        f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{site}\n}}\n", encoding="utf-8"
    )

    said = subprocess.run(
        [nginx, "-t", "-e", "stderr", "-c", str(main)], capture_output=True, text=True, check=False
    )

    assert "[emerg]" not in said.stderr
    assert said.returncode == 0, said.stderr


def certificate(folder: Path) -> None:
    """A certificate that nobody believes, and its key."""
    subject = ["-subj", "/CN=policies.example.org", "-keyout", str(folder / "privkey.pem")]
    command = [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    subprocess.run(
        [*command, *subject, "-out", str(folder / "fullchain.pem")], capture_output=True, check=True
    )


def test_proxy_hides_metrics_documents_and_tokens() -> None:
    site = (DEPLOY / "nginx" / "sijill.conf").read_text(encoding="utf-8")

    assert "location = /metrics { return 404; }" in site
    assert "location /media/documents/ { return 404; }" in site
    assert re.search(r"log_format sijill [^;]*remote_addr", site) is None
    assert re.search(r"log_format sijill [^;]*(request_uri|\$request\b)", site) is None


def test_every_work_has_a_timer_that_starts_it_as_often() -> None:
    for work in WORKS:
        (service,) = (
            unit
            for unit in UNITS
            if unit.suffix == ".service"
            and settings_of(unit)["ExecStart"].endswith(f"manage.py {work.command}")
        )
        calendar = settings_of(service.with_suffix(".timer"))["OnCalendar"]
        every = timedelta(days=30) if "-01 " in calendar else EVERY[calendar.split()[0]]
        assert (work.command, every) == (work.command, work.every)


def test_every_command_of_a_unit_is_there() -> None:
    names = [
        found.group(1)
        for unit in UNITS
        if (found := re.search(r"manage\.py (\w+)", unit.read_text(encoding="utf-8")))
    ]

    assert len(names) > 7
    assert [name for name in names if name not in get_commands()] == []


@pytest.mark.parametrize("name", ["sijill.env.example", "owner.env.example"])
def test_example_names_settings_that_there_are(name: str) -> None:
    named = re.findall(r"^#?(SIJILL_[A-Z_]+)=", (DEPLOY / name).read_text("utf-8"), re.MULTILINE)

    assert named
    assert [each for each in named if each not in VARIABLES] == []


def test_containers_share_no_owner_and_write_nowhere() -> None:
    compose = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text(encoding="utf-8"))
    services: dict[str, Any] = compose["services"]
    ours = {name: each for name, each in services.items() if each.get("image") == "sijill"}

    assert set(ours) == {"web", "notices", "scheduler", "migrate"}
    assert all(each["read_only"] and each["user"] != "0" for each in ours.values())
    assert [name for name, each in ours.items() if "secrets/owner.env" in each["env_file"]] == [
        "migrate"
    ]
    assert {"database", "redis", "proxy"} <= set(services)
    assert "healthcheck" in services["database"]


def test_alerts_name_metrics_that_there_are() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in (
            ROOT / "cms/metrics.py",
            ROOT / "policies/publication/register_figures.py",
            ROOT / "policies/notification/mail_figures.py",
        )
    )
    operating = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    for rule in rules["groups"][0]["rules"]:
        for metric in re.findall(r"\bsijill_([a-z_]+?)(?:_count|_bucket)?(?=[\[{ )])", rule["expr"]):
            assert f'"{metric}"' in sources or f'"sijill_{metric}"' in sources, metric
        assert f"`{rule['alert']}`" in operating
