using System.Collections.Concurrent;
using System.Reflection;
using Rondo.Engine.Errors;
using Rondo.Engine.Export;
using Rondo.Engine.Export.C;
using Rondo.Engine.Export.JavaScript;
using Rondo.Engine.Export.Onnx;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Exports;

namespace Rondo.Export.Tests;

/// <summary>
/// Every part of the catalog, exported and asked for rows that training never saw, answers as the model does; or its attribute says why it
/// cannot be exported. A new part takes part by itself.
/// </summary>
public sealed class ParityTests
{
    // The whole proof has 10,000 rows: ./rondo prove export.
    private static readonly int s_rows = int.TryParse(Environment.GetEnvironmentVariable("RONDO_EXPORT_ROWS"), out var rows) ? rows : 300;

    [Fact]
    public void In_C_every_part_answers_as_the_model_does()
    {
        Assert.SkipWhen(CTrial.Compiler is null, "There is no C compiler here.");
        var failures = new ConcurrentBag<string>();

        // The compiler takes most of the time.
        Parallel.ForEach(ExportCase.All, export =>
        {
            if (Exported(export.Name) is not { } exported) return;
            var difference = CTrial.Ask(CTrial.Compiler!, exported.Graph, "model 1", CSource.Of(exported.Graph, "model 1", "model.h"), exported.Rows).From(exported.Expected);
            if (!difference.IsWithin(1e-12)) failures.Add($"{export.Name}: {difference.Labels} labels differ, numbers by {difference.Largest:G3}.");
        });

        Assert.Empty(failures);
    }

    [Fact]
    public void In_JavaScript_every_part_answers_as_the_model_does()
    {
        Assert.SkipWhen(NodeTrial.Node is null, "There is no Node here.");
        var folder = Directory.CreateTempSubdirectory("rondo-export-tests-").FullName;
        try
        {
            var exports = ExportCase.All.Select(c => (c.Name, Export: Exported(c.Name))).Where(e => e.Export is not null).ToArray();
            var jobs = exports.Select((e, i) => new NodeJob("js", e.Export!.Graph, Path.Combine(folder, i % 2 == 0 ? $"m{i}.mjs" : $"m{i}.js"), e.Export.Rows)).ToArray();
            foreach (var job in jobs) File.WriteAllText(job.ModelFile, JavaScriptSource.Of(job.Graph, "model 1", job.ModelFile.EndsWith(".mjs", StringComparison.Ordinal)));

            var answers = NodeTrial.Ask(NodeTrial.Node!, folder, jobs);

            Assert.Multiple([.. exports.Select((e, i) => (Action)(() =>
            {
                Assert.True(answers[i].Problem is null, $"{e.Name}: {answers[i].Problem}");
                AssertClose(answers[i].Answers!.From(e.Export!.Expected), 1e-12, e.Name);
            }))]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("onnx", "node")]
    [InlineData("onnx-web", "web")]
    public Task In_ONNX_every_part_answers_as_the_model_does(string kind, string variant)
    {
        Assert.SkipWhen(NodeTrial.Node is null, "There is no Node here.");
        Assert.SkipUnless(NodeTrial.HasOnnxRuntime(Repository.Root, variant), $"onnxruntime-{variant} is not installed.");
        return OnnxAnswers(kind, (_, jobs) => Task.FromResult(NodeTrial.Ask(NodeTrial.Node!, Repository.Root, jobs)));
    }

    [Fact]
    public Task In_Chromium_every_part_as_ONNX_answers_as_the_model_does()
    {
        var chromium = Tool.Find("chromium", "chromium-browser", "google-chrome");
        Assert.SkipWhen(chromium is null, "There is no Chromium here.");
        Assert.SkipUnless(NodeTrial.HasOnnxRuntime(Repository.Root, "web"), "onnxruntime-web is not installed.");
        var dist = Path.Combine(Repository.Root, "node_modules", "onnxruntime-web", "dist");
        return OnnxAnswers("onnx-web", (folder, jobs) => ChromiumSite.Ask(chromium!, dist, Directory.CreateDirectory(Path.Combine(folder, "profile")).FullName, jobs, TimeSpan.FromMinutes(20), TestContext.Current.CancellationToken));
    }

    static async Task OnnxAnswers(string kind, Func<string, NodeJob[], Task<IReadOnlyList<(ExportAnswers? Answers, string? Problem)>>> ask)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-export-tests-").FullName;
        try
        {
            var exports = ExportCase.All.Select(c => (Case: c, Export: Exported(c.Name))).Where(e => e.Export is not null).Select(e => (e.Case.Name, Export: WriteOnnx(folder, e.Case, e.Export!))).Where(e => e.Export is not null).ToArray();
            var jobs = exports.Select(e => new NodeJob(kind, e.Export!.Graph, Path.Combine(folder, e.Name.Replace('/', '-') + ".onnx"), e.Export.Rows)).ToArray();

            var answers = await ask(folder, jobs);

            Assert.Multiple([.. exports.Select((e, i) => (Action)(() =>
            {
                Assert.True(answers[i].Problem is null, $"{e.Name}: {answers[i].Problem}");
                AssertClose(answers[i].Answers!.From(e.Export!.Expected), 1e-5, e.Name);
            }))]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Null where the part says that ONNX cannot have it, and it is so.
    static Exported? WriteOnnx(string folder, ExportCase export, Exported exported)
    {
        if (export.Part.GetCustomAttribute<NotExportedAttribute>() is { To: "onnx" } refusal)
        {
            var exception = Assert.Throws<RondoException>(() => OnnxFile.Of(exported.Graph, export.Name));
            Assert.Contains(refusal.Reason, exception.Mistakes[0].Message, StringComparison.Ordinal);
            return null;
        }
        File.WriteAllBytes(Path.Combine(folder, export.Name.Replace('/', '-') + ".onnx"), OnnxFile.Of(exported.Graph, export.Name));
        var rows = ExportRows.WithoutEmptyTexts(exported.Rows);
        return exported with { Rows = rows, Expected = export.Fitted.Predict(rows) };
    }

    // Fitted once for all targets.
    private static readonly ConcurrentDictionary<string, Lazy<Exported?>> s_exported = new(StringComparer.Ordinal);

    static Exported? Exported(string name) => s_exported.GetOrAdd(name, key => new(() => Export(key))).Value;

    static Exported? Export(string name)
    {
        var export = ExportCase.All.Single(c => c.Name == name);
        var refusal = export.Part.GetCustomAttribute<NotExportedAttribute>() is { To: null } attribute ? attribute : null;
        var pipeline = export.Fitted;
        if (refusal is not null)
        {
            var exception = Assert.Throws<RondoException>(() => ExportGraph.Of(pipeline));
            Assert.Equal("cannot_export", exception.Mistakes[0].Code);
            Assert.Contains(refusal.Reason, exception.Mistakes[0].Message, StringComparison.Ordinal);
            return null;
        }
        var rows = SyntheticRows.Of(s_rows, isLater: true);
        return new Exported(ExportGraph.Of(pipeline), rows, pipeline.Predict(rows));
    }

    static void AssertClose(ExportDifference difference, double relative, string name = "") =>
        Assert.True(difference.IsWithin(relative), $"{name}: {difference.Labels} labels differ, numbers by {difference.Largest:G3}.");
}

sealed record Exported(ExportGraph Graph, Rondo.Engine.Data.Table Rows, Predictions Expected);
