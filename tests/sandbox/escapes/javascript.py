"""The same for Node.js, as far as it can ask for it without code of other languages: `out` is what it got."""

PRELUDE = """
const { existsSync, readFileSync, readdirSync, readlinkSync, writeFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const out = [];
"""

ATTEMPTS = {
    "rights": (
        "for (const line of readFileSync('/proc/self/status', 'utf8').split('\\n'))\n"
        "  if (/^Cap(Prm|Eff|Bnd|Amb)/.test(line) && !/\\t0+$/.test(line)) out.push(line);\n"
        "  else if (/^(NoNewPrivs:\\t[^1]|Seccomp:\\t[^2])/.test(line)) out.push(line);"
    ),
    "files in memory that nobody counts": (
        "for (const place of ['/dev/shm/x', '/dev/x']) try { writeFileSync(place, 'x'); out.push(place); } catch {}"
    ),
    "keys": "for (const name of ['keys', 'key-users']) try { out.push(readFileSync(`/proc/${name}`)); } catch {}",
    "namespaces and mounts by programs": (
        "for (const [program, ...given] of [['unshare', '--user', 'true'], ['unshare', '--mount', 'true'],\n"
        "                                   ['mount', '-t', 'tmpfs', 'x', '/tmp'], ['chroot', '/tmp', '/bin/true']])\n"
        "  if (spawnSync(program, given).status === 0) out.push(program);"
    ),
    "a file of the user": "try { out.push(readFileSync(SECRET, 'utf8')); } catch {}",
    "the root of the first process": "if (existsSync(`/proc/1/root${SECRET}`)) out.push('root');",
    "descriptors of others": (
        "for (const name of readdirSync('/proc/self/fd')) {\n"
        "  let to = '';\n"
        "  try { to = readlinkSync(`/proc/self/fd/${name}`); } catch {}\n"
        "  const usual = /^(pipe:|socket:|anon_inode:|\\/proc\\/|\\/dev\\/(null|urandom))/;\n"
        "  if (name > 2 && to && !usual.test(to)) out.push(to);\n"
        "}"
    ),
    "what lies beside the interpreter": (
        "const place = require('node:path').dirname(process.execPath);\n"
        "if (!place.startsWith('/usr')) out.push(...readdirSync(place).filter((each) => !['node'].includes(each)));"
    ),
}
