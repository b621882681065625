"""The arguments of a PyTorch call as text to be written into a MindSpore call."""

from __future__ import annotations

import ast
import re
from itertools import chain, count

from ..languages import Phrase, Text
from ..layers.call import Argument, LayerCall, Opaque, Symbol, Unknown, Value, is_known
from ..layers.geometry import for_each_axis
from ..record.dataclasses import dataclass, field
from .terms import Term, is_number, mentions_names, number, numbers_in


class NoPortError(Exception):
    """There is no port; `reason_of` says why."""


class UndecidedError(NoPortError):
    """The text does not tell enough for a port."""


def reason_of(error: Exception) -> Text:
    """What was said when `error` was raised."""
    return error.args[0] if error.args and isinstance(error.args[0], Phrase) else str(error)


def indirect(name: str) -> UndecidedError:
    """The error for an argument whose expression does not stand at the call."""
    return UndecidedError(Phrase("indirect", "{name} is passed by *args, **kwargs or partial", name=name))


def is_int(term: object) -> Phrase:
    """The condition that a term is no tuple."""
    return Phrase("is_int", "{term} is an int", term=str(term))


@dataclass(slots=True)
class Arguments:
    """Reads the arguments of `call`. `conditions` fills with what has to hold for the texts it hands out.

    `invented` fills with the names in them that the text does not have, and what they stand for. `tuples`: parameters that
    are taken for one number an axis where nothing is known of them.
    """

    call: LayerCall
    conditions: list[Text] = field(default_factory=list)
    invented: dict[str, Text] = field(default_factory=dict)
    tuples: frozenset[str] = frozenset()

    def text(self, parameter: str) -> str | None:
        """The argument on one line, a list as a tuple; None where it is left out. Raises NoPortError."""
        argument = self.call.arguments.get(parameter)
        if argument is None:
            return None
        if not is_written(argument):
            if not is_plain(argument.value):
                raise indirect(parameter)
            return repr(as_tuple(argument.value))
        text = self.call.source.one_line(argument.node)
        if isinstance(argument.value, list):
            return f"({text[1:-1]})" if isinstance(argument.node, ast.List) else f"tuple({text})"
        return text

    def terms(self, parameter: str) -> tuple[Term, ...]:
        """A term for each axis. Raises NoPortError."""
        dimension, argument = self.call.layer.dimension, self.call.arguments.get(parameter)
        value = self.call.value(parameter)
        alone = isinstance(value, (tuple, list)) and len(value) < dimension
        if isinstance(value, (tuple, list)):
            value = tuple(for_each_axis(value, parameter, self.call))
        if isinstance(value, (Symbol, Opaque)) or not _is_integral(value, dimension):
            raise ValueError(f"{parameter}={self.text(parameter)}")
        values = value if isinstance(value, (tuple, list)) else (value,) * dimension
        if argument is None or not is_written(argument):
            if not is_known(value):
                raise indirect(parameter)
            return tuple(number(item) for item in values if isinstance(item, int))
        node = argument.node
        nodes: list[ast.expr] = [node] * dimension
        if isinstance(value, (tuple, list)):
            if isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) == (1 if alone else dimension):
                nodes = node.elts * dimension if alone else node.elts
            else:
                return tuple(self._indexed(node, 0 if alone else index, item) for index, item in enumerate(values))
        elif isinstance(value, Unknown) and dimension > 1 and not is_number(node, self._numbers()):
            if parameter not in self.tuples:
                return (Term(self.call.source.one_line(node), undecided=True),) * dimension
            self.need(f"not isinstance({self.call.source.one_line(node)}, int)")
            return tuple(self._indexed(node, index, value) for index in range(dimension))
        return tuple(self._term(node, item) for node, item in zip(nodes, values, strict=True))

    def _numbers(self) -> set[str]:
        """The names that the arguments calculate with as numbers."""
        written = filter(is_written, self.call.arguments.values())
        return {name for argument in written for name in numbers_in(argument.node)}

    def need(self, condition: Text) -> None:
        if condition and condition not in self.conditions:
            self.conditions.append(condition)

    def invent(self, name: str, meaning: Text) -> str:
        """A name for what the text has none for: `name`, or one like it that the text does not use."""
        names = chain((name,), (f"{name}_{number}" for number in count(1)))
        found = next(found for found in names if not re.search(rf"(?<![\w.]){found}\b", self.call.source.text))
        self.invented[found] = meaning
        return found

    def _term(self, node: ast.expr, value: Value) -> Term:
        known = value if isinstance(value, int) else None
        if known is not None and not mentions_names(node):
            return number(known)
        return Term(self.call.source.one_line(node), known)

    def _indexed(self, node: ast.expr, index: int, value: Value) -> Term:
        if isinstance(value, int) and not mentions_names(node):
            return number(value)
        text = self.call.source.one_line(node)
        atom = text if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)) else f"({text})"
        return Term(f"{atom}[{index}]", value if isinstance(value, int) else None)


def is_written(argument: Argument) -> bool:
    """Whether the argument's expression stands at the call, by itself."""
    return argument.here and (argument.index is not None or argument.keyword is not None)


def torch_text(call: LayerCall) -> str:
    """The call as an expression on one line, by the layer's public name."""
    arguments = call.arguments.values()
    module = "nn.functional" if call.layer.name.startswith("conv_") else "nn"
    known = {id(argument.node) for argument in (*arguments, *call.unexpected, *call.surplus, *call.repeated)}
    own = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
    if all(map(is_written, arguments)) and (call.open or all(id(node) in known for node in own)):
        passed = [call.source.one_line(node) for node in call.node.args]
        passed += [
            (f"{keyword.arg}=" if keyword.arg else "**") + call.source.one_line(keyword.value)
            for keyword in call.node.keywords
        ]
    else:
        last = max((index for index, argument in enumerate(arguments) if argument.index == index), default=-1)
        passed = [_passed(call, argument, index <= last) for index, argument in enumerate(arguments)]
    return f"{module}.{call.layer.name}({', '.join(passed)})"


def _passed(call: LayerCall, argument: Argument, by_position: bool) -> str:
    if is_written(argument):
        text = call.source.one_line(argument.node)
    else:
        text = repr(argument.value) if is_plain(argument.value) else "..."
    return text if by_position else f"{argument.parameter}={text}"


def is_plain(value: Value) -> bool:
    """Whether `repr` writes the value."""
    if isinstance(value, (tuple, list)):
        return all(map(is_plain, value))
    return value is None or isinstance(value, (bool, int, str))


def as_tuple(value: Value) -> Value:
    return tuple(value) if isinstance(value, list) else value


def _is_integral(value: Value, dimension: int) -> bool:
    """Whether `value` may be an int, or one int an axis."""
    if isinstance(value, (tuple, list)):
        return len(value) == dimension and all(_is_integral(item, 0) for item in value)
    return isinstance(value, Unknown) or (isinstance(value, int) and not isinstance(value, bool))
