"""The pages of MST2 in Chinese, by "CODE.part"."""

from __future__ import annotations

_SIDE_BY_SIDE = "两个框架的窗口，并排实测"

DIFFERS = {
    "MST201.summary": "未写 has_bias，而被迁移的 PyTorch 层默认有偏置",
    "MST201.explanation": """\
## 检查内容
报告迁移代码中未写 `has_bias` 的层，以及已知对应的 PyTorch 层有偏置、而此处没有偏置的层。`weight_init`
是张量时不报告：该层可能代替 `F.conv_transpose2d`，它默认没有偏置。

缺少偏置的影响取决于其后的归一化：

- 从头训练时，BatchNorm 会消去偏置。加载 PyTorch 的权重文件后，推理的输出就不同了，因为 PyTorch 的 running mean
  包含该偏置。因此，已知对应的 PyTorch 层有偏置时报告，否则不报告。
- 不保存滑动统计量的 InstanceNorm 总会消去偏置：不报告。
- 每组有多个通道的 GroupNorm 以及 LayerNorm 不会消去偏置：报告。
- `norm(y) + y` 在归一化之外还用到该层的结果，包括偏置：报告。

## 为什么重要
PyTorch 的 `bias` 默认为 `True`，MindSpore 的 `has_bias` 默认为 `False`。该层没有偏置也能运行，而加载权重文件时偏置会多出来。
""",
    "MST201.fix_safety": "非安全：该层多出一个参数，数值随之改变。未知对应的 PyTorch 层时不提供修复。",
    "MST201.source": "torch.nn.ConvTranspose2d 与 mindspore.nn.Conv2dTranspose 的签名",
    "MST202.summary": "没有任何写法代替 PyTorch 的 output_padding",
    "MST202.explanation": """\
## 检查内容
报告对应的 PyTorch 层有 `output_padding`、而此处没有任何写法与之等价的层。未知对应的 PyTorch 层时，报告迁移代码中输出比
n * stride 短、且相差不到一个步长的层，例如卷积核 3、步长 2、填充 1：这时 PyTorch 的层多半带有 `output_padding`。
这样的检查结果属于推断。其后有 Pad（见 MST203）、结果被切片，或没有填充（此时是卷积核小于步长）时不报告。

## 为什么重要
输出比 PyTorch 的小，后面的 shape 对不上。在末端少裁剪一些，得到的正是 PyTorch 计算的值：
`padding=(p, p - op, p, p - op)`。设置 `stand-in = "pad"` 时改为建议映射页的 `nn.Pad`；它的 shape 正确，但值为 0。
""",
    "MST202.fix_safety": "非安全：输出变大，依赖其大小的代码可能不再成立。"
    "未知对应的 PyTorch 层时不提供修复：它有 output_padding 只是猜测。",
    "MST202.source": "torch.nn.ConvTranspose2d 的 output_padding；两个框架并排运行",
    "MST203.summary": "PyTorch 的 output_padding 处是计算得到的值，此处却是 0",
    "MST203.explanation": """\
## 检查内容
报告二维层的 `output_padding`，以及接在层之后、用来代替 PyTorch 的 `output_padding` 的 `nn.Pad`、`ops.Pad`、`ops.pad`、
`nn.ZeroPad2d`、`nn.ConstantPad2d`。值为 0 本就正确时不报告：没有偏置的层中超出完整结果的部分。三维层自己的
`output_padding` 是计算得到的，没有问题。

使输出达到 n * stride 的 Pad 被看作代替；在迁移代码中，数量可能是 PyTorch 的 `output_padding` 的 Pad 也是。
设置 `stand-in = "pad"` 时，这样的 Pad 正是所要的，不报告。

## 为什么重要
shape 是对的，因此没有报错。但 `output_padding` 增加的行和列，PyTorch 的层是计算得到的；此处是 0，连偏置都没有加上。
在末端少裁剪一些，即 `padding=(p, p - op, p, p - op)`，得到 PyTorch 的值，而且在每个版本中都可用。
""",
    "MST203.fix_safety": "非安全：数值改变，变为 PyTorch 计算的值。",
    "MST203.source": "mindspore.nn.Conv2dTranspose.construct，它在加偏置之后调用 ops.Pad；两个框架并排运行",
    "MST204.summary": "代替 output_padding 的 Pad 补错了侧、轴、数量或方式",
    "MST204.explanation": """\
## 检查内容
报告接在层之后、本应代替 PyTorch 的 `output_padding` 却没有做到的 Pad：补在了首端、补错了轴或数量，或重复已有的值而不是补 0。
该层的输出短于 n * stride 且 Pad 的数量相符，或已知对应的 PyTorch 层有 `output_padding` 时，Pad 被看作代替。

## 为什么重要
`output_padding` 延长空间轴的末端，即下侧和右侧。补在另一侧，所有的值都会错位。`nn.Pad` 与 `ops.Pad`
从第一个轴起每个轴一对数，`ops.pad` 与 `nn.ZeroPad2d` 的顺序是（左、右、上、下）。
""",
    "MST204.fix_safety": "非安全：数值改变，变为 PyTorch 计算的值。",
    "MST204.source": "torch.nn.ConvTranspose2d 的 output_padding；mindspore.nn.Pad、mindspore.ops.pad",
    "MST205.summary": 'pad_mode "same" 的裁剪与 PyTorch 层不同',
    "MST205.explanation": """\
## 检查内容
报告迁移代码中写出或默认的 pad_mode "same"，条件是卷积核的覆盖长度减去步长为正奇数：这时 "same" 在末端多裁剪一个元素，
而 PyTorch 的层从不如此。已知对应的 PyTorch 层时，报告与它不同的任何窗口，例如映射页的第二个例子：卷积核 5、步长 3，
`padding=2`、`output_padding=2` 裁剪 (2, 0)，而 "same" 裁剪 (1, 1)。

裁剪写作（首端，末端）：该层在完整结果的上侧或左侧，以及下侧或右侧裁剪多少。

## 为什么重要
shape 是对的，因此没有报错，但每个值都错位一个元素。用常数权重或常数输入做的检查看不出来。
""",
    "MST205.fix_safety": "非安全：数值改变，变为 PyTorch 层的值。",
    "MST205.source": _SIDE_BY_SIDE,
    "MST206.summary": '卷积核覆盖长度小于步长时，pad_mode "valid" 的输出比 PyTorch 长',
    "MST206.explanation": """\
## 检查内容
报告迁移代码中卷积核的覆盖长度 `dilation * (kernel_size - 1) + 1` 小于步长时的 pad_mode "valid"。已知对应的 PyTorch
层恰好有使两者相同的 output_padding 时不报告。未知对应的 PyTorch 层时，假定它没有 output_padding，检查结果属于推断。

## 为什么重要
映射页把 "valid" 称为 `padding=0` 的对应写法。除了覆盖长度小于步长的情形，确实如此：MindSpore 会把结果补到 n * stride，
卷积核 2、步长 3 时由 7 x 9 得到 21 x 27，而 PyTorch 得到 20 x 26。
""",
    "MST206.fix_safety": "非安全：输出变小，变为 PyTorch 层的大小。未知对应的 PyTorch 层时不提供修复。",
    "MST206.source": _SIDE_BY_SIDE,
    "MST207.summary": '未写 pad_mode：默认为 "same"，而 PyTorch 默认不填充',
    "MST207.explanation": """\
## 检查内容
报告每一个未写 `pad_mode` 的层，供希望把该模式写明的人使用。

## 为什么重要
PyTorch 的层不写 `padding` 时返回完整结果。MindSpore 的层不写 `pad_mode` 时裁剪到 n * stride。
""",
    "MST207.fix_safety": "安全：只是写出默认值。",
    "MST207.source": "mindspore.nn.Conv2dTranspose 的签名",
    "MST208.summary": "与被迁移的 PyTorch 层参数不一致",
    "MST208.explanation": """\
## 检查内容
报告卷积核大小、步长、膨胀率、分组数、通道数、偏置或窗口与被迁移的 PyTorch 层不同的层。PyTorch 层由配置中的
`counterparts`，或写在层、类或文件上的注释 `# ported-from: path.py[::Class[.attribute]]` 给出；不写路径时，它在同一个文件中。
只比较两边的代码都能确定的内容。层之后的切片或 Pad、层之前的 Pad，以及 PyTorch 的 `output_size`，都算在窗口之内；
代码无法确定裁剪多少时，不比较窗口。有专门规则的情形留给那些规则：缺少偏置、output_padding、"same"、Pad。

## 为什么重要
原网络的权重文件要么加载不上，要么加载上了而结果不同。
""",
    "MST208.fix_safety": "非安全：该层变成另一个层，即 PyTorch 文件中的层。",
    "MST208.source": "两个层的构造函数，以及两个框架的窗口",
    "MST209.summary": "2.1 之前的默认初始化与 PyTorch 不同",
    "MST209.explanation": """\
## 检查内容
目标版本早于 2.1 时，报告迁移代码中未写 `weight_init`、或有偏置而未写 `bias_init` 的层。

## 为什么重要
从头训练的网络，起点与 PyTorch 不同：2.1 之前权重取自 N(0, 0.01)，偏置为 0；PyTorch 以及 2.1 起的 MindSpore
两者都在 ±1 / sqrt(fan_in) 内均匀分布，其中 `fan_in` 是 `out_channels / group` 乘以卷积核的元素个数。`HeUniform` 与 `Uniform`
来自 `mindspore.common.initializer`。
""",
    "MST209.source": "mindspore.nn.Conv2dTranspose 2.0.0 与 2.1.0 的签名；torch.nn.ConvTranspose2d.reset_parameters",
    "MST210.summary": "padding 在末端的裁剪多于首端，没有 PyTorch 层如此",
    "MST210.explanation": """\
## 检查内容
报告迁移代码中下侧裁剪多于上侧、或右侧裁剪多于左侧的 `padding` tuple。MindSpore 的顺序是（上、下、左、右）。`(1, 0, 1, 0)`
在末端裁剪得少：那是 `output_padding` 的等价写法，是正确的。

## 为什么重要
PyTorch 的 `padding=(h, w)` 对应 `(h, h, w, w)`。写成 `(h, w, h, w)` 得到另一个 shape；若两个轴的 `h + w` 相同，
则 shape 相同而所有的值错位。
""",
    "MST210.fix_safety": "非安全：shape 与数值都改变。",
    "MST210.source": "mindspore.nn.Conv2dTranspose 的 padding；" + _SIDE_BY_SIDE,
}
