// The page "Try it": two texts, and what the package says of them. Python is loaded on a click, by worker.js.

const TEXTS = {
  en: {
    load: "Load it (14 MB from this site)", loading: "Loading Python and lint-transpose …", ready: "Ready.",
    failed: "It could not be loaded: ", language: "Messages in", torch: "PyTorch", mindspore: "MindSpore",
    fixAll: "Apply all safe fixes", port: "Port the PyTorch text", compare: "Compare the two", apply: "Apply", safe: "safe", unsafe: "unsafe", changes: "changes what the layer computes", aside: (text, what) => `${text} (${what})`,
    findings: "What is found in the MindSpore text", none: "Nothing to report.", show: "show it in the text", row: (row, column) => `${row}:${column}`,
    report: "What port and compare print", empty: "Nothing yet.",
  },
  zh: {
    load: "加载（从本站下载 14 MB）", loading: "正在加载 Python 和 lint-transpose ……", ready: "已就绪。",
    failed: "加载失败：", language: "消息语言", torch: "PyTorch", mindspore: "MindSpore",
    fixAll: "应用全部安全修复", port: "迁移 PyTorch 代码", compare: "对照两段代码", apply: "应用", safe: "安全", unsafe: "非安全", changes: "会改变该层的计算结果", aside: (text, what) => `${text}（${what}）`,
    findings: "MindSpore 代码的检查结果", none: "没有检查结果。", show: "在代码中选中", row: (row, column) => `${row}:${column}`,
    report: "port 和 compare 的输出", empty: "尚无输出。",
  },
};

const TORCH = `from torch import nn


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.up1 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)
        self.up2 = nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)
        self.out = nn.ConvTranspose2d(16, 3, 4, 2, 1)
`;
const MINDSPORE = `from mindspore import nn


# ported-from: torch_model.py::Generator
class Generator(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up1 = nn.Conv2dTranspose(64, 32, 3, 2, "pad", 1, output_padding=1, has_bias=True)
        self.up2 = nn.Conv2dTranspose(32, 16, 4, stride=2, padding=1, has_bias=True)
        self.out = nn.Conv2dTranspose(16, 3, 4, 2, "pad", 1)
`;

function made(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function mount(root) {
  let language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  let worker = null, next = 0, isReady = false, wait = 0;
  const waiting = new Map();
  const say = () => TEXTS[language];
  const labels = [];
  const label = (element, key) => {
    labels.push(() => { element.textContent = say()[key]; });
    return element;
  };
  const status = made("p", { class: "try-status", role: "status" });
  let said = "";
  const tell = (key, more = "") => {
    said = key;
    status.textContent = key ? say()[key] + more : "";
  };
  const area = (name, text) => {
    const element = made("textarea", { name, rows: text.split("\n").length + 1, spellcheck: "false", autocapitalize: "off", wrap: "off", oninput: soon });
    element.value = text;
    return element;
  };
  const torch = area("torch", TORCH), mindspore = area("mindspore", MINDSPORE);
  const findings = made("ol", { class: "try-findings" });
  const report = made("pre", { class: "try-report", tabindex: "0" });
  const choice = made("select", { name: "language", onchange: () => { language = choice.value; relabel(); soon(); again(); } },
    made("option", { value: "en", lang: "en" }, "English"), made("option", { value: "zh", lang: "zh" }, "中文"));
  choice.value = language;
  const load = label(made("button", { type: "button", class: "try-load", onclick: start }), "load");
  const tools = ["fixAll", "port", "compare"].map((key) =>
    label(made("button", { type: "button", name: key, disabled: "", onclick: () => run(key) }), key));

  root.replaceChildren(
    made("p", { class: "try-bar" }, load, made("label", {}, label(made("span"), "language"), " ", choice)),
    status,
    made("div", { class: "try-texts" },
      made("label", {}, label(made("span"), "torch"), torch),
      made("label", {}, label(made("span"), "mindspore"), mindspore)),
    made("p", { class: "try-bar" }, ...tools),
    label(made("h3"), "findings"), findings,
    label(made("h3"), "report"), report,
  );
  relabel();

  function relabel() {
    labels.forEach((relabelled) => relabelled());
    report.dataset.empty = say().empty;
    if (said) tell(said);
  }
  function start() {
    load.disabled = true;
    tell("loading");
    worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }) => {
      if (data.ready) {
        isReady = true;
        root.dataset.ready = "yes";
        load.hidden = true;
        tools.forEach((tool) => { tool.disabled = false; });
        tell("ready");
        check();
      } else if (data.number === undefined) {
        tell("failed", data.failed);
      } else {
        const { resolve, reject } = waiting.get(data.number);
        waiting.delete(data.number);
        data.failed ? reject(new Error(data.failed)) : resolve(data.answer);
      }
    });
    worker.addEventListener("error", (event) => tell("failed", event.message));
  }
  function ask(task, more = {}) {
    const number = next++;
    const asked = { task, language, torch: torch.value, mindspore: mindspore.value, ...more };
    return new Promise((resolve, reject) => {
      waiting.set(number, { resolve, reject });
      worker.postMessage({ number, asked });
    });
  }
  function soon() {
    clearTimeout(wait);
    if (isReady) wait = setTimeout(check, 300);
  }
  let latest = 0;
  async function check() {
    const mine = ++latest;
    root.dataset.checked = "no";
    const answer = await ask("check").catch((error) => ({ findings: [], problems: error.message }));
    if (mine !== latest) return; // the text has changed since
    findings.replaceChildren(...answer.findings.map(shown));
    if (answer.problems) findings.append(made("li", { class: "problem" }, answer.problems));
    else if (!answer.findings.length) findings.append(made("li", { class: "none" }, say().none));
    root.dataset.checked = "yes";
  }
  function shown(finding) {
    const { row, column } = finding.location;
    const place = made("button", { type: "button", class: "try-place", title: say().show, onclick: () => select(finding) }, say().row(row, column));
    const code = made("a", { href: `../${language === "zh" && zhRules ? "zh/" : ""}rules/${finding.code}.html`, class: `severity-${finding.severity}` }, finding.code);
    code.href = new URL(code.getAttribute("href"), import.meta.url).href;
    const item = made("li", { lang: language, "data-code": finding.code }, place, " ", code, " ", finding.message);
    if (finding.fix && finding.fix.edits.length) {
      const kind = finding.fix.applicability === "safe" ? "safe" : "unsafe";
      item.append(" ", made("button", { type: "button", class: `try-fix ${kind}`, title: kind === "safe" ? finding.fix.message : say().aside(finding.fix.message, say().changes), onclick: () => fix(finding) }, say().aside(say().apply, say()[kind])));
    }
    return item;
  }
  function select(finding) {
    const lines = mindspore.value.split("\n");
    const offset = ({ row, column }) => lines.slice(0, row - 1).reduce((sum, line) => sum + line.length + 1, 0)
      + [...lines[row - 1]].slice(0, column - 1).join("").length;
    mindspore.focus();
    mindspore.setSelectionRange(offset(finding.location), offset(finding.end_location));
  }
  async function fix(finding) {
    const answer = await ask("fix", { fix: finding.fix });
    mindspore.value = answer.mindspore;
    await check();
  }
  let last = "";
  async function run(key) {
    const answer = await ask(key === "fixAll" ? "fix_all" : key).catch((error) => ({ text: error.message }));
    if (key === "fixAll") {
      mindspore.value = answer.mindspore;
      await check();
    } else {
      last = key;
      report.textContent = answer.text;
    }
  }
  function again() {
    if (isReady && last) run(last);
  }
}

// Whether the site has Chinese pages beside the English ones: the page says so itself.
const zhRules = document.querySelector(".other-language") !== null;
for (const root of document.querySelectorAll(".try-here")) mount(root);
