using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Tests.Store;

namespace Rondo.Lifecycle.Tests.Batch;

/// <summary>A small classifier of two columns, whose rows have the key <c>id</c>.</summary>
static class BatchModel
{
    public static LoadedModel Of(int number = 1, string hash = "h")
    {
        var table = Rows(120);
        var target = new Target(TaskKind.Binary, [.. Enumerable.Range(0, 120).Select(i => i % 7 < 3 ? 1.0 : 0)], ["no", "yes"]);
        var pipeline = new Recipe([], new RandomForest { NEstimators = 5 }).Fit(table, new RecipeData(target), new FitContext { Seed = 1, Threads = 1 });
        var version = new ModelVersion
        {
            Model = "m",
            Number = number,
            PackageHash = "",
            ModelHash = hash,
            SpecHash = "",
            DataHash = "",
            Created = DateTimeOffset.UnixEpoch,
            Success = true,
            Metrics = new Dictionary<string, double?>(),
            Aliases = [],
        };
        var description = TestWorkspace.Describe("m") with { Spec = JsonDocument.Parse("""{"name":"m","prepare":{"entity":"id"}}""").RootElement };
        return new LoadedModel(version, description, pipeline);
    }

    public static Table Rows(int rows) => Table.Of(
        ("a", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, rows).Select(i => (long)(i % 7))])),
        ("b", new DoubleColumn([.. Enumerable.Range(0, rows).Select(i => i % 13 == 5 ? double.NaN : i % 5)])));

    /// <summary>The rows with their key.</summary>
    public static Table Data(int rows) => Table.Of(
        [("id", TextColumn.From([.. Enumerable.Range(0, rows).Select(i => $"customer,{i}")])), .. Rows(rows).Schema.Fields.Select((f, i) => (f.Name, Rows(rows).Columns[i]))]);
}
