"""Remarks that say of a file that it is a port from PyTorch."""

from __future__ import annotations

import pytest

from lint_transpose import check_source

LAYER = 'from mindspore import nn\nup = nn.Conv2dTranspose(8, 4, 4, 2, "pad", 1)\n'


@pytest.mark.parametrize(
    "remark",
    [
        "# 参考torch实现",
        "# 由 torch 版本迁移而来",
        "# 移植自 Torch",
        "# 与torch对齐",
        "# 结果与 torch 保持一致。",
        "# 从torch代码改写",
        "# ported from torch",
        "# a port of torch's generator",
        "# 移植自 PyTorch",
        '"""上采样模块。\n\n由torch实现迁移。\n"""',
    ],
)
def test_a_port(remark: str) -> None:
    assert [finding.code for finding in check_source(f"{remark}\n{LAYER}")] == ["MST201"]


@pytest.mark.parametrize(
    "remark",
    [
        "# 不依赖 torch",
        "# torch",
        "# 参考论文实现",
        "# 迁移学习的解码器",
        "# 参考 torchvision 的目录结构",
        "# 用 torch.save 写的文件迁移到别处",
        "# a blowtorch of a model, ported from caffe",
        '"""torch 的日志。\n\n参考论文。\n"""',
        'NAME = "参考torch实现"',
    ],
)
def test_no_port(remark: str) -> None:
    assert check_source(f"{remark}\n{LAYER}") == []
