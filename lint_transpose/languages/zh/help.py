"""What `--help` says, in Chinese, by the English."""

from __future__ import annotations

HELP = {
    # 命令
    "Report what raises, and what computes something else than PyTorch's layer.": "报告会抛出异常的代码，"
    "以及结果与 PyTorch 层不同的代码。",
    "Compare a port with its original, layer by layer.": "把迁移代码与原代码逐层对照。",
    "Write PyTorch's transposed convolutions as exact MindSpore layers.": "把 PyTorch 的转置卷积写成等价的 MindSpore 层。",
    "Explain a rule.": "解释一条规则。",
    "Print the JSON schema of the configuration.": "输出配置的 JSON schema。",
    "Speak the Language Server Protocol, for editors.": "以 Language Server Protocol 与编辑器通信。",
    "Checks MindSpore's transposed convolutions.": "检查 MindSpore 的转置卷积。",
    "report what raises, and what computes something else than PyTorch's layer": "报告会抛出异常的代码，"
    "以及结果与 PyTorch 层不同的代码",
    "compare a port with its original, layer by layer": "把迁移代码与原代码逐层对照",
    "write PyTorch's transposed convolutions as exact MindSpore layers": "把 PyTorch 的转置卷积写成等价的 MindSpore 层",
    "explain a rule": "解释一条规则",
    "print the JSON schema of the configuration": "输出配置的 JSON schema",
    "speak the Language Server Protocol, for editors": "以 Language Server Protocol 与编辑器通信",
    "Exit status: 0 nothing to report, 1 findings, 2 a wrong call or configuration, or an unreadable file.": "退出状态："
    "0 没有可报告的，1 有检查结果，2 调用或配置有误，或有文件无法读取。",
    "Editors start it; it speaks the Language Server Protocol on standard input and output.": "由编辑器启动，"
    "在标准输入输出上使用 Language Server Protocol。",
    # 分组
    "positional arguments": "位置参数",
    "options": "选项",
    "which files": "哪些文件",
    "which rules": "哪些规则",
    "fixing": "修复",
    "adopting": "在已有代码库中采用",
    "report": "报告",
    "speed": "速度",
    "configuration": "配置",
    # 选项
    "show this help message and exit": "显示此帮助",
    "show program's version number and exit": "显示版本号",
    "files, folders, or - for standard input; default: .": "文件、文件夹，或以 - 表示标准输入；默认：.",
    "read paths from FILE, or - for standard input: one a line, or NUL between them": "从 FILE 读取路径（- 为标准输入）："
    "每行一个，或以 NUL 分隔",
    "what standard input is called; default: -": "标准输入的名称；默认：-",
    "leave these out in place of the default folders": "跳过这些，取代默认的文件夹",
    "leave these out as well; default: none": "也跳过这些；默认：无",
    "in folders, also the Python blocks of .md files; default: no": "文件夹中还检查 .md 文件的 Python 代码块；默认：否",
    "list the files that would be checked, and end": "列出会检查的文件，然后结束",
    "only these; default: those that are on by default": "只用这些；默认：默认开启的规则",
    "these too; default: none": "也用这些；默认：无",
    "not these, nor those that the file ignores": "不用这些，配置文件所忽略的也不用",
    "not these in such files; default: none": "在这些文件中不用这些规则；默认：无",
    "the release that the code is for; default: the newest (announced: the announced constructor)": "目标版本；默认：最新"
    "（announced：已预告的构造签名）",
    "the release to write for; default: the newest (announced: the announced constructor)": "为哪个版本生成；默认：最新"
    "（announced：已预告的构造签名）",
    "whether the code is a port of PyTorch code; default: auto": "代码是否从 PyTorch 迁移而来；默认：auto",
    "what to suggest for output_padding; default: exact": "对 output_padding 建议什么；默认：exact",
    "certain leaves out what is inferred; default: inferred": "certain 不报告推断的结果；默认：inferred",
    "look into the project's modules that a file imports; default: no": "读取文件所导入的项目模块；默认：否",
    "look into the project's files that a file imports": "读取文件所导入的项目文件",
    "apply the safe fixes": "应用安全修复",
    "print what --fix would change, and change nothing": "只输出 --fix 会作的改动，不修改文件",
    "with --fix or --diff: also the fixes that change numbers": "与 --fix 或 --diff 同用：包括会改变数值的修复",
    "with --fix: list what was fixed, on standard error": "与 --fix 同用：在标准错误上列出修复了什么",
    "with --fix: exit status 1 where something was fixed": "与 --fix 同用：有修复时退出状态为 1",
    "leave out the findings that FILE holds; default: none": "不报告 FILE 中已有的检查结果；默认：无",
    "write all findings to FILE, and end": "把所有检查结果写入 FILE，然后结束",
    "write a # noqa comment where a finding is reported, and end": "在每个检查结果处写 # noqa 注释，然后结束",
    "only findings on lines that differ from this git revision; default: all": "只报告与该 git 版本不同的行；默认：全部",
    "the language of what is said; default: that of the terminal, English in files and for programs": "消息的语言；"
    "默认：终端的语言，文件和供程序读取的格式为英文",
    "write the report there; default: standard output": "把报告写到该文件；默认：标准输出",
    "write the report there": "把报告写到该文件",
    "count the findings by rule in place of listing them (text, json)": "按规则计数，不逐一列出（text、json）",
    "nothing but findings and errors": "只输出检查结果和错误",
    "colours in text, full and --diff; default: auto (NO_COLOR, FORCE_COLOR)": "text、full 和 --diff 的颜色；"
    "默认：auto（NO_COLOR、FORCE_COLOR）",
    "exit status 0 in spite of findings": "有检查结果时退出状态也为 0",
    "check in N processes, 0: as many as there are processors; default: 1": "用 N 个进程检查，0 为处理器的个数；默认：1",
    "neither use nor keep what is known of files that did not change": "不使用也不保存没有变的文件的结果",
    "read this file; default: the nearest pyproject.toml": "读取该文件；默认：最近的 pyproject.toml",
    "read this file instead of the nearest pyproject.toml": "读取该文件，而不是最近的 pyproject.toml",
    "read no pyproject.toml": "不读取 pyproject.toml",
    "print the settings for each path as TOML, and end": "以 TOML 输出每个路径的配置，然后结束",
    "the PyTorch file or folder; file.py::Net for one class": "PyTorch 文件或文件夹；file.py::Net 为其中一个类",
    "the file or folder that ports it; default: TORCH, which holds both": "迁移代码的文件或文件夹；默认：TORCH，两者都在其中",
    "a PyTorch layer or class = its port": "PyTorch 的层或类 = 迁移后的",
    "one of %(choices)s; default: text": "%(choices)s 之一；默认：text",
    "default: %(default)s": "默认：%(default)s",
    "mint where it has the layer (Ascend only); default: nn": "mint 有该层时用 mint（只用于 Ascend）；默认：nn",
    "write a module of cells that take PyTorch's arguments, and nothing else": "写出一个模块，其中的层接收 PyTorch 的参数",
    "print what a PyTorch state dict needs to be loaded into the layers": "输出 PyTorch 的 state dict 加载到这些层所需的转换",
    "print what --write would do as a diff, and change nothing": "以 diff 输出 --write 会作的改动，不修改文件",
    "write the layers into the files; what one line cannot hold as # TODO(port)": "把层写入文件；"
    "一行写不下的成为 # TODO(port)",
    "a code (MST101), symbol or pylint message id": "代码（MST101）、名称或 pylint 的编号",
    "every rule": "所有规则",
    "the only way to speak, and the default": "唯一的通信方式，也是默认值",
}
