using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Exports;

/// <summary>Asks an exported program as a user would: rows in JSON on its standard input.</summary>
public static class ExecutableTrial
{
    /// <exception cref="RondoException">It failed, or answered something else than predictions.</exception>
    public static ExportAnswers Ask(string program, FittedPipeline pipeline, Table rows, CancellationToken cancellation = default)
    {
        var text = Tool.At(program).Run(Path.GetTempPath(), stream => JsonRows.Write(rows, stream), cancellation, "--format", "jsonl");
        return Read(text, pipeline, rows.RowCount);
    }

    /// <summary>Reads predictions in JSON, a line each.</summary>
    public static ExportAnswers Read(string text, FittedPipeline pipeline, int rows)
    {
        var outputs = pipeline.Task == TaskKind.Regression ? 1 : pipeline.Classes.Length;
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length != rows) throw new RondoException("export_failed", $"The export answered {lines.Length} of {rows} rows.");
        var answers = new ExportAnswers(new double[rows * outputs], new int[rows]);
        for (var row = 0; row < rows; row++)
        {
            using var line = JsonDocument.Parse(lines[row]);
            var prediction = line.RootElement.GetProperty("prediction");
            if (pipeline.Task == TaskKind.Regression)
            {
                answers.Values[row] = prediction.GetDouble();
                continue;
            }
            answers.Classes[row] = pipeline.Classes.IndexOf(prediction.GetString()!);
            if (!line.RootElement.TryGetProperty("probabilities", out var probabilities)) answers.Values[row * outputs + answers.Classes[row]] = 1;
            else for (var k = 0; k < outputs; k++) answers.Values[row * outputs + k] = probabilities.GetProperty(pipeline.Classes[k]).GetDouble();
        }
        return answers;
    }
}
