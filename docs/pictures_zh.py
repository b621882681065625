"""What the pictures of the rules show, in Chinese."""

from __future__ import annotations

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
