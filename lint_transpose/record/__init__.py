"""What every start needs: records, which are tuples with named fields made without generated code, and errors to be told."""

from __future__ import annotations

from operator import itemgetter

# A name of our own that type checkers know: importing typing takes longer than all else that a plain run imports.
TYPE_CHECKING = False

__all__ = ["TYPE_CHECKING", "Record", "SaidError"]

if TYPE_CHECKING:
    from typing import Any
    from typing import NamedTuple as Record
else:

    class Record(tuple):
        """What `typing.NamedTuple` is, to whoever uses it: `class Place(Record): row: int; column: int = 1`."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}  # noqa: RUF012

        def __init_subclass__(cls):
            cls._fields = tuple(cls.__annotations__)
            cls._field_defaults = {name: vars(cls)[name] for name in cls._fields if name in vars(cls)}
            for index, name in enumerate(cls._fields):
                setattr(cls, name, property(itemgetter(index)))

        def __new__(cls, *values, **named):
            if named or len(values) != len(cls._fields):
                missing = cls._fields[len(values) :]
                filled = {**cls._field_defaults, **named}
                values += tuple(filled[name] for name in missing if name in filled)
                if len(values) != len(cls._fields) or not named.keys() <= set(missing):
                    raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}")
            return tuple.__new__(cls, values)

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def _asdict(self):
            return dict(zip(self._fields, self))

        def _replace(self, **named):
            return type(self)(**{**self._asdict(), **named})


class SaidError(ValueError):
    """An error whose one line, a `languages.Text`, can be said in each language: `text`. str() of it is English."""

    def __init__(self, text: Any) -> None:
        super().__init__(str(text))
        self.text = text

    def __reduce__(self) -> tuple[type[SaidError], tuple[Any]]:
        return type(self), (self.text,)
