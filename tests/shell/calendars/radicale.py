"""A real Radicale in a process of its own, with one calendar of one user."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.ports import free_port

USER, PASSWORD = "noor", "vertrouwelijk"


class Radicale:
    """A server that can be stopped in the middle, made deaf, and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.root = f"http://127.0.0.1:{self.port}/"
        self.url = f"{self.root}{USER}/lessons/"
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "users").write_text(f"{USER}:{PASSWORD}\n")

    def start(self) -> None:
        """Returns once it answers and the calendar is there."""
        options = {
            "server-hosts": f"127.0.0.1:{self.port}",
            "auth-type": "htpasswd",
            "auth-htpasswd-filename": str(self._folder / "users"),
            "auth-htpasswd-encryption": "plain",
            "auth-delay": "0",
            "storage-filesystem-folder": str(self._folder / "collections"),
        }
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen([sys.executable, "-m", "radicale", *flags], stdout=quiet, stderr=quiet)  # noqa: S603
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if self._ask("MKCALENDAR", self.url).status_code in (201, 405, 409):
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("Radicale did not start")

    def stop(self) -> None:
        """Gone; what it kept stays on the disk."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
            self._process.wait(60)
            self._process = None

    def freeze(self) -> None:
        """It takes connections and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def put(self, uid: str, text: str) -> None:
        """The tutor's own phone puts an event there."""
        body = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//phone//EN\r\n" + text + "END:VCALENDAR\r\n"
        answer = self._ask("PUT", f"{self.url}{uid}.ics", body, {"Content-Type": "text/calendar"})
        assert answer.status_code in (201, 204), answer.text

    def get(self, uid: str) -> str:
        """The event as it stands there; "" when there is none."""
        answer = self._ask("GET", f"{self.url}{uid}.ics")
        return answer.text if answer.status_code == 200 else ""

    def delete(self, uid: str) -> None:
        """The tutor takes it away."""
        assert self._ask("DELETE", f"{self.url}{uid}.ics").status_code in (200, 204)

    def uids(self) -> list[str]:
        """The name of every event there."""
        listing = self._ask("PROPFIND", self.url, headers={"Depth": "1"}).text
        return sorted(part.split(".ics")[0].rpartition("/")[2] for part in listing.split("<href>") if ".ics" in part)

    def _ask(self, method: str, url: str, body: str = "", headers: dict[str, str] | None = None) -> httpx.Response:
        return httpx.request(method, url, content=body.encode(), headers=headers, auth=(USER, PASSWORD), timeout=60)
