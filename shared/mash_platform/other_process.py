"""What can be known of a process that somebody else started."""

import subprocess
from pathlib import Path


def command_of(process: int) -> str:
    """The command line of a process of this machine, so that a number is not taken for another's; empty
    when it is gone."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    asked = ["ps", "-ww", "-o", "command=", "-p", str(process)]
    return subprocess.run(asked, capture_output=True, text=True, timeout=10).stdout
