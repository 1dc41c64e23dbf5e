"""What a function asks the kernel for. Each attempt appends to `out` what it got; `call` is syscall(2) by name."""

PRELUDE = r"""
import ctypes, errno, mmap, os, platform, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
X86 = {"add_key": 248, "request_key": 249, "keyctl": 250, "io_uring_setup": 425, "userfaultfd": 323, "bpf": 321,
       "perf_event_open": 298, "memfd_create": 319, "shmget": 29, "msgget": 68, "ptrace": 101, "unshare": 272,
       "process_vm_readv": 310, "clone": 56, "clone3": 435, "mount": 165, "chroot": 161, "personality": 135,
       "name_to_handle_at": 303, "open_by_handle_at": 304, "syslog": 103, "setns": 308, "pidfd_getfd": 438,
       "fsopen": 430, "open_tree": 428, "pivot_root": 155, "kexec_load": 246, "init_module": 175, "acct": 163,
       "quotactl": 179, "swapon": 167, "fanotify_init": 300, "pidfd_open": 434}
SAME = ("io_uring_setup", "clone3", "pidfd_getfd", "fsopen", "open_tree", "pidfd_open")
GENERIC = {**{name: X86[name] for name in SAME},
       "add_key": 217, "request_key": 218, "keyctl": 219, "userfaultfd": 282, "bpf": 280, "perf_event_open": 241,
       "memfd_create": 279, "shmget": 194, "msgget": 186, "ptrace": 117, "unshare": 97, "process_vm_readv": 270,
       "clone": 220, "mount": 40, "chroot": 51, "personality": 92, "name_to_handle_at": 264, "open_by_handle_at": 265,
       "syslog": 116, "setns": 268, "pivot_root": 41, "kexec_load": 104, "init_module": 105, "acct": 89,
       "quotactl": 60, "swapon": 224, "fanotify_init": 262}
NUMBERS = X86 if platform.machine() == "x86_64" else GENERIC
def call(name, *given):
    given = [ctypes.c_long(each) if isinstance(each, int) else each for each in given]
    return libc.syscall(ctypes.c_long(NUMBERS[name]), *given)
"""

_FLAGS = {"user": 0x10000000, "mount": 0x20000, "network": 0x40000000, "pid": 0x20000000}

ATTEMPTS = {
    "a key of the user's session": (
        "key = call('request_key', b'user', b'goatherd-secret', None, 0)\n"
        "if key > 0:\n"
        "    room = ctypes.create_string_buffer(64)\n"
        "    call('keyctl', 11, key, room, 64)\n"
        "    out.append(room.value.decode())"
    ),
    "the session keyring itself": "if call('keyctl', 0, -3, 0) > 0: out.append('keyring')",
    "a key for others": "if call('add_key', b'user', b'left-behind', b'x', 1, -4) > 0: out.append('added')",
    "the list of keys": (
        "for name in ('keys', 'key-users'):\n"
        "    try: text = open(f'/proc/{name}').read()\n"
        "    except OSError: continue\n"
        "    if text: out.append(text[:60])"
    ),
    "io_uring": "if call('io_uring_setup', 8, ctypes.create_string_buffer(120)) >= 0: out.append('ring')",
    "userfaultfd": "if call('userfaultfd', 1) >= 0: out.append('userfaultfd')",
    "bpf": (
        "made = ctypes.create_string_buffer(struct.pack('IIII', 2, 4, 4, 1), 120)\n"
        "if call('bpf', 0, made, 120) >= 0 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS): out.append('bpf')"
    ),
    "perf events": (
        "asked = ctypes.create_string_buffer(struct.pack('IIQ', 1, 112, 0), 112)\n"
        "if call('perf_event_open', asked, 0, -1, -1, 0) >= 0: out.append('perf')"
    ),
    "memory in no file": "if call('memfd_create', b'x', 0) >= 0: out.append('memfd')",
    "shared memory of System V": "if call('shmget', 0, 1 << 20, 0o1600) >= 0: out.append('shm')",
    "a queue of System V": "if call('msgget', 0, 0o1600) >= 0: out.append('queue')",
    "another process' memory": (
        "child = os.fork()\n"
        "if not child:\n    import signal; signal.pause()\n"
        "if call('ptrace', 16, child, 0, 0) == 0: out.append('ptrace')\n"
        "room = ctypes.create_string_buffer(8)\n"
        "class Piece(ctypes.Structure): _fields_ = [('at', ctypes.c_void_p), ('size', ctypes.c_size_t)]\n"
        "own = Piece(ctypes.addressof(room), 8)\n"
        "if call('process_vm_readv', child, ctypes.byref(own), 1, ctypes.byref(own), 1, 0) == 8: out.append('read')\n"
        "os.kill(child, 9); os.waitpid(child, 0)"
    ),
    "a descriptor of another process": (
        "own = call('pidfd_open', 1, 0)\nif own >= 0 and call('pidfd_getfd', own, 0, 0) >= 0: out.append('descriptor')"
    ),
    **{
        f"a {name} namespace": f"if call('unshare', {flag}) == 0: out.append('unshared')"
        for name, flag in _FLAGS.items()
    },
    "a child in a user namespace": (
        "child = call('clone', 0x10000000 | 17, 0, 0, 0, 0)\n"
        "if child == 0: os._exit(0)\n"
        "if child > 0: os.waitpid(child, 0); out.append('cloned')"
    ),
    "a child told in memory": (
        "asked = ctypes.create_string_buffer(struct.pack('QQQQQ', 0x10000000, 0, 0, 0, 17), 88)\n"
        "child = call('clone3', asked, 88)\n"
        "if child == 0: os._exit(0)\n"
        "if child > 0: os.waitpid(child, 0); out.append('cloned')"
    ),
    "a namespace of another process": (
        "for name in ('user', 'mnt', 'net', 'pid'):\n"
        "    try: at = os.open(f'/proc/1/ns/{name}', os.O_RDONLY)\n"
        "    except OSError: continue\n"
        "    if call('setns', at, 0) == 0: out.append(name)\n"
        "    os.close(at)"
    ),
    "mounts": (
        "if call('mount', b'none', b'/tmp', b'tmpfs', 0, None) == 0: out.append('mount')\n"
        "if call('fsopen', b'tmpfs', 0) >= 0: out.append('fsopen')\n"
        "if call('open_tree', -100, b'/', 1) >= 0: out.append('open_tree')\n"
        "if call('pivot_root', b'/tmp', b'/tmp') == 0: out.append('pivot_root')"
    ),
    "another root": "if call('chroot', b'/tmp') == 0: out.append('chroot')",
    "files by their handles": (
        "room = ctypes.create_string_buffer(struct.pack('Ii', 128, 0), 200)\n"
        "number = ctypes.c_int()\n"
        "if call('name_to_handle_at', -100, b'/usr', room, ctypes.byref(number), 0) == 0: out.append('handle')\n"
        "if ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS): out.append(ctypes.get_errno())"
    ),
    "the kernel's log": (
        "room = ctypes.create_string_buffer(4096)\nif call('syslog', 3, room, 4096) > 0: out.append('log')"
    ),
    "memory without random places": "if call('personality', 0x0040000) >= 0: out.append('personality')",
    "the kernel's own files": (
        "for name in ('kcore', 'kmsg', 'sysrq-trigger', 'sys/kernel/core_pattern', 'sys/vm/drop_caches',\n"
        "             'sys/kernel/modprobe', 'timer_list', 'sched_debug'):\n"
        "    for mode in ('rb', 'wb'):\n"
        "        try:\n"
        "            with open(f'/proc/{name}', mode) as file:\n"
        "                if mode == 'wb' or (name in ('kcore', 'kmsg') and file.read(1)): out.append((name, mode))\n"
        "        except OSError: pass"
    ),
    "modules, accounting, swap, quotas": (
        "for name, given in (('init_module', (b'x', 1, b'')), ('kexec_load', (0, 0, None, 0)),\n"
        "                    ('acct', (b'/tmp/x',)), ('swapon', (b'/tmp/x', 0)), ('fanotify_init', (0, 0))):\n"
        "    if call(name, *given) >= 0: out.append(name)"
    ),
    "a socket to the hypervisor": (
        "try: socket.socket(40, socket.SOCK_STREAM); out.append('vsock')\nexcept OSError: pass"
    ),
    "the kernel's ciphers": ("try: socket.socket(38, socket.SOCK_SEQPACKET); out.append('alg')\nexcept OSError: pass"),
    "raw packets": (
        "for family, kind, protocol in ((17, socket.SOCK_RAW, 3), (2, socket.SOCK_RAW, 1), (44, socket.SOCK_RAW, 0)):\n"
        "    try: socket.socket(family, kind, protocol); out.append(family)\n"
        "    except OSError: pass"
    ),
    "the other calling convention": (
        "if platform.machine() == 'x86_64' and libc.syscall(ctypes.c_long(0x40000000 + 39)) > 0: out.append('x32')"
    ),
    "characters for the terminal": (
        "import fcntl\n"
        "for at in (0, 1, 2):\n"
        "    try: fcntl.ioctl(at, 0x5412, b'x'); out.append(at)\n"
        "    except OSError as error:\n"
        "        if error.errno not in (errno.EPERM, errno.EBADF): out.append(error.errno)"
    ),
    "files in memory that nobody counts": (
        "for place in ('/dev/shm/x', '/dev/x', '/dev/mqueue/x'):\n"
        "    try: open(place, 'w').write('x'); out.append(place)\n"
        "    except OSError: pass"
    ),
    "descriptors of others": (
        "for name in os.listdir('/proc/self/fd'):\n"
        "    try: to = os.readlink(f'/proc/self/fd/{name}')\n"
        "    except OSError: continue\n"
        "    if int(name) > 2 and not to.startswith(('pipe:', 'socket:', '/proc/', 'anon_inode:')): out.append(to)"
    ),
    "more rights by a program": (
        "import subprocess\n"
        "for program in ('/usr/bin/su', '/usr/bin/mount', '/usr/bin/newuidmap', '/usr/bin/passwd'):\n"
        "    if os.path.exists(program):\n"
        "        ran = subprocess.run(['/bin/sh', '-c', f'exec {program} --help; id -u'], capture_output=True)\n"
        "now = open('/proc/self/status').read()\n"
        "if 'NoNewPrivs:\\t1' not in now or 'Seccomp:\\t2' not in now: out.append('no filter')\n"
        "for line in now.splitlines():\n"
        "    if line.startswith('Cap') and 'Inh' not in line and int(line.split()[1], 16): out.append(line)"
    ),
}
