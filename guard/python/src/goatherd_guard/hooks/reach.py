"""Which files and ports a process and what it starts can reach, as the kernel is told: in folders, since it knows no
patterns of names. It is no less than hooks let through, and what software reads of the system by itself; in doubt it is
readable.
"""

import os

# Programs and their data; settings, names and certificates; packages that functions import from file systems of others.
_SYSTEM = (
    "/bin /dev /etc /gnu/store /layers /lib /lib32 /lib64 /libx32 /mnt /nix /opt /sbin /sys /usr /var/cache /var/lang"
    " /var/lib /var/runtime"
).split()
_NAMES = ("/etc/hosts", "/etc/nsswitch.conf", "/etc/resolv.conf")  # which may be links that lead elsewhere
_FOLDERS = ("PATH", "LD_LIBRARY_PATH", "SSL_CERT_DIR")
_CERTIFICATES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE")
_SCRATCH = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/ptmx", "/dev/pts", "/dev/shm", "/dev/mqueue")
# What the process sees of itself in /proc: neither its environment nor its memory, nor by other ways what these are.
_PROCESS = (
    "auxv cgroup cmdline comm coredump_filter fd fdinfo io limits maps mountinfo mounts net oom_score oom_score_adj"
    " smaps smaps_rollup stat statm status"
).split()
_DNS = 53


def readable(policy, installed):
    """Files, and folders with all below them. `installed`: those of the function and its runtime."""
    yield from _SYSTEM
    yield from installed
    for name in _FOLDERS:
        yield from (each for each in os.environ.get(name, "").split(":") if len(each) > 1 and each[0] == "/")
    for file in (*_NAMES, *(os.environ[name] for name in _CERTIFICATES if name in os.environ)):
        yield from _around(file)
    for program in policy.processes.files:
        yield from _around(program)
    if policy.processes.blocks:
        yield from (f"/proc/{each}" for each in _of_machine())
        yield from (f"/proc/self/{each}" for each in _PROCESS)
    else:  # what is started may be anything, and look at itself there
        yield "/proc"
    for pattern in policy.files.readable.patterns:
        folder, name = _fixed(pattern)
        yield from _around(f"{folder}/{name}") if name else (folder or "/",)


def writable(policy):
    yield from _SCRATCH
    for pattern in policy.files.writable.patterns:
        named = place = os.path.abspath(_fixed(pattern)[0] or "/")
        while not os.path.isdir(place):
            place = os.path.dirname(place)
        if place == named or os.access(place, os.W_OK):  # where it can be made
            yield place


def ports(policy):
    """Of TCP that can be connected to; None for any: where the policy names hosts without ports, or an extension of
    Lambda may listen to any.
    """
    runtime = os.environ.get("AWS_LAMBDA_RUNTIME_API", "").rpartition(":")[2]
    named = policy.network.ports
    if not policy.network.blocks or named is None or not runtime.isdigit() or _listed("/opt/extensions"):
        return None
    return {_DNS, int(runtime), *named}


def _of_machine():
    """What does not belong to one process, as links of these names lead to."""
    return [each for each in _listed("/proc") if not each.isdigit() and each not in ("self", "thread-self")]


def _listed(folder):
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _fixed(pattern):
    """(folder, name) that stand in front of a pattern's first `*`; no name where the pattern has one.

    A hidden folder that may be anywhere is that of a user.
    """
    if pattern.startswith("**/."):
        pattern = os.path.expanduser("~").rstrip("/") + pattern[2:]
    fixed, star, _ = pattern.partition("*")
    folder, _, name = fixed.rpartition("/")
    return folder, "" if star else name


def _around(file):
    """Its folder, as it is written and as links lead: a file may be replaced by another of that name."""
    for place in {os.path.abspath(file), os.path.realpath(file)}:
        folder = os.path.dirname(place)
        alone = folder == "/" or place.startswith(("/proc/", "/sys/", "/dev/")) or os.path.isdir(place)
        yield place if alone else folder
