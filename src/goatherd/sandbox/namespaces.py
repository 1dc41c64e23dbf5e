"""The kernel's part of the sandbox: namespaces of our own, and a network in which every address is ourselves.

Source: unshare(2), user_namespaces(7), pid_namespaces(7), rtnetlink(7); the AnyIP route is the kernel's
"local" route to a prefix.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
from typing import TYPE_CHECKING

from goatherd.sandbox.processes import check, die_with, leave_signals, libc, say
from goatherd.sandbox.seccomp import new_session_keyring, number_of

if TYPE_CHECKING:
    from collections.abc import Callable

_CLONE_NEWNS = 0x00020000
_CLONE_NEWUTS = 0x04000000
_CLONE_NEWIPC = 0x08000000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWPID = 0x20000000
_CLONE_NEWNET = 0x40000000
_ALL = _CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWPID | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS
_MS_REC, _MS_PRIVATE, _MS_NOSUID, _MS_NODEV = 0x4000, 1 << 18, 2, 4
_MNT_DETACH = 2
_MS_BIND, _MS_REMOUNT, _MS_RDONLY, _MS_NOEXEC = 4096, 32, 1, 8

ROOT = 0
FUNCTION_USER = 1000  # inside; a user that owns nothing outside where we may map one
_NOBODYS = 100_000  # outside


def spawn(body: Callable[[], None], *, errors: int = 2) -> int:
    """Run `body` as the first process of new namespaces; gives the id of the process that waits for it.

    Both end when the caller ends: nothing in the namespaces outlives it. The process exits with 0, or with 1
    and a line on its standard error, the descriptor `errors`, when the namespaces cannot be had or `body` raises.
    Raises nothing here.
    """
    ready, mapped = os.pipe(), os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.close(ready[1])
        os.close(mapped[0])
        if os.read(ready[0], 1):
            _map_users(pid)
        os.close(mapped[1])
        os.close(ready[0])
        return pid
    try:
        os.dup2(errors, 2)
        os.close(ready[0])
        os.close(mapped[1])
        leave_signals()
        die_with(parent)
        new_session_keyring()
        check(libc.unshare(_ALL), "unshare")
        os.write(ready[1], b".")
        os.read(mapped[0], 1)
        os.setresgid(ROOT, ROOT, ROOT)
        os.setresuid(ROOT, ROOT, ROOT)
        _wait_for(_first_process(body))
    except BaseException as error:
        say(error)
    os._exit(1)


def end(pid: int) -> None:
    """End what `spawn` started and wait until nothing of it is left."""
    kill(pid)
    os.waitpid(pid, 0)


def kill(pid: int) -> None:
    """Kill the first process of the namespaces that `pid`, its parent, has made and waits for.

    It takes all others with it, and its parent sees their end. Were the parent killed, they would go on for a while.
    """
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            inside = [int(child) for child in children.read().split()]
    except OSError:
        inside = []
    for each in inside or [pid]:
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _first_process(body: Callable[[], None]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        die_with(parent, seen_as=0)
        _mount("none", "/", "", _MS_REC | _MS_PRIVATE)
        _mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
        _raise_loopback()
        _route_everything_here()
        body()
        os._exit(0)
    except BaseException as error:
        say(error)
    os._exit(1)


def _wait_for(pid: int) -> None:
    _, status = os.waitpid(pid, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _map_users(pid: int) -> None:
    """Root inside is the caller. A caller who is root lends a second user, who owns nothing, to the functions."""
    user, group = os.geteuid(), os.getegid()
    second = f"\n{FUNCTION_USER} {_NOBODYS} 1" if user == ROOT else ""
    if user != ROOT:
        _write(f"/proc/{pid}/setgroups", "deny")  # the kernel's condition for a map of one's own
    for name, id in (("gid_map", group), ("uid_map", user)):
        try:
            _write(f"/proc/{pid}/{name}", f"0 {id} 1{second}")
        except OSError:
            _write(f"/proc/{pid}/{name}", f"0 {id} 1")


def function_user() -> int:
    """The user that functions run as, inside the namespaces."""
    with open("/proc/self/uid_map") as lines:
        return FUNCTION_USER if any(line.split()[0] == str(FUNCTION_USER) for line in lines) else ROOT


def mount_memory(path: str, size: int, owner: int = ROOT) -> None:
    """A file system in memory, of at most `size` bytes; `owner` is a user inside of the namespaces."""
    options = f"size={size},mode=755,nr_inodes=200000,uid={owner},gid={owner}"
    _mount("tmpfs", path, "tmpfs", _MS_NOSUID | _MS_NODEV, options)


def unshare_files() -> None:
    """Have mounts of one's own, in a process that is inside already, and no messages and names with others."""
    check(libc.unshare(_CLONE_NEWNS | _CLONE_NEWIPC | _CLONE_NEWUTS), "unshare")
    _mount("none", "/", "", _MS_REC | _MS_PRIVATE)


def change_root(path: str) -> None:
    """Make a mounted folder the root, for reading only, and let go of all that was mounted around it."""
    os.chdir(path)
    # Old and new in one place: the old one lies on top, and is taken away. Source: pivot_root(2), notes.
    check(libc.syscall(number_of("pivot_root"), b".", b"."), "pivot_root")
    check(libc.umount2(b".", _MNT_DETACH), "umount")
    os.chdir("/")
    _mount("none", "/", "", _MS_BIND | _MS_REMOUNT | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)


def bind(source: str, target: str, *, read_only: bool = True) -> None:
    """Show `source` (a file or a folder) at `target`, which exists."""
    _mount(source, target, "", _MS_BIND | _MS_REC)
    if not read_only:
        return None
    # A mount that came with flags keeps them; asking for fewer is refused.
    for extra in (0, _MS_NOSUID | _MS_NODEV, _MS_NOSUID | _MS_NODEV | _MS_NOEXEC):
        try:
            return _mount("none", target, "", _MS_BIND | _MS_REMOUNT | _MS_RDONLY | extra)
        except PermissionError as error:
            refused = error
    raise refused


def _raise_loopback() -> None:
    up, running, get, put = 0x1, 0x40, 0x8913, 0x8914
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        import fcntl

        request = bytearray(struct.pack("16sH14x", b"lo", 0))
        fcntl.ioctl(any_socket, get, request)
        flags = struct.unpack_from("H", request, 16)[0]
        fcntl.ioctl(any_socket, put, struct.pack("16sH14x", b"lo", flags | up | running))


def _route_everything_here() -> None:
    """`ip route add local 0.0.0.0/0 dev lo`: whatever address is called, a listener of ours answers."""
    new_route, flags = 24, 0x1 | 0x4 | 0x400  # request, acknowledge, create
    table_local, protocol_boot, scope_host, type_local, output_interface = 255, 3, 254, 2, 4
    loopback = socket.if_nametoindex("lo")
    route = struct.pack("BBBBBBBBI", socket.AF_INET, 0, 0, 0, table_local, protocol_boot, scope_host, type_local, 0)
    attribute = struct.pack("HHI", 8, output_interface, loopback)
    length = 16 + len(route) + len(attribute)
    message = struct.pack("IHHII", length, new_route, flags, 1, 0) + route + attribute
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as netlink:
        netlink.bind((0, 0))
        netlink.send(message)
        answer = netlink.recv(4096)
    error = -struct.unpack_from("i", answer, 16)[0]
    if error:
        raise OSError(error, f"the route to ourselves: {os.strerror(error)}")


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    arguments = (source.encode(), os.fsencode(target), kind.encode() or None, ctypes.c_ulong(flags), data.encode())
    check(libc.mount(*arguments), f"mount {target}")


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
