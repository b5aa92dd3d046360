"""gunicorn for the site: `gunicorn --config deploy/gunicorn.conf.py cms.wsgi`, behind a proxy on the same machine.

Under systemd the socket comes from sijill-web.socket, which keeps readers waiting, not refused, over a restart.
"""

import multiprocessing
import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", min(4, multiprocessing.cpu_count())))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a heartbeat, on no disk
timeout = 60
graceful_timeout = 30
max_requests, max_requests_jitter = 50_000, 5_000
accesslog = None  # the proxy writes one, without addresses of readers
control_socket_disable = True
proc_name = "sijill-web"


def on_starting(_server):
    from cms.metric_files import begin

    begin()


def child_exit(_server, worker):
    from cms.metric_files import forget_process

    forget_process(worker.pid)
