"""Runs one command under a time and a memory limit and says what it took. Standard library only."""

import dataclasses
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time


@dataclasses.dataclass
class Run:
    seconds: float  # wall clock
    cpu: float  # seconds of all its threads and of the children that it waited for
    megabytes: float  # largest resident set of the command or of any child that it waited for; see shown()
    timed_out: bool
    status: int  # exit status, or minus the signal
    output: str  # standard output
    errors: str  # standard error


def shown(megabytes):
    """Linux counts what the process was before exec as its own: this script's size is the least it reports."""
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{megabytes:.0f} MB" if megabytes > floor + 1 else f"≤ {floor:.0f} MB"


def run(command, limit=None, memory_megabytes=None, directory=None, cpu_limit=None):
    """Runs `command` (a list) to its end or to `limit` seconds; its process group dies with it.

    `cpu_limit` is in whole seconds of processor time of each process: fair on a machine that others use.

    wait4 is asked rather than getrusage: the latter's ru_maxrss is a maximum over all children so far.
    Throws OSError when the command cannot be started.
    """

    def restrict():
        if memory_megabytes:
            size = memory_megabytes * 2**20
            resource.setrlimit(resource.RLIMIT_AS, (size, size))
        if cpu_limit:
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_limit, cpu_limit + 2))

    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=errors, start_new_session=True, preexec_fn=restrict)
        expired = threading.Event()

        def expire():
            expired.set()
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

        timer = threading.Timer(limit, expire) if limit else None
        if timer:
            timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            expire()
            raise
        finally:
            if timer:
                timer.cancel()
        seconds = time.perf_counter() - started
        cpu = usage.ru_utime + usage.ru_stime
        if cpu_limit and os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
            expired.set()
        process.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait again
        return Run(seconds, cpu, usage.ru_maxrss / 1024, expired.is_set(),
                   process.returncode, tail(output), tail(errors))


def tail(file, most=1 << 24):
    """The last `most` bytes as text: progress messages come first, verdicts last."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - most))
    return file.read().decode(errors="replace")


def machine():
    """One line on what the figures were measured on, and what else it was doing."""
    model = "unknown processor"
    try:
        with open("/proc/cpuinfo") as info:
            model = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    cores = len(os.sched_getaffinity(0))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{model}, {cores} cores, Linux {os.uname().release}; load average at this moment {load}"
