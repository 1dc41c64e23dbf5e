"""What shows that an outsider's code ran: a file in /tmp with a number that stands nowhere in the event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from goatherd.attack.marks import Marks
    from goatherd.attack.trace import Trace


@frozen
class Witness:
    """`name` is that of the file; the code multiplies `a` and `b`."""

    name: str
    a: int
    b: int

    @classmethod
    def new(cls, marks: Marks) -> Witness:
        return cls(marks.new(), *marks.product())

    @property
    def python(self) -> str:
        """A statement that is an expression, too."""
        return f"open('/tmp/{self.name}','w').write(str({self.a}*{self.b}))"

    @property
    def javascript(self) -> str:
        module = "(typeof require==='function'?require:process.getBuiltinModule)('fs')"
        return f"{module}.writeFileSync('/tmp/{self.name}',String({self.a}*{self.b}))"

    @property
    def product(self) -> str:
        return str(self.a * self.b)

    def written(self, trace: Trace) -> bool:
        """Whether the file is there, with the right number in it."""
        return trace.files.get(self.name, "").strip() == self.product

    def judge(self, trace: Trace) -> str:
        ran = self.written(trace)
        return f"code in the event ran: it wrote {self.a} times {self.b} to /tmp/{self.name}" if ran else ""
