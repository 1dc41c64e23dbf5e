"""What a function looks for on the machine. SECRET is a file of the user's, SOCKET and ABSTRACT are sockets that the
user listens on, PORT is a port of the machine's loopback, HOME the user's home.
"""

PRELUDE = "import os, socket\n"

ATTEMPTS = {
    "a file of the user": "try: out.append(open(SECRET).read())\nexcept OSError: pass",
    "the user's home": (
        "for place in (HOME, os.path.dirname(SECRET), '/home', '/root'):\n"
        "    for name in os.listdir(place) if os.path.isdir(place) else ():\n"
        "        if not INTERPRETER.startswith(os.path.join(place, name)): out.append(os.path.join(place, name))"
    ),
    "what lies beside the interpreter": (
        "place = os.path.dirname(os.path.dirname(INTERPRETER))\n"
        "if not place.startswith('/usr'):\n"
        "    found = sorted(os.listdir(place)), sorted(os.listdir(os.path.dirname(INTERPRETER)))\n"
        "    if len(found[0]) > 2 or len(found[1]) > 1: out.append(found)\n"
        "import sysconfig\n"
        "packages = os.path.join(sysconfig.get_path('stdlib'), 'site-packages')\n"
        "out += os.listdir(packages) if os.path.isdir(packages) else []"
    ),
    "the root of the first process": (
        "for place in ('/proc/1/root', '/proc/1/cwd', '/proc/2/root'):\n"
        "    try: names = os.listdir(place)\n"
        "    except OSError: continue\n"
        "    if 'home' in names or os.path.exists(place + SECRET): out.append(place)"
    ),
    "environments of others": (
        "for name in os.listdir('/proc'):\n"
        "    try: text = open(f'/proc/{name}/environ').read() if name.isdigit() else ''\n"
        "    except OSError: continue\n"
        "    if 'GOATHERD_TEST_MARK' in text or 'HOME=' in text: out.append(name)"
    ),
    "a link of the tree that leads out": (
        "for name in ('link', 'folder/secret.txt', 'up/etc/hostname'):\n"
        "    try: out.append(open(f'/var/task/{name}').read())\n"
        "    except OSError: pass"
    ),
    "the machine's loopback": (
        "at = socket.socket(); at.settimeout(1)\nif at.connect_ex(('127.0.0.1', PORT)) == 0: out.append('connected')"
    ),
    "a socket in a file": (
        "at = socket.socket(socket.AF_UNIX)\nif at.connect_ex(SOCKET) == 0: out.append('connected')"
    ),
    "a socket without a file": (
        "at = socket.socket(socket.AF_UNIX)\nif at.connect_ex(ABSTRACT) == 0: out.append('connected')"
    ),
    "services of the machine": (
        "for place in ('/run/docker.sock', '/var/run/docker.sock', '/run/dbus/system_bus_socket', '/run/systemd',\n"
        "              '/run/user', '/tmp/.X11-unix', '/var/run/nscd', '/run/containerd'):\n"
        "    if os.path.exists(place): out.append(place)"
    ),
    "devices": (
        "usual = {'null', 'zero', 'full', 'random', 'urandom', 'tty', 'fd', 'stdin', 'stdout', 'stderr', 'pts',\n"
        "         'ptmx', 'shm', 'core', 'console'}\n"
        "out += sorted(set(os.listdir('/dev')) - usual)\n"
        "for number in ((8, 0), (254, 0), (1, 1)):\n"
        "    try: os.mknod('/tmp/device', 0o60600, os.makedev(*number)); out.append(number)\n"
        "    except OSError: pass"
    ),
    "files that are the runtime's": (
        "for place in ('/var/task', '/var/runtime', '/var/goatherd', '/usr', '/etc', '/'):\n"
        "    for change in (lambda: open(f'{place}/n', 'w'), lambda: os.chmod(place, 511), lambda: os.utime(place)):\n"
        "        try: change(); out.append(place)\n"
        "        except OSError: pass"
    ),
    "the machine's name": "if socket.gethostname() == HOSTNAME: out.append(HOSTNAME)",
}
