"""`dataclass`, `field` and `replace` of the standard library, for what this package asks of them.

There each class gets half a dozen functions of its own, made as text and compiled: nearly half of what it takes to import the
engine. Here all classes share them but the initializer, and that is compiled when an object is first made.
"""

from __future__ import annotations

from operator import attrgetter
from reprlib import recursive_repr

from . import TYPE_CHECKING

__all__ = ["dataclass", "field", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    _NOTHING = object()

    class field:  # noqa: N801
        """What a class says of one of its fields."""

        def __init__(self, *, default=_NOTHING, default_factory=_NOTHING, init=True, compare=True, repr=True, kw_only=False):
            self.default, self.default_factory = default, default_factory
            self.init, self.compare, self.repr, self.kw_only = init, compare, repr, kw_only

    def dataclass(cls=None, /, **options):
        return _made(cls, **options) if cls is not None else lambda cls: _made(cls, **options)

    def replace(item, /, **changes):
        for name, given in item._fields_.items():
            if given.init and name not in changes:
                changes[name] = getattr(item, name)
        return item.__class__(**changes)

    def _made(cls, frozen=False, slots=False, eq=True, repr=True):
        inherited = {}
        for base in reversed(cls.__mro__[1:]):
            inherited |= vars(base).get("_fields_", {})
        said = {name: vars(cls).get(name, _NOTHING) for name in cls.__annotations__}
        own = {name: given if isinstance(given, field) else field(default=given) for name, given in said.items()}
        if slots:
            cls = _with_slots(cls, own, inherited)
        else:
            for name, given in own.items():
                if given.default is not _NOTHING:
                    setattr(cls, name, given.default)
                elif said[name] is given:
                    delattr(cls, name)
        cls._fields_ = fields = inherited | own
        cls.__match_args__ = tuple(name for name, given in fields.items() if given.init and not given.kw_only)
        written = set(vars(cls))
        if "__init__" not in written:
            cls.__init__ = _first_initializer(cls, frozen, slots)
        if repr and "__repr__" not in written:
            cls.__repr__ = _repr
        if eq and "__eq__" not in written:
            cls.__eq__, cls.__hash__ = _comparison([name for name, given in fields.items() if given.compare], frozen)
        if frozen:
            cls.__setattr__ = cls.__delattr__ = _refuse
            cls.__getstate__, cls.__setstate__ = _state, _restore
        return cls

    def _with_slots(cls, own, inherited):
        """`cls` made again: slots must be known when a class is made."""
        members = {name: item for name, item in vars(cls).items() if name not in (*own, "__dict__", "__weakref__")}
        members["__slots__"] = tuple(name for name in own if name not in inherited)
        made = type(cls)(cls.__name__, cls.__bases__, members)
        made.__qualname__ = cls.__qualname__
        return made

    def _first_initializer(cls, frozen, slots):
        def first(self, *values, **named):
            cls.__init__ = _initializer(cls, frozen, slots)
            cls.__init__(self, *values, **named)

        return first

    def _initializer(cls, frozen, slots):
        known, positional, keywords, lines = {"_nothing": _NOTHING}, ["self"], ["*"], []
        for name, given in cls._fields_.items():
            is_made = given.default_factory is not _NOTHING
            value, parameter = name, name
            if is_made or given.default is not _NOTHING:
                known[f"_default_{name}"] = given.default_factory if is_made else given.default
                parameter = f"{name}={'_nothing' if is_made else f'_default_{name}'}"
            if is_made:
                value = f"_default_{name}() if {name} is _nothing else {name}"
            if given.init:
                (keywords if given.kw_only else positional).append(parameter)
            elif parameter == name:
                continue  # set by whoever knows it
            else:
                value = f"_default_{name}{'()' if is_made else ''}"
            if not frozen:
                lines.append(f"self.{name} = {value}")
            elif slots:
                known[f"_set_{name}"] = getattr(cls, name).__set__
                lines.append(f"_set_{name}(self, {value})")
            else:
                lines.append(f"self.__dict__[{name!r}] = {value}")
        if hasattr(cls, "__post_init__"):
            lines.append("self.__post_init__()")
        parameters = ", ".join([*positional, *(keywords if len(keywords) > 1 else ())])
        exec(f"def __init__({parameters}):\n " + "\n ".join(lines or ["pass"]), known)
        return known["__init__"]

    @recursive_repr()
    def _repr(self):
        shown = (f"{name}={getattr(self, name)!r}" for name, given in self._fields_.items() if given.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def _comparison(names, frozen):
        values = attrgetter("__class__", *names)

        def is_equal(self, other):
            return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

        return is_equal, (lambda self: hash(values(self))) if frozen else None

    def _refuse(self, name, *value):
        raise AttributeError(f"cannot assign to field {name!r}")

    def _state(self):
        return {name: getattr(self, name) for name in self._fields_ if hasattr(self, name)}

    def _restore(self, state):
        for name, value in state.items():
            object.__setattr__(self, name, value)
