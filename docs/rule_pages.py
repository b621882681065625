"""The pages of the rules and their table, in each language."""

from __future__ import annotations

import re
from pathlib import Path

from docs.cases import case
from docs.pictures import OF_RULES
from docs.pictures_zh import OF_RULES as OF_RULES_ZH
from lint_transpose import check_source
from lint_transpose.languages import said
from lint_transpose.report.links import HOME
from lint_transpose.report.page import USE_INSTEAD, in_language, page
from lint_transpose.rules import RULES, Rule
from lint_transpose.settings import Language

DOCS = Path(__file__).parent
ROOTS: dict[Language, Path] = {"en": DOCS, "zh": DOCS / "zh"}
WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Rules",
        "about": "`lint-transpose rule CODE` shows a rule's page in the terminal. Made by `python -m docs.generate`.",
        "MST1": "It raises",
        "MST2": "It runs, and computes something else than the PyTorch layer",
        "MST3": "The release",
        "MST4": "Porting help on PyTorch code",
        "family": "## {family}: {title}",
        "head": "| code | name | reports | pylint | default | fix of the example |",
        "on": "on",
        "off": "off",
        "safe": "safe",
        "unsafe": "unsafe",
        "none": "none",
        "picture": "[The window picture]({address}) opens with this case.",
        "precedence": "## Which rule speaks where several could",
        "once": "One cause is reported once, on one case of a layer.",
        "columns": "| rules | leave to | what |",
        "everything": "everything",
        "beside": "everything, beside its message `{name}`",
        "others": "all others",
        "messages": "its messages {names}",
        "changed": "what to write, where both are on and want the same argument changed",
        "comma": ", ",
        "see": "## See also",
        "documented": "The frameworks' documentation: {links}.",
        "options": "Options: {links}.",
        "porting": "../configuration.md#is-the-code-a-port",
        "limits": "[How sure a finding is](../how-sure.md), and [what is not followed](../known-limits.md).",
        "since": "Since lint-transpose 0.1.0.",
    },
    "zh": {
        "title": "规则",
        "about": "`lint-transpose rule CODE --language zh` 在终端显示一条规则的说明。由 `python -m docs.generate` 生成。",
        "MST1": "抛出异常",
        "MST2": "能运行，但与 PyTorch 层的结果不同",
        "MST3": "版本差异",
        "MST4": "迁移 PyTorch 代码",
        "family": "## {family}：{title}",
        "head": "| 代码 | 名称 | 报告的内容 | pylint | 默认 | 示例的修复 |",
        "on": "开启",
        "off": "关闭",
        "safe": "安全",
        "unsafe": "非安全",
        "none": "无",
        "picture": "[窗口图]({address})可以直接打开这个例子。",
        "precedence": "## 多条规则都适用时由哪条报告",
        "once": "对一个层的一种情形，同一个原因只报告一次。",
        "columns": "| 规则 | 让给 | 内容 |",
        "everything": "全部",
        "beside": "全部，当其消息为 `{name}` 时",
        "others": "其他所有规则",
        "messages": "消息 {names}",
        "changed": "“请写……”的部分：两条规则都开启、且要改同一个参数时",
        "comma": "、",
        "see": "## 另请参见",
        "documented": "两个框架的文档：{links}。",
        "options": "选项：{links}。",
        "porting": "../configuration.md#代码是迁移来的吗",
        "limits": "[检查结果有多确定](../how-sure.md)，以及[没有追踪的情形](../known-limits.md)。",
        "since": "自 lint-transpose 0.1.0 起。",
    },
}


_TORCH = "https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose{d}d.html"
_MINDSPORE = "https://www.mindspore.cn/docs/{language}/master/api_python/nn/mindspore.nn.Conv{d}dTranspose.html"
_OPTIONS = {
    "mindspore-version": ("MST103", "MST104", "MST106", "MST108", "MST209", "MST3", "MST4"),
    "porting": ("MST201", "MST202", "MST205", "MST206", "MST208", "MST209", "MST210"),
    "counterparts": ("MST20", "MST210"),
    "stand-in": ("MST202", "MST203", "MST204"),
    "confidence": ("MST",),
}
"""The keys of the configuration that change what rules report, with the beginnings of their codes."""


def documents() -> dict[Path, str]:
    """Every page of the rules, with what it must hold."""
    pages: dict[Path, str] = {}
    for language, root in ROOTS.items():
        folder = root / "rules"
        pages |= {folder / f"{rule.code}.md": with_picture(rule, language) for rule in RULES}
        pages[folder / "README.md"] = index(language)
    return pages


def with_picture(rule: Rule, language: Language) -> str:
    """A rule's page with a picture of its window, where there is one, and the way to the interactive one."""
    parts = []
    pictures = OF_RULES if language == "en" else OF_RULES_ZH
    if rule.code in pictures:
        name, seen = pictures[rule.code]
        parts.append(f"![{seen}](../pictures/{name}.svg)")
    fields = case(rule)
    if fields is not None:
        address = f"{HOME}/{'' if language == 'en' else f'{language}/'}window-picture.html#{fields}"
        parts.append(WORDS[language]["picture"].format(address=address))
    before = said(USE_INSTEAD, language)
    picture = "".join(f"{part}\n\n" for part in parts)
    return page(rule, language).replace(before, picture + before, 1) + see_also(rule, language)


def see_also(rule: Rule, language: Language) -> str:
    """Where to read on: the documentation of the layers that a rule's page names, its options, what it does not follow."""
    words = WORDS[language]
    named = sorted(set(re.findall(r"Conv(?:Transpose)?([123])d", rule.bad + rule.explanation))) or ["2"]
    site = {"en": "en", "zh": "zh-CN"}[language]
    links = [f"[torch.nn.ConvTranspose{d}d]({_TORCH.format(d=d)})" for d in named]
    links += [f"[mindspore.nn.Conv{d}dTranspose]({_MINDSPORE.format(language=site, d=d)})" for d in named]
    keys = [key for key, codes in _OPTIONS.items() if rule.code.startswith(codes)] + ["extend-select"] * rule.opt_in
    options = [f"[`{key}`]({words['porting'] if key == 'porting' else '../configuration.md'})" for key in keys]
    lines = (
        words["documented"].format(links=words["comma"].join(links)),
        words["options"].format(links=words["comma"].join(options)),
        words["limits"],
        words["since"],
    )
    return "\n".join(["", words["see"], "", *(f"- {line}" for line in lines)]) + "\n"


def index(language: Language) -> str:
    """The table of the rules, a section for each family."""
    words = WORDS[language]
    parts = [f"# {words['title']}", words["about"]]
    for family in ("MST1", "MST2", "MST3", "MST4"):
        rows = [row(rule, language) for rule in RULES if rule.code.startswith(family)]
        head = [words["head"], "|---|---|---|---|---|---|"]
        parts += [words["family"].format(family=family, title=words[family]), "\n".join(head + rows)]
    return "\n\n".join([*parts, *precedence(language)]) + "\n"


def precedence(language: Language) -> list[str]:
    """Which rule leaves a report to which others, as `Rule.yields` says it."""
    words = WORDS[language]
    groups: dict[tuple[str, str], list[str]] = {}
    for rule in RULES:
        for name in rule.alone:
            groups[rule.code, words["beside"].format(name=name)] = [words["others"]]
        for yields in rule.yields:
            names = words["comma"].join(f"`{name}`" for name in yields.messages)
            which = words["messages"].format(names=names) if names else words["everything"]
            groups.setdefault((", ".join(yields.to), words["changed"] if yields.instead else which), []).append(rule.code)
    rows = [words["columns"], "|---|---|---|"]
    rows += [f"| {', '.join(codes)} | {elders} | {what} |" for (elders, what), codes in groups.items()]
    return [words["precedence"], words["once"], "\n".join(rows)]


def row(rule: Rule, language: Language) -> str:
    """One line of the table; the fix is that of the rule's bad example."""
    words = WORDS[language]
    found = check_source(rule.bad, settings=rule.settings)
    fixes = {"safe" if finding.fix.safe else "unsafe" for finding in found if finding.fix}
    fix = "safe" if "safe" in fixes else "unsafe" if fixes else "none"
    cells = (
        *(f"[{rule.code}]({rule.code}.md)", rule.symbol, in_language(rule, language).summary, rule.pylint_id),
        *(words["off" if rule.opt_in else "on"], words[fix]),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
