namespace Rondo.Lifecycle.Exports;

/// <summary>How JavaScript reads rows, asks an ONNX file by onnxruntime's API, and writes answers: in Node and in browsers alike.</summary>
public static class OnnxScript
{
    public const string Text = """
        const BATCH = 2000;

        function rowsOf(text, job) {
          return text.split("\n").slice(0, -1).map(line => {
            const fields = line.split("\t");
            return job.columns.map((column, j) => column.isText
              ? fields[j] === "\\N" ? null : fields[j].replace(/\\(.)/g, (_, c) => c === "t" ? "\t" : c === "n" ? "\n" : c === "r" ? "\r" : c)
              : Number(fields[j]));
          });
        }

        function textOf(answers) {
          return answers.map(answer => answer.join("\t") + "\n").join("");
        }

        async function askOnnx(ort, model, job, rows) {
          const session = await ort.InferenceSession.create(model);
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

        """;
}
