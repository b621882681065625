// The window theory of lint_transpose/layers/window.py, held to it by tests/site/test_window.py, and the picture of it.

// -- the theory: integers only, nothing of the page -----------------------------------------------------------------------

export const reach = (kernel, dilation = 1) => dilation * (kernel - 1) + 1;

// A window [lo, F - hi) of the full result, between `head` and `zeros` plain zeros.
const window_ = (lo, hi, zeros = 0, head = 0) => ({ lo, hi, zeros, head });
export const torchWindow = (padding, outputPadding = 0) => window_(padding, padding - outputPadding);
export const padWindow = (near, far, zeros = 0, head = 0) => window_(near, far, zeros, head);
export const sameWindow = (reach, stride) => {
  const lo = Math.floor(Math.max(reach - stride, 0) / 2);
  return window_(lo, reach - stride - lo);
};
export const validWindow = (reach, stride) => window_(0, Math.min(reach - stride, 0));
// The window of the full result of an input, once zeros were added at the input's end.
export const ofExtended = (w, end, stride) => window_(w.lo, w.hi - end * stride, w.zeros, w.head);

export const length = (w, n, stride, reach) => (n - 1) * stride + reach - w.lo - w.hi + w.zeros + w.head;

const gcd = (a, b) => (b ? gcd(b, a % b) : a);
const mod = (a, b) => ((a % b) + b) % b;

// Whether any input reaches one of the elements `first` to `end - 1`, counted from an end of the full result.
function touched(first, end, { stride, kernel, dilation }) {
  const inside = Math.ceil(first / dilation);
  if (first < end && inside < kernel && inside * dilation < end) return true;
  const earlier = Math.min(kernel, inside, stride / gcd(stride, dilation));
  for (let tap = 0; tap < earlier; tap++) if (mod(tap * dilation - first, stride) < end - first) return true;
  return false;
}

function sameEnd(crop, zeros, otherCrop, otherZeros, bias, sizes) {
  if (crop - zeros !== otherCrop - otherZeros) return false;
  if (zeros === otherZeros) return true;
  return !bias && !touched(Math.max(Math.min(crop, otherCrop), 0), Math.max(crop, otherCrop), sizes);
}

// Whether layers with these windows and the same stride, kernel and weights return the same values for any input.
export const equals = (a, b, bias, sizes) =>
  sameEnd(a.lo, a.head, b.lo, b.head, bias, sizes) && sameEnd(a.hi, a.zeros, b.hi, b.zeros, bias, sizes);

// What stands at each place, counted from the start of the full result: as docs/pictures.py draws it. Zeros before the window
// stand in the place of what it crops, or before the full result; `before` is how many places that are.
export function kinds(w, n, { stride, kernel, dilation }) {
  const full = (n - 1) * stride + reach(kernel, dilation);
  const reached = new Set();
  for (let index = 0; index < n; index++) for (let tap = 0; tap < kernel; tap++) reached.add(index * stride + tap * dilation);
  const before = Math.max(w.head - w.lo, 0);
  const places = [];
  for (let place = -before; place < full - w.hi; place++) {
    if (place < w.lo) places.push(place < w.lo - w.head ? "cropped" : "zero");
    else places.push(reached.has(place) ? "value" : place < full ? "hole" : "bias");
  }
  for (let zero = 0; zero < w.zeros; zero++) places.push("zero");
  while (places.length - before < full) places.push("cropped");
  return { places, before };
}

// -- the case that is shown -------------------------------------------------------------------------------------------------

// n, k, s, d, p, op, bias: the input and PyTorch's layer. m, a, b, z: MindSpore's, its mode, what it crops at the start and the
// end where the mode is "pad", and how many zeros follow (of output_padding or a Pad) or stand before (of a Pad).
export const DEFAULTS = { n: 4, k: 3, s: 2, d: 1, p: 1, op: 1, bias: 1, m: "pad", a: 1, b: 1, z: 1, h: 0 };
const LEAST = { n: 1, k: 1, s: 1, d: 1, b: -6 };
const MOST = { n: 8, k: 9, s: 6, d: 4, p: 9, op: 6, a: 9, b: 9, z: 6, h: 6 };

// A case from the part of an address behind "#"; what is missing or no number in range is as in DEFAULTS.
export function parsed(text) {
  const given = new URLSearchParams(text.replace(/^#/, ""));
  const found = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS)) {
    const value = given.get(name);
    if (value === null) continue;
    if (name === "m") {
      if (["pad", "same", "valid"].includes(value)) found.m = value;
    } else if (name === "bias") {
      found.bias = value === "0" ? 0 : 1;
    } else if (/^-?\d$/.test(value) && +value >= (LEAST[name] ?? 0) && +value <= MOST[name]) {
      found[name] = +value;
    }
  }
  return found;
}

export const address = (state) => new URLSearchParams(state).toString();

// The rows of the picture: a framework, a key and values for its text, the window, whether it equals PyTorch's.
export function rows(state) {
  const { n, k, s, d, p, op, bias, m, a, b, z, h } = state;
  const sizes = { stride: s, kernel: k, dilation: d };
  const K = reach(k, d);
  const own = m === "same" ? sameWindow(K, s) : m === "valid" ? validWindow(K, s) : padWindow(a, b, z, h);
  const original = torchWindow(p, op);
  const beyond = Math.max(op - p, 0);
  const extra = Math.ceil(beyond / s);
  const crop = extra * s - beyond;
  const made = [
    { who: "PyTorch", key: "torch", values: { p, op }, window: original },
    { who: "MindSpore", key: m !== "pad" ? m : z || h ? "zeros" : b < 0 ? "computed" : "pad", values: m !== "pad" ? {} : z || h ? { a, b, z, h } : { a, b }, window: own, own: true },
    op <= p
      ? { who: "MindSpore", key: "pad", values: { a: p, b: p - op }, window: padWindow(p, p - op) }
      : { who: "MindSpore", key: "extended", values: { p, crop, extra }, window: ofExtended(padWindow(p, crop), extra, s) },
    { who: "MindSpore", key: "pad", values: { a: p, b: p }, window: padWindow(p, p) },
    { who: "MindSpore", key: "zeros", values: { a: p, b: p, z: op, h: 0 }, window: padWindow(p, p, op) },
    { who: "MindSpore", key: "same", values: {}, window: sameWindow(K, s) },
    { who: "MindSpore", key: "valid", values: {}, window: validWindow(K, s) },
  ];
  const shown = made.filter((row, at) => {
    const text = JSON.stringify([row.who, row.key, row.values]);
    return made.findIndex((other) => JSON.stringify([other.who, other.key, other.values]) === text) === at && !(row.key === "zeros" && !row.values.z && !row.values.h);
  });
  return shown.map((row) => ({
    ...row,
    ...kinds(row.window, n, sizes),
    length: length(row.window, n, s, K),
    equal: row.who === "PyTorch" ? null : equals(row.window, original, !!bias, sizes),
    why: row.who === "PyTorch" ? null : why(row.window, original, !!bias, sizes),
  }));
}

// In what a window differs first: "short" or "long" by some elements, "shifted" by some, "zeros"; or "" where it does not.
export function why(w, original, bias, sizes) {
  if (equals(w, original, bias, sizes)) return { key: "", by: 0 };
  const by = original.lo + original.hi - (w.lo + w.hi) + w.zeros + w.head - original.zeros - original.head;
  if (by !== 0) return { key: by < 0 ? "short" : "long", by: Math.abs(by) };
  if (w.lo - w.head !== original.lo - original.head) return { key: "shifted", by: Math.abs(w.lo - w.head - (original.lo - original.head)) };
  return { key: "zeros", by: w.zeros + w.head };
}

export const isRefused = ({ s, d, op }) => op >= Math.max(s, d);

// -- the page ---------------------------------------------------------------------------------------------------------------

const TEXTS = {
  en: {
    n: "input length n", k: "kernel_size k", s: "stride s", d: "dilation d", p: "padding", op: "output_padding", bias: "bias",
    m: "pad_mode", a: "crops at start", b: "crops at end", h: "zeros before", z: "zeros after",
    input: "Both layers", torchLayer: "The PyTorch layer", mindsporeLayer: "The MindSpore layer", others: "Others to compare it with",
    full: "the full result",
    torch: ({ p, op }) => `padding=${p}` + (op ? `, output_padding=${op}` : ""),
    pad: ({ a, b }) => `pad_mode="pad", padding=${a === b ? a : `(${a}, ${b}, ${a}, ${b})`}`,
    zeros: ({ a, b, z, h }) => `pad_mode="pad", padding=${a === b ? a : `(${a}, ${b}, ${a}, ${b})`}, ` +
      [h && `${h} zero${h > 1 ? "s" : ""} before`, z && `${z} zero${z > 1 ? "s" : ""} after`].filter(Boolean).join(", "),
    computed: ({ a, b }) => `pad_mode="pad", padding=${a}, output_padding=${a - b} (3-D)`,
    same: () => 'pad_mode="same"', valid: () => 'pad_mode="valid"',
    extended: ({ p, crop, extra }) => `ZeroPad2d((0, ${extra}, 0, ${extra})), padding=(${p}, ${crop}, ${p}, ${crop})`,
    equal: "the same values",
    short: (by) => `too short by ${by}`, long: (by) => `too long by ${by}`, shiftedBy: (by) => `shifted by ${by}`,
    zerosWhy: (by) => `${by} zero${by > 1 ? "s" : ""} where PyTorch has values`,
    refused: "PyTorch refuses this layer: output_padding must be smaller than stride or dilation.",
    nothing: "nothing is left",
    legend: { value: "a value of the full result", cropped: "cropped", hole: "a hole: no input reaches it, only the bias",
      bias: "beyond the full result: only the bias", zero: "an appended zero, without the bias" },
    word: { bias: "bias", hole: "bias", zero: "zero" }, noBias: "0",
    picture: "Which elements of the full result each layer returns",
    link: "Link to this case",
  },
  zh: {
    n: "输入长度 n", k: "kernel_size k", s: "stride s", d: "dilation d", p: "padding", op: "output_padding", bias: "偏置",
    m: "pad_mode", a: "首端裁剪", b: "末端裁剪", h: "前面补零", z: "后面补零",
    input: "两个层共有", torchLayer: "PyTorch 层", mindsporeLayer: "MindSpore 层", others: "供比较的其他写法",
    full: "完整结果",
    torch: ({ p, op }) => `padding=${p}` + (op ? `, output_padding=${op}` : ""),
    pad: ({ a, b }) => `pad_mode="pad", padding=${a === b ? a : `(${a}, ${b}, ${a}, ${b})`}`,
    zeros: ({ a, b, z, h }) => `pad_mode="pad", padding=${a === b ? a : `(${a}, ${b}, ${a}, ${b})`}，` +
      [h && `前面补 ${h} 个零`, z && `后面补 ${z} 个零`].filter(Boolean).join("，"),
    computed: ({ a, b }) => `pad_mode="pad", padding=${a}, output_padding=${a - b} (3-D)`,
    same: () => 'pad_mode="same"', valid: () => 'pad_mode="valid"',
    extended: ({ p, crop, extra }) => `ZeroPad2d((0, ${extra}, 0, ${extra}))，padding=(${p}, ${crop}, ${p}, ${crop})`,
    equal: "等价：结果相同",
    short: (by) => `少 ${by} 个元素`, long: (by) => `多 ${by} 个元素`, shiftedBy: (by) => `错位 ${by} 个元素`,
    zerosWhy: (by) => `${by} 处是补的零，PyTorch 为计算得到的值`,
    refused: "PyTorch 不接受这个层：output_padding 必须小于 stride 或 dilation。",
    nothing: "没有剩下任何元素",
    legend: { value: "完整结果中计算得到的值", cropped: "被裁剪", hole: "空隙：没有输入到达，只有偏置",
      bias: "超出完整结果的部分：只有偏置", zero: "补的零，不含偏置" },
    word: { bias: "偏置", hole: "偏置", zero: "零" }, noBias: "0",
    picture: "每个层返回完整结果中的哪些元素",
    link: "此情形的链接",
  },
};

const SVG = "http://www.w3.org/2000/svg";
const CELL = 30, LINE = 46, TAIL = 56;

function element(name, attributes = {}, ...children) {
  const made = document.createElementNS(name === "svg" || attributes.svg ? SVG : "http://www.w3.org/1999/xhtml", name);
  for (const [key, value] of Object.entries(attributes)) if (key !== "svg") made.setAttribute(key, value);
  made.append(...children);
  return made;
}
const drawn = (name, attributes, ...children) => element(name, { ...attributes, svg: true }, ...children);

export function mount(root) {
  const texts = TEXTS[document.documentElement.lang.startsWith("zh") ? "zh" : "en"];
  let state = parsed(location.hash);
  const controls = element("form", { class: "window-controls" });
  const message = element("p", { class: "window-message", role: "status" });
  const figure = element("div", { class: "window-figure" });
  const link = element("a", { class: "window-link" });
  link.textContent = texts.link;
  root.replaceChildren(controls, message, figure, link);

  function number(name) {
    const input = element("input", { type: "number", name, min: LEAST[name] ?? 0, max: MOST[name], value: state[name] });
    const label = element("label", {}, texts[name], input);
    input.addEventListener("input", () => change(name, input.value));
    return label;
  }
  function change(name, value) {
    state = parsed(address({ ...state, [name]: value }));
    history.replaceState(null, "", `#${address(state)}`);
    draw();
  }
  function fill() {
    const mode = element("select", { name: "m" });
    for (const value of ["pad", "same", "valid"]) {
      const option = element("option", { value });
      option.textContent = `"${value}"`;
      option.selected = value === state.m;
      mode.append(option);
    }
    mode.addEventListener("change", () => change("m", mode.value));
    const bias = element("input", { type: "checkbox", name: "bias" });
    bias.checked = !!state.bias;
    bias.addEventListener("change", () => change("bias", bias.checked ? "1" : "0"));
    const group = (title, ...parts) => {
      const legend = element("legend");
      legend.textContent = title;
      return element("fieldset", {}, legend, ...parts);
    };
    controls.replaceChildren(
      group(texts.input, ...["n", "k", "s", "d"].map(number), element("label", {}, texts.bias, bias)),
      group(texts.torchLayer, ...["p", "op"].map(number)),
      group(texts.mindsporeLayer, element("label", {}, texts.m, mode), ...["a", "b", "h", "z"].map(number)),
    );
  }
  function draw() {
    for (const name of ["a", "b", "h", "z"]) controls.elements[name].disabled = state.m !== "pad";
    message.textContent = isRefused(state) ? texts.refused : "";
    figure.replaceChildren(picture(state, texts));
    link.href = `#${address(state)}`;
  }
  controls.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", () => {
    state = parsed(location.hash);
    fill();
    draw();
  });
  fill();
  draw();
}

function picture(state, texts) {
  const sizes = { stride: state.s, kernel: state.k, dilation: state.d };
  const all = rows(state);
  const whole = kinds(padWindow(0, 0), state.n, sizes).places;
  const verdict = (row) => (row.length <= 0 ? texts.nothing : row.equal === null ? "" : row.equal ? texts.equal
    : { short: texts.short, long: texts.long, shifted: texts.shiftedBy, zeros: texts.zerosWhy }[row.why.key](row.why.by));
  // A letter of the font is 8 wide, a Chinese one 13.
  const wide = (words) => [...words].reduce((sum, letter) => sum + (letter > "\u2fff" ? 13 : 8), 0);
  const labels = 90 + Math.max(...all.map((row) => Math.max(wide(texts[row.key](row.values)), 0.85 * wide(verdict(row))))) + 44;
  const left = labels + Math.max(0, ...all.map((row) => row.before)) * CELL;
  const widest = Math.max(whole.length, ...all.map((row) => row.places.length - row.before));
  const width = left + widest * CELL + TAIL;
  const seen = new Set([...whole, ...all.flatMap((row) => row.places)]);
  const legend = Object.entries(texts.legend).filter(([kind]) => seen.has(kind));
  const height = 20 + (all.length + 1) * LINE + 24 + legend.length * 24;
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, role: "img", class: "window-picture" });
  const spoken = all.map((row) => `${row.who} ${texts[row.key](row.values)}: ${row.length}. ${verdict(row)}`).join("; ");
  const title = drawn("title");
  title.textContent = `${texts.picture}. ${spoken}`;
  svg.append(title);
  const text = (x, y, words, className = "") => {
    const made = drawn("text", { x, y, class: className });
    made.textContent = words;
    svg.append(made);
  };
  const cell = (x, y, kind, size) => svg.append(
    drawn("rect", { x, y, width: size, height: size, class: `cell ${kind}`, ...(kind === "hole" ? { rx: size / 2 } : {}) }));
  const cells = (y, places, before, numbered) => places.forEach((kind, at) => {
    const place = at - before;
    cell(left + place * CELL, y, kind, CELL);
    const bare = !state.bias && (kind === "bias" || kind === "hole");
    const word = numbered || kind === "value" ? `${place}` : kind === "cropped" ? "" : bare ? texts.noBias : texts.word[kind];
    text(left + place * CELL + CELL / 2, y + 20, word, word.length > 2 || /[^\d]/.test(word) ? "in small" : "in");
  });
  text(4, 32, texts.full);
  cells(12, whole, 0, true);
  text(left + whole.length * CELL + 10, 32, `= ${whole.length}`);
  all.forEach((row, at) => {
    const y = 12 + (at + 1) * LINE;
    if (row.own) svg.append(drawn("rect", { x: 0, y: y - 4, width, height: CELL + 8, class: "own", rx: 4 }));
    text(4, y + 20, row.who, "strong");
    text(90, y + (row.who === "PyTorch" ? 20 : 13), texts[row.key](row.values));
    text(90, y + 29, verdict(row), row.equal ? "verdict same" : "verdict differs");
    cells(y, row.places, row.before, false);
    const x = left + (row.places.length - row.before) * CELL + 10;
    text(x, y + 20, row.length > 0 ? `= ${row.length}` : "");
    if (row.equal !== null && row.length > 0) {
      const path = row.equal ? "m2 9 5 5 9 -11" : "m3 3 11 11 m0 -11 -11 11";
      svg.append(drawn("path", { class: row.equal ? "tick" : "cross", d: path, transform: `translate(${labels - 30} ${y + 6})` }));
    }
  });
  legend.forEach(([kind, meaning], at) => {
    const y = 20 + (all.length + 1) * LINE + at * 24;
    cell(4, y, kind, 16);
    text(30, y + 13, meaning);
  });
  return svg;
}

if (typeof document !== "undefined") {
  for (const root of document.querySelectorAll(".window-picture-here")) mount(root);
}
