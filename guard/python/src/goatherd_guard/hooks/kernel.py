"""What the kernel is told to refuse, where a policy blocks: it holds for native code, for programs that are started and
for code that has got hold of the guard. Nothing takes it back, and nothing is said of what only the kernel refuses.
Where it does not permit this, hooks stand alone.
"""

import ctypes

from goatherd_guard.hooks import landlock, reach, seccomp

_NO_NEW_PRIVILEGES = 38


def confine(policy, installed):
    """`installed`: the folders of the function and its runtime. Before any other thread runs, where it can be."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return
    if policy.processes.forbids_all:
        seccomp.refuse(library, seccomp.PROGRAMS + seccomp.MEMORY)
    elif policy.files.blocks:
        seccomp.refuse(library, seccomp.MEMORY)
    if policy.files.blocks:
        landlock.restrict(library, reach.readable(policy, installed), reach.writable(policy), reach.ports(policy))
