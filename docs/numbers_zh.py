"""What was measured, on Chinese pages: the numbers of the English page, in tables and sentences, with Chinese around them."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parent
_COPIED = re.compile(r"(?<=<!-- 表格由 docs\.generate 取自英文页 -->\n).*?(?=^<!-- 表格完 -->)", re.DOTALL | re.MULTILINE)
_TABLE = re.compile(r"^\|.*\|\n\|[-| ]+\|\n(?:\|.*\|\n)+", re.MULTILINE)

WORDS = {
    "a dict changed in place": "就地改动的 dict",
    "a dict of options": "选项的 dict",
    "a layer that does not exist": "不存在的层",
    "a local variable": "局部变量",
    "agree": "一致",
    "all passed": "全部通过",
    "an item picked by a key": "由键选出的元素",
    "augmented assignments": "增量赋值",
    "bound": "界限",
    "check a tree without a layer": "检查没有该层的目录树",
    "check an empty folder": "检查空文件夹",
    "check another checkout of it with the same cache": "用同一缓存检查它的另一份检出",
    "check the tree again, unchanged": "再次检查未改动的目录树",
    "check the tree with --no-cache": "用 --no-cache 检查目录树",
    "constructors by inspect": "构造签名（inspect）",
    "constructors in the wheel's source": "构造签名（安装包源码）",
    "context managers of the text": "代码中定义的上下文管理器",
    "decidable raises": "可判定的异常",
    "default weights": "默认权重",
    "descriptors and special methods": "描述符与特殊方法",
    "found": "发现",
    "generators, run in turns with what takes their items": "与使用者交替运行的生成器",
    "`global` and `nonlocal`": "`global` 与 `nonlocal`",
    "`if` on what is known": "以已知的值为条件的 `if`",
    "in the program": "程序的写法",
    "largest": "最大",
    "nested tables": "嵌套的表",
    "not met": "未达到",
    "not run": "未运行",
    "ours": "本工具",
    "peak memory": "内存峰值",
    "Python alone": "仅 Python",
    "ratio": "比值",
    "read and search it": "读取并搜索",
    "release": "版本",
    "ruff's F rules, no cache": "ruff 的 F 规则，不用缓存",
    "`setattr`, `__dict__`": "`setattr` 与 `__dict__`",
    "start": "启动",
    "state of the module": "模块的状态",
    "std": "标准差",
    "subclasses": "子类",
    "tests": "测试",
    "the layer imported by its name": "按名称导入的层",
    "the layer in a variable": "变量中的层",
    "the layer taken by `getattr`": "由 `getattr` 取得的层",
    "the layer taken from a table": "从表中取出的层",
    "theirs": "对方",
    "unpacking": "解包",
    "values changed by a function": "由函数改动的值",
    "what": "内容",
}


SENTENCES = (
    (
        "known-limits.md",
        r"Of (?P<all>[\d,]+) decidable raises (?P<found>\d+) % were found, "
        r"(?P<sure>\d+) % as certain and (?P<rest>\d+) % as inferred",
        "{all} 次可判定的异常中发现了 {found}%，{sure}% 为确定，{rest}% 为推断",
    ),
    (
        "README.md",
        r"In (?P<all>\d+) public repositories it reports (?P<found>\d+) faults\. "
        r"\[Each was run in the frameworks, and all (?P<true>\d+) are real\]",
        "在 {all} 个公开代码库中报告了 {found} 处问题，[逐条在框架中运行，{true} 处全部属实]",
    ),
    ("README.md", r"\[(?P<true>\d+) of (?P<all>\d+) true\]", "[{all} 条中 {true} 条属实]"),
    (
        "README.md",
        r"\[(?P<found>\d+) of (?P<all>\d+) that raise are reported, none of (?P<run>\d+) that run\]",
        "[会抛出异常的 {all} 处报告了 {found} 处，能运行的 {run} 处没有误报]",
    ),
    (
        "README.md",
        r"\[(?P<equal>\d+) of (?P<equals>\d+) called equal are, (?P<other>\d+) of (?P<others>\d+) called different are;"
        r" (?P<open>\d+) are left open\]",
        "[称为等价的 {equals} 对中 {equal} 对等价，称为不同的 {others} 对中 {other} 对不同；{open} 对未定]",
    ),
    (
        "README.md",
        r"\[(?P<equal>\d+) of (?P<all>\d+) equal, (?P<refused>\d+) refused with the reason\]",
        "[{all} 个中 {equal} 个等价，{refused} 个说明原因后拒绝]",
    ),
    (
        "README.md",
        r"\[(?P<sure>[\d,]+) certain findings, none false; no safe fix changed what ran; (?P<found>\d+) % of the raises",
        "[{sure} 条确定的结果没有一条有误；没有一处安全修复改变了能运行的程序；可由代码判定的异常发现了 {found}%",
    ),
)
"""Of a page: the English sentence, by the numbers in it, and the Chinese one."""


def with_numbers(path: Path, text: str) -> str:
    """`text` of a Chinese page with the numbers that its English page has, in its sentences and tables."""
    name = "README.md" if path.name == "README_CN.md" else path.name
    for page, english, chinese in SENTENCES:
        if page == name:
            found = re.search(english, _english(page))
            if found is None:
                raise SystemExit(f"{page}: no sentence like {english}")
            old = re.sub(r"\\{\w+\\}", "[\\\\d,]+", re.escape(chinese))
            text, number = re.subn(old, chinese.format(**found.groupdict()), text)
            if number != 1:
                raise SystemExit(f"{path}: no sentence like {chinese}")
    return _with_tables(path, text)


def _english(page: str) -> str:
    return (DOCS.parent if page == "README.md" else DOCS).joinpath(page).read_text(encoding="utf-8")


def _with_tables(path: Path, text: str) -> str:
    """`text` of a Chinese page with the tables of its English page, in their order, where it marks their places."""
    english = _english(path.name) if "取自英文页" in text else ""
    tables = iter(_TABLE.findall(english))
    return _COPIED.sub(lambda _: _in_chinese(next(tables)), text)


def _in_chinese(table: str) -> str:
    for word in sorted(WORDS, key=len, reverse=True):
        table = re.sub(rf"(?<![\w`]){re.escape(word)}(?![\w`=])", WORDS[word], table)
    return re.sub(r"(?<=\d) %", "%", table)
