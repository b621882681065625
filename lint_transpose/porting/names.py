"""What a file calls MindSpore's modules, or would call them once their imports stand in place of PyTorch's."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..layers.public_names import public_name
from ..reading import Module
from ..record.dataclasses import dataclass, field

_MODULES = {"nn": "mindspore.nn", "ops": "mindspore.ops", "mindspore": "mindspore", "mint": "mindspore.mint"}
# What an answer calls: names of MindSpore below these are the answer's own, all others are the text's.
_CALLED = frozenset(
    {"Conv1dTranspose", "Conv2dTranspose", "Conv3dTranspose", "SequentialCell", "ZeroPad2d", "ConstantPad1d", "ConstantPad3d"}
    | {"Pad", "Conv2DTranspose", "Conv3DTranspose", "BiasAdd", "pad", "ConvTranspose2d", "conv_transpose2d"}
)


@dataclass(slots=True)
class Names:
    """Names of MindSpore in one file. `wanted` fills with the imports that the names handed out still want."""

    module: Module
    wanted: dict[str, None] = field(default_factory=dict)

    def written(self, answer: str, func: ast.expr) -> str:
        """An answer in the names of the file; `func` is what the PyTorch call calls."""
        tree = ast.parse(answer, mode="eval")
        roots = [_root(node) for node in ast.walk(tree) if _is_own(node)]
        places = {(root.col_offset, root.end_col_offset): self._name(root.id, func) for root in roots if root is not None}
        data = answer.encode()
        for (start, end), name in sorted(places.items(), reverse=True):
            data = data[:start] + name.encode() + data[end:]
        return data.decode()

    def cell_name(self, name: str, func: ast.expr) -> str:
        """The name of a cell of MindSpore's nn in the file."""
        return f"{self._name('nn', func)}.{name}"

    def is_shared(self, module: ast.expr, func: ast.expr) -> bool:
        """Whether `module` is, as the file names it, MindSpore's nn once that takes the place of PyTorch's."""
        return ast.unparse(module) == self._name("nn", func)

    def _name(self, name: str, func: ast.expr) -> str:
        whole = _MODULES[name]
        known = next(self._bound_to(whole), None)
        if known is not None:
            return known
        known = self._in_place_of_torch(func) if name == "nn" else name
        if name != "nn" and name in self.module.bindings[self.module.tree]:
            known = whole
        self.wanted[_import(whole, known)] = None
        return known

    def _bound_to(self, whole: str) -> Iterator[str]:
        """What the file's imports call a module of MindSpore."""
        package, _, last = whole.rpartition(".")
        for name, imported in self._imports():
            if imported == whole:
                yield name
            elif package and imported == package:
                yield f"{name}.{last}"

    def _imports(self) -> Iterator[tuple[str, str]]:
        """The names that the file binds once, by an import of its own."""
        for name, places in self.module.bindings[self.module.tree].items():
            if len(places) == 1 and places[0].imported:
                yield name, places[0].imported

    def _in_place_of_torch(self, func: ast.expr) -> str:
        """The name of PyTorch's nn, which MindSpore's is to take."""
        module = func.value if isinstance(func, ast.Attribute) else None
        names = [name for name, imported in self._imports() if imported == "torch.nn"]
        if isinstance(module, ast.Name) and module.id in names:
            return module.id
        if isinstance(module, ast.Attribute) or "nn" in self.module.bindings[self.module.tree].keys() - set(names):
            return _MODULES["nn"]
        return names[0] if names else "nn"


def names_layer(module: Module, func: ast.expr) -> bool:
    """Whether `func` is the public name of a PyTorch layer or function itself, by a module or an import of its own."""
    if isinstance(func, ast.Attribute):
        return True
    places = module.bindings[module.tree].get(func.id, []) if isinstance(func, ast.Name) else []
    return len(places) == 1 and public_name(places[0].imported).startswith("torch.")


def _is_own(node: ast.AST) -> bool:
    """Whether a node of an answer is a name of MindSpore's that the answer itself brings."""
    if isinstance(node, ast.keyword):
        return False
    is_called = isinstance(node, ast.Attribute) and (node.attr in _CALLED)
    is_type = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "mindspore"
    return is_called or is_type


def _root(node: ast.AST) -> ast.Name | None:
    """The first name of `mint.nn.ConvTranspose2d`, where it is that of a module of MindSpore."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node if isinstance(node, ast.Name) and node.id in _MODULES else None


def _import(whole: str, name: str) -> str:
    package, _, last = whole.rpartition(".")
    if name == whole:
        return "import mindspore"
    return f"from {package} import {last}" if name == last else f"import {whole} as {name}"
