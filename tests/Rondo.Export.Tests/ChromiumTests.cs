using System.Globalization;
using System.Net;
using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Data;
using Rondo.Engine.Export;
using Rondo.Engine.Export.JavaScript;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Exports;

namespace Rondo.Export.Tests;

public sealed class ChromiumTests
{
    [Fact]
    public void In_a_browser_without_a_network_an_exported_script_answers_as_the_model_does()
    {
        var browser = Tool.Find("chromium", "chromium-browser", "google-chrome");
        Assert.SkipWhen(browser is null, "There is no Chromium here.");
        var folder = Directory.CreateTempSubdirectory("rondo-export-tests-").FullName;
        try
        {
            var table = SyntheticRows.Of(SyntheticRows.TrainingRows, isLater: false);
            var pipeline = Recipe.Of(new GradientBoosting { NEstimators = 20 }).Fit(table, SyntheticRows.TargetOf(table, TaskKind.Multiclass));
            var (graph, rows) = (ExportGraph.Of(pipeline), SyntheticRows.Of(200, isLater: true));
            File.WriteAllText(Path.Combine(folder, "model.js"), JavaScriptSource.Of(graph, "page", isModule: false));
            File.WriteAllText(Path.Combine(folder, "rows.js"), $"const rows = {Json(rows, graph)};");
            File.WriteAllText(Path.Combine(folder, "page.html"), """
                <!doctype html><meta charset="utf-8"><body><script src="model.js"></script><script src="rows.js"></script><script>
                const model = globalThis.rondo_page;
                document.body.textContent = rows.map(row => {
                  const answer = model.predict(row);
                  return [...model.classes.map(name => answer.probabilities[name]), model.classes.indexOf(answer.prediction)].join("\t");
                }).join(";");
                </script>
                """);

            var page = browser!.Run(folder, TestContext.Current.CancellationToken, "--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={Path.Combine(folder, "profile")}",
                "--allow-file-access-from-files", "--dump-dom", "file://" + Path.Combine(folder, "page.html"));

            var text = WebUtility.HtmlDecode(page[(page.IndexOf("<body>", StringComparison.Ordinal) + "<body>".Length)..page.IndexOf("</body>", StringComparison.Ordinal)]).Trim();
            var answers = ExportAnswers.Read(text.Replace(';', '\n'), rows.RowCount, graph.Outputs.Width);
            Assert.True(answers.From(pipeline.Predict(rows)).IsWithin(1e-12));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static string Json(Table rows, ExportGraph graph) => JsonSerializer.Serialize(Enumerable.Range(0, rows.RowCount).Select(row => graph.Inputs.ToDictionary(f => f.Name, f => Value(rows[f.Name], row))));

    static object? Value(Column column, int row) => column.IsMissing(row) ? null : column switch
    {
        TextColumn texts => texts[row],
        DoubleColumn numbers => numbers.Values[row],
        _ => Convert.ToDouble(((IntegerColumn)column).Values[row], CultureInfo.InvariantCulture),
    };
}
