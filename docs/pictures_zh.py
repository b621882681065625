"""The pictures in Chinese: the words in them, and what those of the rules show."""

from __future__ import annotations

import re
from html import escape, unescape

# Words of the pictures, and of the rows: whole texts, or the beginning of a title before its numbers.
WORDS = {
    "one axis": "一个轴",
    "output_padding": "output_padding",
    '"same" where K - s is odd': 'K - s 为奇数时的 "same"',
    "the mapping page's example 2": "映射页面的示例 2",
    '"valid" with a kernel shorter than the stride': '卷积核短于步长时的 "valid"',
    "output_padding above padding, with a bias": "output_padding 大于 padding，有偏置",
    "output_padding left out": "漏写 output_padding",
    "output_padding of the 2-D layer": "二维层的 output_padding",
    "a Pad at the start": "Pad 补在首端",
    'pad_mode "same"': 'pad_mode "same"',
    'pad_mode "valid" with a kernel shorter than the stride': '卷积核短于步长时的 pad_mode "valid"',
    "the full result": "完整结果",
    "padding=1, then nn.Pad": "padding=1，再接 nn.Pad",
    'pad_mode="pad", padding=1, then nn.Pad': 'pad_mode="pad", padding=1，再接 nn.Pad',
    'pad_mode="pad", padding=1, then nn.Pad at the start': 'pad_mode="pad", padding=1，再接 nn.Pad（首端）',
    'pad_mode="pad", padding=1, output_padding=1, 2-D': 'pad_mode="pad", padding=1, output_padding=1，二维',
    "ZeroPad2d, padding=(0, 1, 0, 1)": "ZeroPad2d，padding=(0, 1, 0, 1)",
    "a value of the full result": "完整结果中计算得到的值",
    "cropped": "被裁剪",
    "a hole: no input reaches it, only the bias": "空隙：没有输入到达，只有偏置",
    "beyond the full result: only the bias": "超出完整结果的部分：只有偏置",
    "an appended zero, without the bias": "补的零，不含偏置",
    "bias": "偏置",
    "zero": "零",
}


def in_chinese(picture: str) -> str:
    """A picture with its words in Chinese."""

    def said(match: re.Match[str]) -> str:
        text, numbers, rest = unescape(match[1]).partition(": n=")
        rest = rest.replace(" elements, ", " 个元素，").replace(", ", "，")
        return f">{escape(WORDS.get(text, text) + numbers.replace(': ', '：') + rest)}<"

    return _spaced(re.sub(r">([^<\n]+)<", said, picture))


_LEGEND = re.compile(r'(<rect class="cell \w+" )x="\d+"(.* width="14" .*\n<text )x="\d+"(.* font-size="11">(.*)</text>)')


def _spaced(picture: str) -> str:
    """A picture whose legend takes the room that its words need."""
    x = 10

    def placed(match: re.Match[str]) -> str:
        nonlocal x
        here = f'{match[1]}x="{x}"{match[2]}x="{x + 20}"{match[3]}'
        x += 44 + sum(11 if letter > "\u2fff" else 7 for letter in unescape(match[4]))
        return here

    return _LEGEND.sub(placed, picture)


OF_RULES = {
    "MST202": (
        "mst202",
        "PyTorch 的 padding=1, output_padding=1 返回完整结果的第 1 到 8 个元素。MindSpore 的 padding=1 返回第 1 到 7 个：叉。"
        "padding=(1, 0, 1, 0) 返回第 1 到 8 个：勾。",
    ),
    "MST203": (
        "mst203",
        "PyTorch 的 padding=1, output_padding=1 返回第 1 到 8 个元素。MindSpore 的 padding=1, output_padding=1 "
        "返回第 1 到 7 个和一个 0：叉。padding=(1, 0, 1, 0) 返回第 1 到 8 个：勾。",
    ),
    "MST204": (
        "mst204",
        "PyTorch 的 padding=1, output_padding=1 返回第 1 到 8 个元素。MindSpore 的 padding=1 加上补在首端的 nn.Pad 返回一个 0"
        "和第 1 到 7 个：叉。padding=(1, 0, 1, 0) 返回第 1 到 8 个：勾。",
    ),
    "MST205": (
        "mst205",
        'PyTorch 的 padding=1, output_padding=1 返回第 1 到 8 个元素。"same" 返回第 0 到 7 个：叉。'
        "padding=(1, 0, 1, 0) 返回第 1 到 8 个：勾。",
    ),
    "MST206": (
        "mst206",
        '完整结果止于第 10 个元素，PyTorch 的 padding=0 也止于此。"valid" 多返回一个元素，即偏置：叉。'
        '"pad" 加 padding=0 止于第 10 个：勾。',
    ),
}
