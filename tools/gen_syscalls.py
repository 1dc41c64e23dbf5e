"""Write src/goatherd/sandbox/syscalls.toml: the numbers of the system calls that functions are refused.

Source: the headers of the Linux kernel (Debian's package linux-libc-dev). `generic` is what newer architectures share.
Which are refused, and how, is said here; see sandbox/seccomp.py.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/goatherd/sandbox/syscalls.toml"
INCLUDE = Path("/usr/include")
X86 = INCLUDE / "x86_64-linux-gnu/asm/unistd_64.h"
GENERIC = INCLUDE / "asm-generic/unistd.h"

REFUSED = {
    "keys": "add_key keyctl request_key",
    "other processes": "kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace",
    "tracing and programs in the kernel": "bpf fanotify_init fanotify_mark lookup_dcookie perf_event_open syslog"
    " userfaultfd",
    "file systems": "acct chroot fsconfig fsmount fsopen fspick listmount mount mount_setattr move_mount"
    " name_to_handle_at open_by_handle_at open_tree pivot_root quotactl quotactl_fd statmount swapoff swapon sysfs"
    " umount2 ustat",
    "namespaces": "setns unshare",
    "the machine": "_sysctl adjtimex clock_adjtime clock_settime create_module delete_module finit_module"
    " get_kernel_syms init_module ioperm iopl kexec_file_load kexec_load migrate_pages modify_ldt move_pages nfsservctl"
    " personality query_module reboot settimeofday uselib vhangup",
}
# Programs ask for these and do without.
ABSENT = {
    "memory that no limit of a process counts": "memfd_create memfd_secret msgget semget shmget",
    "another way to all other calls": "io_uring_enter io_uring_register io_uring_setup",
    "namespaces, told in memory": "clone3",
}
# Not refused as such: the filter looks at what they are given.
LOOKED_AT = "clone execve execveat ioctl socket"


def numbers(header: Path) -> dict[str, int]:
    found = re.findall(r"^#define __NR(?:3264)?_(\w+)[ \t]+(\d+)", header.read_text(), re.MULTILINE)
    return {name: int(number) for name, number in found}


def main() -> None:
    tables = {"x86_64": numbers(X86), "generic": numbers(GENERIC)}
    lines = [
        "# Made by tools/gen_syscalls.py from the kernel's headers: do not edit.",
        "# refused: EPERM; absent: ENOSYS; looked_at: by what they are given (seccomp.py).",
    ]
    kinds = {"refused": REFUSED, "absent": ABSENT, "looked_at": {"": LOOKED_AT}}
    for table, known in tables.items():
        for kind, groups in kinds.items():
            lines += ["", f"[{table}.{kind}]"]
            names = sorted(name for text in groups.values() for name in text.split())
            lines += [f"{name} = {known[name]}" for name in names if name in known]
    TARGET.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
