"""The pages of the rules in Chinese, by "CODE.part": those of MST3 and MST4, and all of them together."""

from __future__ import annotations

from . import together
from .differs import DIFFERS
from .raises import RAISES

_RELEASES_AND_PORTS = {
    "MST301.summary": "同一位置参数在其他支持的版本中含义不同",
    "MST301.explanation": """\
## 检查内容
报告 `nn.Conv2dTranspose` 中 `padding` 之后的位置参数。

## 为什么重要
2.0 在 `padding` 之后加入了 `output_padding`。`(4, 4, 3, 2, "pad", 1, 1)` 在 1.10 及更早版本中是 `dilation=1`；此后是
`output_padding=1`，返回 10 x 10 而不是 9 x 9，也不抛出异常。关键字参数在每个版本中含义相同。
""",
    "MST301.fix_safety": "非安全：保持目标版本的行为，而本意可能是另一个版本的行为。",
    "MST301.source": "mindspore.nn.Conv2dTranspose 1.10 与 2.0 的签名",
    "MST302.summary": "已预告的构造签名会使之抛出异常或悄然改变的代码",
    "MST302.explanation": """\
## 检查内容
报告 MindSpore 文档中已预告的构造签名会使之抛出异常或改变的层。该签名是 `(in_channels, out_channels, kernel_size, stride=1,
padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode="zeros", dtype=None)`，即 PyTorch 的顺序和默认值。
2.10.0 尚未采用。

## 为什么重要
`pad_mode`、`group`、`has_bias`、`weight_init`、`bias_init` 将不复存在，第五个起的位置参数含义改变。更糟的是，
不写这些参数的调用照常运行：它多出偏置，也不再裁剪到 n * stride。
""",
    "MST302.source": "mindspore.nn.Conv2dTranspose 2.7 及更高版本的文档字符串",
    "MST303.summary": "2.0 在有偏置时忽略 output_padding",
    "MST303.explanation": """\
## 检查内容
目标版本为 2.0 时，报告 `has_bias=True` 的 `nn.Conv2dTranspose` 的 `output_padding`。

## 为什么重要
2.0.0 的 `construct` 在有偏置时，还没处理输出填充就返回了。不抛出异常，结果比所要的小。2.1.0 修正了这一点，追加的是
0（MST203）。在末端少裁剪一些，在每个版本中都等价。
""",
    "MST303.fix_safety": "非安全：输出变大，变为 output_padding 所要的大小。",
    "MST303.source": "mindspore.nn.Conv2dTranspose.construct 的 2.0.0 与 2.1.0",
    "MST401.summary": "与此 PyTorch 层等价的 MindSpore 层",
    "MST401.explanation": """\
## 检查内容
对每一个 PyTorch 转置卷积，给出权重相同时返回相同值的 MindSpore 表达式。

## 为什么重要
MindSpore 的层每一侧各裁剪自己的数量，因此 PyTorch 的 `padding=p, output_padding=op` 就是
`pad_mode="pad", padding=(p, p - op, p, p - op)`：`output_padding` 增加的部分是计算得到的，从不补 0。`op > p` 时，
在该层的*输入*末端补 0 以留出余地。一维层两侧裁剪相同，其余的从结果中切去。权重原样沿用；`Conv1dTranspose` 的权重为
`(in, out / groups, 1, k)`。
代码无法确定的参数保持原样，消息会说明在什么条件下成立。`lint-transpose port` 对整个文件夹给出同样的内容。
""",
    "MST401.source": "torch.nn.ConvTranspose2d；mindspore.nn.Conv2dTranspose；用随机权重与输入实测",
    "MST402.summary": "没有 MindSpore 层与此 PyTorch 层等价",
    "MST402.explanation": """\
## 检查内容
报告没有 MindSpore 层能计算的 PyTorch 转置卷积，并说明原因。

## 为什么重要
手工迁移会抛出异常，或得到不同的结果。这样的层不多：`nn.Conv3dTranspose` 没有深度方向的膨胀率，也没有层支持
float64。PyTorch 自己拒绝的写法也会报告，例如既不小于步长也不小于膨胀率的 `output_padding`。
""",
    "MST402.source": "mindspore.nn.Conv3dTranspose，Conv3DTranspose.__init__",
}


def _flowing(text: str) -> str:
    """`text` with each paragraph on one line: a renderer would put a space where a Chinese line ends."""
    lines: list[str] = []
    for line in text.splitlines():
        if lines and lines[-1] and line and not lines[-1].startswith("#") and not line.startswith(("#", "-")):
            gap = " " if lines[-1][-1].isascii() and line.lstrip()[0].isascii() else ""
            lines[-1] = together((lines[-1], gap, line.lstrip()))
        else:
            lines.append(line)
    return "\n".join(lines)


EXPLANATIONS = {key: _flowing(text) for key, text in {**RAISES, **DIFFERS, **_RELEASES_AND_PORTS}.items()}
