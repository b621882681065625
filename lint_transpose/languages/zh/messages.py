"""The rules' messages in Chinese, by "CODE.message"."""

from __future__ import annotations

_SAME_PADDING = '请写 pad_mode="pad" 以及 PyTorch 的 padding'

MESSAGES = {
    # MST1：抛出异常
    "MST101.default": 'padding={padding} 会抛出 ValueError，因为 pad_mode 为 "{pad_mode}"{default}：请写 pad_mode="pad"',
    "MST102.default": "padding={padding} 会抛出异常：该层只接受 {wanted}{remedy}",
    "MST103.default": "MindSpore {release} 的 {layer} 没有参数 {name}，会抛出 TypeError{remedy}",
    "MST103.missing": "MindSpore {release} 的 {layer} 缺少必选参数 {missing}，会抛出 TypeError{hint}",
    "MST103.function": "{layer} 构造的是层，在此处会抛出 TypeError：{function}",
    "MST103.repeated": "{name} 既按位置又按关键字给出，会抛出 TypeError{remedy}",
    "MST103.surplus": "MindSpore {release} 的 {layer} 最多接受 {count} 个参数，多出 {argument}，会抛出 TypeError",
    "MST104.default": "{argument} 被当作 {parameter}，会抛出异常；按 {origin} 的参数顺序它是 {meant}{remedy}",
    "MST104.surplus": "{argument} 是多余的参数，会抛出异常；按 {origin} 的参数顺序它是 {meant}{remedy}",
    "MST105.default": 'pad_mode={pad_mode} 会抛出异常：可选值为 "same"、"valid"、"pad"{remedy}',
    "MST106.mode": 'output_padding={output_padding} 会在{when}抛出 ValueError，因为 pad_mode 为 "{pad_mode}"{default}：'
    '请写 pad_mode="pad"',
    "MST106.range": "output_padding={output_padding} 会在{when}抛出 ValueError：必须小于 max(stride, dilation)，"
    "此处为 {limit}",
    "MST106.stride": "output_padding={output_padding} 在 CPU 上首次调用时会抛出 RuntimeError：三维层中必须小于 stride，"
    "此处为 {stride}",
    "MST106.form": "output_padding={output_padding} 会抛出异常：该层只接受非负整数，"
    "或由 {dimension} 个非负整数组成的 tuple{remedy}",
    "MST107.default": "{name}={value} 会抛出异常：该层只接受 {wanted}{remedy}",
    "MST107.group": "{parameter}={group} 会抛出 ValueError：{name}={channels} 不能被它整除",
    "MST108.default": "{module} 中没有 {name}：请写 {right}",
    "MST108.lazy": "{module} 中没有 {name}：请写 {right}，并给出 in_channels",
    "MST108.function": "{module} 中没有 {name}：请写 {right}",
    "MST108.release": "MindSpore {release} 还没有 {name}：自 {newer} 起才提供",
    "MST109.unbatched": "{argument} 是 {rank} 维，会抛出 ValueError，{layer} 要求 {axes} 维："
    "请在该层之前写 expand_dims(0)，之后写 squeeze(0)",
    "MST109.axes": "{argument} 是 {rank} 维，会抛出 ValueError：{layer} 要求 {axes} 维",
    "MST109.keyword": "调用 {layer} 时传入 {keyword}= 会抛出 TypeError：它的 construct 只有一个参数 x{instead}",
    "MST109.positional": "{argument} 作为第二个参数会抛出 TypeError：{layer} 的 construct 只有一个参数 x",
    # MST2：能运行，但与 PyTorch 层的结果不同
    "MST201.default": "{bias} 默认为 False，而 PyTorch 的 bias 默认为 True：请写 {bias}=True"
    "（若原 PyTorch 层为 bias=False，则写 {bias}=False）",
    "MST201.counterpart": "该层没有偏置，而对应的 PyTorch 层有：请写 {bias}=True",
    "MST201.loaded": "该层没有偏置，而对应的 PyTorch 层有，其权重文件中的 running mean 包含该偏置：请写 {bias}=True",
    "MST202.default": "输出为 {lengths}{where}，比 n * stride 少 {short}"
    "（PyTorch 的 output_padding={output_padding} 补足这一部分）：{remedy}",
    "MST202.counterpart": "输出为 {lengths}{where}，因为 PyTorch 有 output_padding={output_padding}：{remedy}",
    "MST203.default": "{written} 追加的是 0，而 PyTorch 是计算得到的值：{remedy}",
    "MST203.counterpart": "{written} 追加的是 0，而 PyTorch 的 {torch} 是计算得到的值：{remedy}",
    "MST204.side": "{pad} 补在了首端，而 PyTorch 的 output_padding={output_padding} 只延长末端：{remedy}",
    "MST204.axis": "{pad} 补的轴与 PyTorch 的 output_padding={output_padding} 延长的轴不同：{remedy}",
    "MST204.amount": "{pad} 补的数量与 PyTorch 的 output_padding={output_padding} 不同：{remedy}",
    "MST204.mode": "{pad} 以 {mode} 填充，而 PyTorch 的 output_padding={output_padding} 在此处是计算得到的值：{remedy}",
    "MST205.default": 'pad_mode "same"{default}使输出错位一个元素{where}，此处裁剪 {ours}，PyTorch 裁剪 {theirs}：{remedy}',
    "MST205.several": 'pad_mode "same"{default}使输出错位{where}，此处裁剪 {ours}，PyTorch 的裁剪例如 {theirs}：{remedy}',
    "MST205.impossible": 'pad_mode "same"{default}得到 {lengths}{where}，用此卷积核大小与步长没有 PyTorch 层能得到该长度：'
    + _SAME_PADDING,
    "MST205.undecided": 'pad_mode "same"{default}裁剪 {ours}{where}，没有 PyTorch 层如此裁剪：' + _SAME_PADDING,
    "MST205.counterpart": 'pad_mode "same"{default}裁剪 {ours}{where}，PyTorch 为 {theirs}{lengths}：{remedy}',
    "MST206.default": 'pad_mode "valid" 会补齐到 n * stride{where}，{lengths}：{remedy}',
    "MST207.default": 'pad_mode 默认为 "same"{length}，而 PyTorch 默认不裁剪：请写 pad_mode="same"，与 PyTorch 相同则写 "pad"',
    "MST207.beside": 'pad_mode 默认为 "same"{length}，而 PyTorch 默认不裁剪',
    "MST208.default": "{parameter}={ours}，而对应的 PyTorch 层为 {name}={theirs}",
    "MST208.bias": "{bias}=True，而对应的 PyTorch 层没有偏置：请写 {bias}=False",
    "MST208.refused": "被迁移的 PyTorch 层本身就会抛出异常：{reason}",
    "MST208.whole": "连同前后的步骤，该层裁剪 {ours}{where}，而 PyTorch 裁剪 {theirs}{lengths}：{remedy}",
    "MST208.window": "该层裁剪 {ours}{where}，而 PyTorch 的 {torch} 裁剪 {theirs}{lengths}：{remedy}",
    "MST209.default": "MindSpore {release} 以 {defaults} 初始化，而 PyTorch 用均匀分布：请写 {remedy}",
    "MST210.default": "padding={padding} 在末端的裁剪多于首端{where}，没有 PyTorch 层如此裁剪：{remedy}",
    "MST210.beside": "padding={padding} 在末端的裁剪多于首端{where}，没有 PyTorch 层如此裁剪",
    "MST210.counterpart": "padding={padding} 裁剪 {ours}{where}，而 PyTorch 的 {torch} 裁剪 {theirs}：{remedy}",
    # MST3：版本差异
    "MST301.default": "第 {place} 个位置参数在 {release} 中是 {parameter}，{others}：{remedy}",
    "MST301.beside": "第 {place} 个位置参数在 {release} 中是 {parameter}，{others}：请按关键字给出",
    "MST302.breaks": "已预告的新构造签名{breaks}，届时会抛出异常：请把这类层集中在一处构造",
    "MST302.changes": "已预告的新构造签名会改变此调用：{changed}：请把这类层集中在一处构造",
    "MST303.default": "有偏置时，2.0 会忽略 output_padding={output_padding}{lengths}{where}：{remedy}",
    # MST4：迁移 PyTorch 代码
    "MST401.default": "MindSpore 的等价写法：{layer}{then}{names}{condition}{notes}",
    "MST402.default": "没有与之等价的 MindSpore 层：{reason}",
}
