"""Layers whose error the text expects: what tests want is not reported, what a handler may catch is never certain."""

from __future__ import annotations

import sys
from random import Random

import pytest

from lint_transpose import Finding, check_source

from .programs import indented

_IMPORTS = """import contextlib, pytest, unittest
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from mindspore import nn
"""
_LAYER = "nn.Conv2dTranspose(4, 4, 4, 2, padding=1)"

WANTED = {
    "assertRaises": """
class T(unittest.TestCase):
    def test(self):
        with self.assertRaises(ValueError):
            LAYER
""",
    "assertRaisesRegex": """
class T(unittest.TestCase):
    def test(self):
        with self.assertRaisesRegex(ValueError, 'pad'):
            LAYER
""",
    "pytest": """
def test():
    with pytest.raises(ValueError, match='x'):
        LAYER
""",
    "pytest tuple": """
def test():
    with pytest.raises((TypeError, ValueError)):
        LAYER
""",
    "pytest Exception": """
def test():
    with pytest.raises(expected_exception=Exception):
        LAYER
""",
    "lambda": """
class T(unittest.TestCase):
    def test(self):
        self.assertRaises(ValueError, lambda: LAYER)
""",
    "suppress": """
def test():
    with contextlib.suppress(ValueError):
        LAYER
""",
    "suppress2": """
with suppress(KeyError, ValueError):
    LAYER
""",
    "called in": """
def build():
    return LAYER

def test():
    with pytest.raises(ValueError):
        build()
""",
    "called in 2": """
def build():
    return LAYER

def more():
    return build()

def test():
    with pytest.raises(ValueError):
        more()
""",
    "passed": """
def build():
    return LAYER

def test(self):
    self.assertRaises(ValueError, build)
""",
    "param": """
def build(p):
    return nn.Conv2dTranspose(4, 4, 4, 2, padding=p)

def test():
    build(0)
    with pytest.raises(ValueError):
        build(1)
""",
    "class": """
class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = LAYER

def test():
    with pytest.raises(ValueError):
        Net()
""",
    "exitstack": """
def test(self):
    with ExitStack() as stack:
        stack.enter_context(self.assertRaises(ValueError))
        LAYER
""",
    "xfail": """
@pytest.mark.xfail(raises=ValueError)
def test():
    LAYER
""",
    "xfail2": """
@pytest.mark.xfail
def test():
    LAYER
""",
    "expectedFailure": """
class T(unittest.TestCase):
    @unittest.expectedFailure
    def test(self):
        LAYER
""",
    "named": """
raises = pytest.raises(ValueError)

def test():
    with raises:
        LAYER
""",
    "alias": """
from pytest import raises as refuses

def test():
    with refuses(ValueError):
        LAYER
""",
    "helper cm": """
@contextmanager
def refused():
    with pytest.raises(ValueError):
        yield

def test():
    with refused():
        LAYER
""",
    "helper fn": """
def refused():
    return pytest.raises(ValueError)

def test():
    with refused():
        LAYER
""",
    "check fn": """
def check(f):
    with pytest.raises(ValueError):
        f()

def test():
    check(lambda: LAYER)
""",
    "loop": """
def test():
    for p in (1, 2):
        with pytest.raises(ValueError):
            nn.Conv2dTranspose(4, 4, 4, 2, padding=p)
""",
    "MST106": """
def test():
    up = nn.Conv2dTranspose(4, 4, 4, 2, output_padding=1)
    with pytest.raises(ValueError):
        up(x)
""",
    "MST106b": """
class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(4, 4, 4, 2, output_padding=1)
    def construct(self, x):
        return self.up(x)

def test():
    net = Net()
    with pytest.raises(ValueError):
        net(x)
""",
    "MST109": """
def test():
    up = nn.Conv2dTranspose(4, 4, 4, 2)
    with pytest.raises(TypeError):
        up(x, output_size=3)
""",
    "MST108": """
def test():
    with pytest.raises(AttributeError):
        nn.ConvTranspose2d(4, 4, 4)
""",
    "MST108c": """
def f():
    nn.ConvTranspose2d(4, 4, 4)

def test():
    with pytest.raises(AttributeError):
        f()
""",
    "pytestmark": """
pytestmark = pytest.mark.xfail
def test():
    LAYER
""",
    "async": """
async def test():
    async with suppress(ValueError):
        LAYER
""",
    "MST108i": """
def test():
    with pytest.raises(ImportError):
        from mindspore.nn import ConvTranspose2d
""",
    "partial": """
def build(k):
    return LAYER

def test(self):
    self.assertRaises(ValueError, partial(build, 1))
""",
}

CAUGHT = {
    "try": """
try:
    LAYER
except ValueError:
    pass
""",
    "try bare": """
try:
    LAYER
except:
    pass
""",
    "try tuple": """
try:
    LAYER
except (KeyError, ValueError) as e:
    pass
""",
    "try name": """
from x import Err
try:
    LAYER
except Err:
    pass
""",
    "try Exception": """
try:
    LAYER
except Exception:
    pass
""",
    "try const": """
ERRS = (KeyError, ValueError)
try:
    LAYER
except ERRS:
    pass
""",
    "called": """
def build():
    return LAYER
try:
    build()
except TypeError:
    pass
""",
    "called class": """
class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = LAYER

def main():
    try:
        net = Net()
    except ValueError:
        net = None
""",
    "called 2": """
def build():
    return LAYER
def main():
    return build()
if __name__ == '__main__':
    try:
        main()
    except Exception as e:
        print(e)
""",
    "both": """
def build():
    return LAYER
def test():
    with pytest.raises(ValueError):
        build()
build()
""",
    "exit": """
class Own:
    def __enter__(self): pass
    def __exit__(self, *a):
        return True
with Own():
    LAYER
""",
    "decorator": """
def quiet(f):
    def inner(*a):
        try:
            return f(*a)
        except ValueError:
            return None
    return inner
@quiet
def build():
    return LAYER
""",
    "finally return": """
def f():
    try:
        LAYER
    finally:
        return 1
""",
    "cond cm": """
def test(bad):
    with pytest.raises(ValueError) if bad else contextlib.nullcontext():
        LAYER
""",
    "gen cm": """
@contextmanager
def quiet():
    try:
        yield
    except ValueError:
        pass
with quiet():
    LAYER
""",
    "parametrized": """
@pytest.mark.parametrize('expected', [pytest.raises(ValueError)])
def test(expected):
    with expected:
        LAYER
""",
    "MST106": """
up = nn.Conv2dTranspose(4, 4, 4, 2, output_padding=1)
try:
    up(x)
except ValueError:
    pass
""",
    "property": """
class A:
    @property
    def up(self):
        return LAYER
try:
    A().up
except ValueError:
    pass
""",
    "dict of lambdas": """
T = {'a': lambda: LAYER}
try:
    T['a']()
except ValueError:
    pass
""",
    "nested": """
def f():
    def g():
        return LAYER
    try:
        return g()
    except ValueError:
        return None
""",
    "MST108 called": """
def f():
    nn.ConvTranspose2d(4, 4, 4)
try:
    f()
except AttributeError:
    pass
""",
}

RAISED = {
    "plain": "LAYER",
    "KeyError": """
try:
    LAYER
except KeyError:
    pass
""",
    "finally": """
try:
    LAYER
finally:
    print()
""",
    "else": """
try:
    x()
except ValueError:
    pass
else:
    LAYER
""",
    "handler": """
try:
    x()
except ValueError:
    LAYER
""",
    "raises KeyError": """
def test():
    with pytest.raises(KeyError):
        LAYER
""",
    "own error": """
class Own(ValueError): pass
try:
    LAYER
except Own:
    pass
""",
    "called": """
def build():
    return LAYER
try:
    build()
except KeyError:
    pass
""",
    "other": """
def other(): pass
def build():
    return LAYER
try:
    other()
except ValueError:
    pass
""",
    "open": """
with open('f') as f:
    LAYER
""",
    "UnicodeError": """
try:
    LAYER
except UnicodeDecodeError:
    pass
""",
    "nullcontext": """
with contextlib.nullcontext():
    LAYER
""",
    "warns": """
def test():
    with pytest.warns(UserWarning):
        LAYER
""",
    "subTest": """
def test(self):
    with self.subTest('raises'):
        LAYER
""",
    "stack": """
with ExitStack() as s:
    s.enter_context(open('f'))
    LAYER
""",
    "gen cm": """
@contextmanager
def timed():
    try:
        yield
    finally:
        print()
with timed():
    LAYER
""",
    "exit false": """
class Own:
    def __enter__(self): pass
    def __exit__(self, *a):
        return False
with Own():
    LAYER
""",
}


def errors(text: str) -> list[Finding]:
    """What is found that raises in `text`, where LAYER stands for a layer that does."""
    return [item for item in check_source(_IMPORTS + text.replace("LAYER", _LAYER) + "\n") if item.code.startswith("MST1")]


@pytest.mark.parametrize("text", WANTED.values(), ids=WANTED)
def test_what_a_test_wants_is_not_reported(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize("text", CAUGHT.values(), ids=CAUGHT)
def test_what_may_be_caught_is_not_certain(text: str) -> None:
    (finding,) = errors(text)
    assert finding.confidence == "inferred"
    assert "unless the error is expected in line " in finding.message
    assert finding.fix is None or not finding.fix.safe


@pytest.mark.skipif(sys.version_info < (3, 11), reason="except* came with Python 3.11")
@pytest.mark.parametrize("kind", ["ValueError", "KeyError"])
def test_groups_of_errors(kind: str) -> None:
    (finding,) = errors(f"try:\n    LAYER\nexcept* {kind}:\n    pass\n")
    assert finding.confidence == ("certain" if kind == "KeyError" else "inferred")
    (finding,) = errors(f"try:\n    pass\nexcept* {kind}:\n    LAYER\n")
    assert finding.confidence == "certain"


@pytest.mark.parametrize("text", RAISED.values(), ids=RAISED)
def test_what_nothing_catches_is_certain(text: str) -> None:
    (finding,) = errors(text)
    assert (finding.confidence, finding.fix and finding.fix.safe) == ("certain", True)


def test_a_wanted_error_hides_what_else_the_layer_would_differ_in() -> None:
    text = "def test():\n    with pytest.raises({}):\n        nn.Conv2dTranspose(4, 4, 3, 2, padding=1)  # PyTorch\n"
    assert check_source(_IMPORTS + text.format("ValueError")) == []
    assert len(check_source(_IMPORTS + text.format("KeyError"))) > 1


class LayerError(ValueError):
    """What a layer raises when it is built."""


def chain(random: Random) -> str:
    """Functions that call each other and, in the end, a layer, through handlers and managers of all kinds."""
    lines = [
        *("from contextlib import contextmanager, suppress", "class Own(ValueError): pass", "ERRORS = (KeyError, ValueError)"),
        *("@contextmanager", "def quiet():", "    try:", "        yield", "    except ValueError:", "        pass"),
        *("@contextmanager", "def loud():", "    try:", "        yield", "    finally:", "        pass"),
        *("class Manager:", "    def __init__(self, answer): self.answer = answer", "    def __enter__(self): pass"),
        *("    def __exit__(self, *error): return self.answer",),
        *("def forgiving(f):", "    def inner():", "        try:", "            return f()"),
        *(
            "        except TypeError:",
            "            pass",
            "        except Exception:",
            "            pass",
            "    return inner",
        ),
        *("def strict(f):", "    return f", "def run(f):", "    return f()"),
        *("def attempt(f):", "    with suppress(ValueError):", "        f()"),
    ]
    for index in range(4):
        if random.random() < 0.2:
            lines.append(random.choice(("@forgiving", "@strict")))
        lines += [f"def f{index}():", *indented(around(random, index)), "    return 1"]
    return "\n".join([*lines, *around(random, 4)]) + "\n"


def around(random: Random, index: int) -> list[str]:
    """A call of one of the first `index` functions, or a layer, in what may catch its error."""
    called = f"f{random.randrange(index)}" if index else "LAYER"
    called = "LAYER" if random.random() < 0.2 else called
    direct = [f"{called}()"]
    passed = f"lambda: {called}()" if called == "LAYER" or random.random() < 0.5 else called
    lines = random.choice((direct, direct, direct, [f"run({passed})"], [f"attempt({passed})"], [f"g = {passed}", "g()"]))
    for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
        kind = random.choice(("except", "except", "with", "finally", "leave", "loop"))
        if kind == "except":
            caught = random.choice((" ValueError", " KeyError", " Own", " ERRORS", "", " (TypeError, Exception)", " OSError"))
            lines = ["try:", *indented(lines), f"except{caught}:", f"    {random.choice(('pass', 'raise'))}"]
        elif kind == "with":
            managers = ("suppress(ValueError)", "suppress(KeyError)", "quiet()", "loud()", "Manager(True)", "Manager(0)")
            lines = [f"with {random.choice(managers)}:", *indented(lines)]
        elif kind == "finally":
            lines = ["try:", *indented(lines), "finally:", "    pass"]
        elif kind == "leave":
            lines = ["for _ in (1,):", "    try:", *indented(indented(lines)), "    finally:", "        break"]
        else:
            lines = ["for _ in (1, 2):", *indented(lines)]
    return lines


def caught_rows(source: str) -> set[int]:
    """The rows of the layers whose error, raised in a run of `source`, does not end it."""
    raised: list[int] = []

    def layer(row: int) -> None:
        raised.append(row)
        raise LayerError(row)

    lines = [line.replace("LAYER()", f"layer({row})") for row, line in enumerate(source.split("\n"), 1)]
    last = None
    try:
        exec("\n".join(lines), {"layer": layer, "__name__": "program"})
    except LayerError as error:
        (last,) = error.args
    # The last one raised ended the run, where one did.
    return set(raised if last is None else raised[:-1])


@pytest.mark.parametrize("seed", range(10))
def test_no_certain_error_is_caught_in_any_run(seed: int) -> None:
    random = Random(seed)
    certain = inferred = 0
    for _ in range(40):
        source = chain(random)
        caught = caught_rows(source)
        for finding in check_source("from mindspore import nn; " + source.replace("LAYER()", _LAYER)):
            certain += finding.confidence == "certain"
            inferred += finding.confidence == "inferred"
            assert finding.confidence == "inferred" or finding.start.row not in caught, source
    assert certain > 5
    assert inferred > 10
