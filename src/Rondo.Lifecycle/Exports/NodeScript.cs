namespace Rondo.Lifecycle.Exports;

/// <summary>The program with which Node asks exports.</summary>
static class NodeScript
{
    public const string Text = OnnxScript.Text + """
        import { readFileSync, writeFileSync } from "node:fs";
        import { createRequire } from "node:module";
        import { join } from "node:path";
        import { pathToFileURL } from "node:url";

        const here = createRequire(join(process.cwd(), "here.js"));

        async function askScript(job, rows) {
          const loaded = await import(pathToFileURL(job.model));
          const predict = loaded.predict ?? loaded.default.predict;
          return rows.map(row => {
            const answer = predict(Object.fromEntries(job.columns.map((column, j) => [column.name, row[j]])));
            if (job.task === "regression") return [answer.prediction, 0];
            const label = job.classes.indexOf(answer.prediction);
            if (job.task === "clustering") return [...job.classes.map((_, k) => k === label ? 1 : 0), label];
            return [...job.classes.map(name => answer.probabilities[name]), label];
          });
        }

        function askOnnxHere(job, rows) {
          const isWeb = job.kind === "onnx-web";
          const ort = here(isWeb ? "onnxruntime-web" : "onnxruntime-node");
          if (isWeb) ort.env.wasm.numThreads = 1;
          return askOnnx(ort, readFileSync(job.model), job, rows);
        }

        for (const job of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
          try {
            const answers = await (job.kind === "js" ? askScript : askOnnxHere)(job, rowsOf(readFileSync(job.rows, "utf8"), job));
            writeFileSync(job.answers, textOf(answers));
          } catch (error) {
            writeFileSync(job.answers, "error " + JSON.stringify(String(error?.stack ?? error)));
          }
        }
        """;
}
