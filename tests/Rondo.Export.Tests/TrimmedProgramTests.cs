using System.Collections.Concurrent;
using Rondo.Deploy.Host;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Exports;
using Rondo.Lifecycle.Images;

namespace Rondo.Export.Tests;

/// <summary>Every part of the catalog within the trimmed program: trimming took nothing that a model needs.</summary>
public sealed class TrimmedProgramTests
{
    const int Rows = 60;

    [Fact]
    [Trait("Category", "Slow")]
    public void Every_part_predicts_bit_for_bit_as_the_engine_does()
    {
        var program = Program();
        Assert.SkipWhen(program is null, "The serving program isn't published (./rondo test --all publishes it).");
        var bytes = File.ReadAllBytes(program);
        var folder = Directory.CreateTempSubdirectory("rondo-trimmed-").FullName;
        var failures = new ConcurrentBag<string>();
        try
        {
            foreach (var (i, part) in ExportCase.All.Index())
            {
                var pipeline = part.Fitted;
                var rows = pipeline.Conform(SyntheticRows.Of(Rows, isLater: true));
                var file = Path.Combine(folder, FormattableString.Invariant($"model{i}"));
                new ExecutableFile(bytes, part.Name, 1, new ModelContent(PipelineFormat.Write(pipeline))).WriteTo(file);

                var difference = ExecutableTrial.Ask(file, pipeline, rows).From(pipeline.Predict(rows));

                if (!difference.IsWithin(0)) failures.Add($"{part.Name}: {difference.Labels} labels differ, numbers by {difference.Largest:G3}.");
                File.Delete(file);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        Assert.Empty(failures);
        Assert.True(ExportCase.All.Count > 50);
    }

    // Of the published product beside these tests.
    static string? Program()
    {
        var file = Path.Combine(Repository.Root, "artifacts", "app", "current", "host", ServingProgram.FileName);
        return OperatingSystem.IsLinux() && File.Exists(file) ? file : null;
    }
}
