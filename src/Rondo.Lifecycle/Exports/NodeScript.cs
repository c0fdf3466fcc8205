namespace Rondo.Lifecycle.Exports;

/// <summary>The program with which Node asks exports.</summary>
static class NodeScript
{
    public const string Text = """
        import { readFileSync, writeFileSync } from "node:fs";
        import { createRequire } from "node:module";
        import { join } from "node:path";
        import { pathToFileURL } from "node:url";

        const BATCH = 2000;
        const here = createRequire(join(process.cwd(), "here.js"));

        function read(job) {
          return readFileSync(job.rows, "utf8").split("\n").slice(0, -1).map(line => {
            const fields = line.split("\t");
            return job.columns.map((column, j) => column.isText
              ? fields[j] === "\\N" ? null : fields[j].replace(/\\(.)/g, (_, c) => c === "t" ? "\t" : c === "n" ? "\n" : c === "r" ? "\r" : c)
              : Number(fields[j]));
          });
        }

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

        async function askOnnx(job, rows) {
          const isWeb = job.kind === "onnx-web";
          const ort = here(isWeb ? "onnxruntime-web" : "onnxruntime-node");
          if (isWeb) ort.env.wasm.numThreads = 1;
          const session = await ort.InferenceSession.create(readFileSync(job.model));
          const answers = [];
          for (let start = 0; start < rows.length; start += BATCH) {
            const part = rows.slice(start, start + BATCH);
            const feeds = Object.fromEntries(job.columns.map((column, j) => [column.name, column.isText
              ? new ort.Tensor("string", part.map(row => row[j] ?? ""), [part.length, 1])
              : new ort.Tensor("float64", Float64Array.from(part, row => row[j]), [part.length, 1])]));
            const results = await session.run(feeds);
            for (let i = 0; i < part.length; i++) {
              if (job.task === "regression") { answers.push([results.prediction.data[i], 0]); continue; }
              const label = job.classes.indexOf(results.label.data[i]);
              if (job.task === "clustering") { answers.push([...job.classes.map((_, k) => k === label ? 1 : 0), label]); continue; }
              answers.push([...job.classes.map((_, k) => results.probabilities.data[i * job.outputs + k]), label]);
            }
          }
          await session.release();
          return answers;
        }

        for (const job of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
          try {
            const answers = await (job.kind === "js" ? askScript : askOnnx)(job, read(job));
            writeFileSync(job.answers, answers.map(answer => answer.join("\t") + "\n").join(""));
          } catch (error) {
            writeFileSync(job.answers, "error " + JSON.stringify(String(error?.stack ?? error)));
          }
        }
        """;
}
