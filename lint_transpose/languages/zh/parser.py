"""What argparse says of its own, in Chinese, by its templates."""

from __future__ import annotations

PARSER = {
    "usage:": "用法：",
    "%(prog)s: error: %(message)s\n": "%(prog)s: 错误：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "无效的取值：%(value)r（可用：%(choices)s）",
    "invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)": "无效的取值：%(value)r，"
    "是否指 %(suggestion)r？（可用：%(choices)s）",
    "invalid %(type)s value: %(value)r": "无效的值：%(value)r",
    "expected one argument": "需要一个值",
    "expected at most one argument": "最多一个值",
    "expected at least one argument": "至少一个值",
    "expected %s argument": "需要 %s 个值",
    "expected %s arguments": "需要 %s 个值",
    "ignored explicit argument %r": "不接受值 %r",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 不明确，可能是 %(matches)s",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "未知的参数：%s",
}
