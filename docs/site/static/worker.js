// The package under Pyodide, in a worker: the page stays quick, and all files come from where this one lies.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const started = (async () => {
  const python = await loadPyodide({ indexURL: new URL("./pyodide/", import.meta.url).href });
  const [archive, bridge] = await Promise.all(["lint_transpose.zip", "bridge.py"].map(async (name) => {
    const response = await fetch(new URL(name, import.meta.url));
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response;
  }));
  python.unpackArchive(await archive.arrayBuffer(), "zip");
  python.runPython(await bridge.text());
  return python.globals.get("answer");
})();

started.then(() => postMessage({ ready: true }), (error) => postMessage({ failed: String(error) }));

addEventListener("message", async ({ data }) => {
  try {
    const answer = await started;
    postMessage({ number: data.number, answer: JSON.parse(answer(JSON.stringify(data.asked))) });
  } catch (error) {
    postMessage({ number: data.number, failed: String(error) });
  }
});
