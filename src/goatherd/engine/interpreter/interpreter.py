"""The interpreter: the machine with its operations.

The modules of this package need each other in circles (a call evaluates arguments, an expression calls).
They meet here: each works on a `Machine` and asks it for what another one does.
"""

from __future__ import annotations

from goatherd.engine.interpreter import calls, expressions, externals, imports, members, statements
from goatherd.engine.interpreter import invoke as functions
from goatherd.engine.interpreter.machine import Machine


class Interpreter(Machine):
    evaluate = expressions.evaluate
    execute = statements.execute
    hoist = statements.hoist
    call = calls.call
    run_callbacks = calls.run_callbacks
    apply_decorator = calls.apply_decorator
    call_library = externals.call
    invoke = functions.invoke
    instantiate = functions.instantiate
    load = imports.load
    member_of_module = imports.member_of_module
    deep_labels = members.deep_labels
