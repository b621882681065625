"""What was made on a path, and which of it may have been changed since by code that is not seen."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from ...layers.call import Symbol, Value
from ...layers.releases import Layer
from ..index.module import Module
from ..index.stores import FUNCTIONS_THAT_STORE, is_stored_in
from ..values.evaluator import Reader
from ..values.worlds import Meaning
from .heap import MUTABLE, Bound, Call, Cls, Func, Gen, Lazy, Method, Obj, Scope, Stop
from .items import View
from .knowledge import Knowledge
from .reachable import held_by

LONGEST_QUOTE = 60
_MOST_TAINTED = 5000


class History:
    """What a path has made. `phase` counts when what was made before may have been changed by others since."""

    def __init__(self, reader: Reader, module: Module, knowledge: Knowledge) -> None:
        self.reader, self.module, self.knowledge = reader, module, knowledge
        self.globals = Scope(module.tree)
        self.phase = 0
        self.births: dict[int, tuple[Any, ast.AST, int]] = {}
        self.functions: list[Func] = []
        self.classes: list[Cls] = []
        self.given_away: list[Value] = []
        self._last_of_import = -1
        self._tainted: set[int] = set()
        self._late: set[tuple[int, str]] = set()
        self._stored_on: set[tuple[int, str]] = set()
        """What others may have stored on the classes that they were given."""
        self._wild: set[str] = set()
        self._is_loose = False
        self._views: dict[int, list[list[Value]]] = {}
        self.make(self.globals.names, module.tree)

    def make(self, container: Any, node: ast.AST) -> Any:
        self.births[id(container)] = container, node, self.phase
        if isinstance(container, MUTABLE):
            self._make_within(container.values() if isinstance(container, dict) else container, node)
        elif isinstance(container, Cls):
            self.classes.append(container)
        elif isinstance(container, Obj) and self.knowledge.hooks and self._has_hook(container.cls):
            raise Stop
        return container

    def _make_within(self, items: Iterable[Value], node: ast.AST) -> None:
        """Note what of `items` was made with what holds them."""
        for item in items:
            if isinstance(item, tuple):
                self._make_within(item, node)
            elif isinstance(item, MUTABLE) and id(item) not in self.births:
                self.make(item, node)

    def _has_hook(self, cls: Cls) -> bool:
        return any(isinstance(base, Cls) and not self.knowledge.hooks.isdisjoint(base.members) for base in cls.order)

    def made(self, function: Func) -> None:
        self.functions.append(function)
        self.make(function.attributes, function.node)
        for default in function.defaults.values():
            if isinstance(default, MUTABLE) and id(default) not in self.births:
                self.make(default, function.node)

    def view(self, container: Any, view: list[Value]) -> list[Value]:
        """`view`, what a dict's view holds now: it is unknown once the dict is changed."""
        self._views.setdefault(id(container), []).append(view)
        return view

    def _is_old(self, container: Any) -> ast.AST | None:
        """The node that made `container`, where that was before the phase at hand."""
        birth = self.births.get(id(container))
        return birth[1] if birth is not None and birth[2] < self.phase else None

    def advance(self) -> None:
        """From now on others may have run what the text gives them: uses of it may have changed what was made before."""
        self.phase += 1
        self._late.clear()

    def touch(self, container: Any, key: Hashable = None) -> None:
        """Note that `container`, or what it holds as `key`, is about to be changed."""
        self._tainted.update(map(id, self._views.get(id(container), ())))
        node = self._is_old(container)
        if node is not None:
            if container is not self.globals.names:
                self.knowledge.changed.add((node, key))
            if isinstance(key, str):
                self._late.add((id(container), key))

    def is_tainted(self, container: Any) -> bool:
        if not isinstance(container, MUTABLE):
            return False
        if id(container) in self._tainted:
            return True
        if isinstance(container, View):
            return self.is_tainted(container.owner)
        node = self._is_old(container)
        if node is None or container is self.globals.names:
            return False
        known = self.knowledge
        is_changed = known.is_open or self._is_loose or (node, None) in known.changed
        return is_changed and self._is_used_before(container, lambda: self._name_of(container))

    def is_volatile(self, container: Any, name: str) -> bool:
        """Whether what `container`, the names of a scope, class or object, holds as `name` may have been changed unseen."""
        if name in self._wild or id(container) in self._tainted or (id(container), name) in self._stored_on:
            return True
        node = self._is_old(container)
        if node is None or (id(container), name) in self._late:
            return False
        known = self.knowledge
        if container is self.globals.names:
            return name in known.globals and self._is_used_before(container, lambda: name)
        stored = known.every_stored if self._is_loose else known.stored if known.is_open else known.patched
        return (name in stored or (node, name) in known.changed) and self._is_used_before(container, lambda: name)

    def leave_import(self) -> None:
        """The import is over: from now on the text is used."""
        self.taint([item for item, _, _ in list(self.births.values()) if isinstance(item, (Gen, Lazy))])
        self._last_of_import = self.phase
        self.advance()

    def _is_used_before(self, container: Any, named: Callable[[], str]) -> bool:
        """Whether the text may have been used before this use, by choice: the first one finds what the import left."""
        if self._is_loose or self.births[id(container)][2] > self._last_of_import:
            return True

        def means(option: int) -> Meaning:
            return Meaning("changed later" if option else "left by the module", named())

        return self.reader.world.choose(("left", self.module.tree), 2, means) == 1

    def _name_of(self, container: Any) -> str:
        """A name of the text for what the import made."""
        names = (name for name, value in self.globals.names.items() if value is container)
        return next(names, ast.unparse(self.births[id(container)][1])[:LONGEST_QUOTE])

    def taint(self, values: list[Value]) -> None:
        """What these hold may be changed by code that is not followed, and what is called with them may be run."""
        left, seen = list(values), set[int]()
        while left and len(seen) < _MOST_TAINTED:
            value = left.pop()
            if id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value, MUTABLE):
                self.touch(value)
                self._tainted.add(id(value))
                left += value.values() if isinstance(value, dict) else value
            if isinstance(value, tuple):
                left += value
            elif isinstance(value, Obj):
                self._tainted.add(id(value.attributes))
                left += value.attributes.values()
                self.given_away.append(value)
                self.advance()
            elif isinstance(value, (Func, Method, Cls, Call)):
                self.given_away.append(value)
                self.advance()
                if isinstance(value, Call):
                    left += [value.callee, *held_by(value.actuals)]
                elif isinstance(value, Cls):
                    left += [item for item in value.members.values() if isinstance(item, MUTABLE)]
                    self._stored_on |= {(id(value.members), name) for name in self.knowledge.stored & value.members.keys()}
                elif isinstance(value, Func):
                    left += [item for item in value.attributes.values() if isinstance(item, MUTABLE)]
            elif isinstance(value, Bound):
                left.append(value.receiver)
            elif isinstance(value, Symbol) and value.name.rpartition(".")[2] in FUNCTIONS_THAT_STORE:
                self.knowledge.is_open = True
                self.loosen()
            elif isinstance(value, Gen) and not value.is_over:
                value.is_over = True
                left += [value.function, *held_by(value.given)]
                self._run_later(value)
            elif isinstance(value, Lazy) and not value.is_over:
                value.lose()
                left += value.held
                if value.runs:
                    self.taint_all()
                    self.advance()

    def _run_later(self, generator: Gen) -> None:
        """The body is run at times that are not followed."""
        declared = self.knowledge.declarations.items()
        if any(scope is generator.function.node and how == "nonlocal" for (scope, _), how in declared):
            raise Stop
        self.taint_all()
        self.advance()

    def taint_all(self) -> None:
        for container, _, _ in list(self.births.values()):
            if isinstance(container, MUTABLE) and not self.is_names(container):
                self.touch(container)
                self._tainted.add(id(container))

    def is_names(self, container: Any) -> bool:
        """Whether `container` holds the names of the module or of a class: what gives it does not take items."""
        return container is self.globals.names or any(container is cls.members for cls in self.classes)

    def make_wild(self, name: str) -> None:
        self._wild.add(name)
        self.knowledge.is_open = True

    def note_replaced(self) -> None:
        """Something is stored on what is imported from MindSpore."""
        self.knowledge.replaces = True

    def is_replaced(self, layer: Layer) -> bool:
        """Whether `layer` may be another by now than MindSpore's."""
        known = self.knowledge
        return (known.replaces or known.is_open or self._is_loose) and is_stored_in(self.module, "mindspore.nn", layer.name)

    def loosen(self) -> None:
        """Something was not followed: whatever it may have stored is unknown from now on."""
        self._is_loose = True
        self.advance()
        self.taint_all()
