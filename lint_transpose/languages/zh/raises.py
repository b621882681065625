"""The pages of MST1 in Chinese, by "CODE.part"."""

from __future__ import annotations

_SAFE = "安全：该调用原本就会抛出异常，"

RAISES = {
    "MST101.summary": 'padding 不为 0，而 pad_mode 不是 "pad"',
    "MST101.explanation": """\
## 检查内容
报告在 `pad_mode` 为 "same"（默认值）或 "valid" 时给出的非零 `padding`。

## 为什么重要
PyTorch 的层直接使用 `padding`。MindSpore 的层只在 `pad_mode="pad"` 时接受它，否则在实例化时抛出 `ValueError`。
""",
    "MST101.fix_safety": _SAFE + "而 padding 只有一种含义。",
    "MST101.source": "mindspore.nn.Conv2dTranspose，_Conv.__init__",
    "MST102.summary": "padding 的形式不被该层接受",
    "MST102.explanation": """\
## 检查内容
报告既不是整数、也不是“每一侧一个整数”的 tuple 的 `padding`：PyTorch 的 `(h, w)`、列表、浮点数、布尔值、负数、
长度不对的 tuple。`Conv1dTranspose` 只接受整数。

## 为什么重要
PyTorch 在每个轴的两侧用同一个数填充。MindSpore 要求（上、下、左、右），三维为（前、后、上、下、左、右），
其余写法（包括 `(0, 0)` 和列表）都会抛出 `TypeError` 或 `ValueError`。
""",
    "MST102.fix_safety": _SAFE + "而一对整数或整数列表只有一种含义。",
    "MST102.source": "mindspore.nn.Conv2dTranspose、Conv3dTranspose、Conv1dTranspose，_Conv.__init__",
    "MST103.summary": "该层没有、缺少或重复给出的参数",
    "MST103.explanation": """\
## 检查内容
报告目标版本的层没有的关键字参数：PyTorch 的 `bias`、`groups`、`padding_mode`、`device`，`Conv1dTranspose` 以及 2.0
之前的 `output_padding`，以及拼写错误的名称。还报告缺少的必选参数、重复给出的参数、多余的参数，以及把层写在 PyTorch
函数的位置上：`nn.Conv2dTranspose(x, weight)[:, :, 1:]`，它既不接收张量，也不返回张量；等价写法见 `lint-transpose port`。
MindSpore 自己的 `mint.nn.ConvTranspose2d` 使用 PyTorch 的参数名：对它来说，没有的是 `has_bias`、`group`、`pad_mode`。

## 为什么重要
它们都会在实例化时抛出 `TypeError`。在 MindSpore 中 `bias` 叫 `has_bias`，`groups` 叫 `group`；`padding_mode="zeros"`
与 `device` 没有对应的参数，也不需要。
""",
    "MST103.fix_safety": "参数名的修复是安全的：该调用原本就会抛出异常，而该参数只有一种含义。"
    "把 output_padding 改写为 padding 的修复是非安全的。",
    "MST103.source": "mindspore.nn.Conv2dTranspose、Conv1dTranspose、Conv3dTranspose 的参数",
    "MST104.summary": "位置参数按 PyTorch 或其他版本的顺序给出",
    "MST104.explanation": """\
## 检查内容
报告这样的位置参数：放在 MindSpore 层的该位置上不可能成立，但按 PyTorch 层、或同一个层在另一个 MindSpore
版本中的顺序却说得通，例如 `pad_mode` 的位置上是整数，`group` 的位置上是布尔值。

## 为什么重要
PyTorch 的第五个参数是 `padding`，MindSpore 的是 `pad_mode`，因此照搬 PyTorch 的调用会在实例化时抛出异常。
MindSpore 2.0 在二维层的 `dilation` 之前加入了 `output_padding`：为 1.x 写的、带有 `has_bias` 的位置调用从此会抛出异常。
""",
    "MST104.fix_safety": _SAFE + "而这些参数只在另一种顺序下说得通。"
    "写出的调用与 PyTorch 层的计算相同；没有给出偏置时，按 PyTorch 的默认值写出。",
    "MST104.source": "mindspore.nn.Conv2dTranspose、torch.nn.ConvTranspose2d 的参数",
    "MST105.summary": "该层不接受的 pad_mode",
    "MST105.explanation": """\
## 检查内容
报告 "same"、"valid"、"pad" 之外的 `pad_mode`。

## 为什么重要
该层在实例化时抛出 `ValueError`。`Conv1dTranspose` 和 `Conv2dTranspose` 区分大小写；只有 `Conv3dTranspose`
把 "PAD" 当作 "pad"。PyTorch 的 `padding_mode` 是另一回事：转置卷积只支持 "zeros"。
""",
    "MST105.fix_safety": _SAFE + "而只有一个合法取值的拼写与它相近。",
    "MST105.source": "mindspore.nn.Conv2dTranspose、Conv1dTranspose；mindspore.ops.Conv3DTranspose",
    "MST106.summary": "会抛出异常的 output_padding（多在首次调用时）",
    "MST106.explanation": """\
## 检查内容
报告 `pad_mode` 不是 "pad" 时的 `output_padding`、不小于 `max(stride, dilation)` 的 `output_padding`，
以及既不是整数、也不是“每个轴一个整数”的 tuple 的 `output_padding`。

## 为什么重要
形式正确时 `Conv2dTranspose` 能够实例化：`ValueError` 到首次调用时才抛出，可能是很久以后。`Conv3dTranspose`
在实例化时就抛出异常；在 CPU 上，取值介于步长与膨胀率之间时则无法运行。PyTorch 的范围限制相同，但没有 `pad_mode`。
""",
    "MST106.fix_safety": "非安全：该调用原本就会抛出异常，但也可能 pad_mode 是本意，而 output_padding 不是。"
    "把列表改为 tuple 是安全的。",
    "MST106.source": "mindspore.nn.Conv2dTranspose.construct；mindspore.ops.Conv3DTranspose",
    "MST107.summary": "构造函数不接受的其他取值",
    "MST107.explanation": """\
## 检查内容
报告该层不接受的其他所有取值：`kernel_size`、`stride`、`dilation` 为列表、浮点数、布尔值、字符串、0 或长度不对的
tuple；通道数与 `group` 不是正整数，或通道数不能被 `group` 整除；`has_bias` 不是布尔值；未注册的初始化方法，
以 NumPy 数组或 shape 不符的 Tensor 作初始化方法；没有算子支持的 `dtype`。三维层还报告深度方向不为 1 的
dilation、大于 256 的深度方向步长、元素总数超过 343 的卷积核，以及 "NCDHW" 之外的 `data_format`。

## 为什么重要
该层在实例化时抛出 `TypeError` 或 `ValueError`；`dtype` 不合适时则在首次调用时。PyTorch 更宽松：它接受列表，也接受
以 1 代替 True。只有 `has_bias=True` 时才会检查 `bias_init`，它不接受需要 fan-in 的初始化方法，例如 "xavier_uniform"。
""",
    "MST107.fix_safety": _SAFE + "而整数列表只有一种含义。",
    "MST107.source": "mindspore.nn.Conv2dTranspose，_Conv.__init__；mindspore.ops.Conv3DTranspose；"
    "mindspore.common.initializer",
    "MST108.summary": "MindSpore 中不存在的转置卷积名称",
    "MST108.explanation": """\
## 检查内容
报告从 `mindspore`、`mindspore.nn` 或 `mindspore.mint` 中取用、却并不存在的类似转置卷积的名称：把 PyTorch
的类名用在 MindSpore 的模块上、把 `nn` 绑定为 `mindspore` 而不是 `mindspore.nn`、拼写错误，或目标版本还没有的层。

## 为什么重要
导入时抛出 `ImportError`，其他用法抛出 `AttributeError`，而且往往只在构造该层的分支中才会发生。同一个层在
PyTorch 中叫 `ConvTranspose2d`，在 MindSpore 中叫 `Conv2dTranspose`，在 Keras 和 `mindspore.ops` 中叫 `Conv2DTranspose`；
参数也不相同，名称改对之后由其他规则报告。

`mindspore.mint` 有 `nn.ConvTranspose2d` 和 `nn.functional.conv_transpose2d`，用于 Ascend，没有一维和三维的。

在 `try` 之内、`hasattr` 或版本判断之后，以及对 `mindspore.ops`，都不报告。
""",
    "MST108.fix_safety": "参数是 MindSpore 的，或照 PyTorch 写的调用能改写为唯一等价的层时，是安全的。"
    "只改名称时（导入或别名）是非安全的。",
    "MST108.source": "mindspore.nn 中的名称",
    "MST109.summary": "调用转置卷积时传入了它没有的参数",
    "MST109.explanation": """\
## 检查内容
报告调用转置卷积时的第二个位置参数，或 `x` 之外的关键字参数：`input=`、`output_size=`；以及在代码写明维数时，
维数与该层的要求不符的输入。

## 为什么重要
PyTorch 的层按 `forward(input, output_size=None)` 调用。MindSpore 的 `construct` 只有参数 `x`，其他参数会在首次调用时抛出
`TypeError`。窗口得不到的输出大小，只能由该层自己的参数得到。PyTorch 的层还接受不带 batch 维的单个样本
`(C, H, W)`，MindSpore 的层会抛出 `ValueError`；`up(x.expand_dims(0)).squeeze(0)` 的结果相同。
""",
    "MST109.fix_safety": _SAFE + "而该层只有一个输入。",
    "MST109.source": "mindspore.nn.Conv2dTranspose.construct",
}
