using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Reference;

namespace Rondo.Server.Tests.Serving;

/// <summary>A model with a reference, and ten days of predictions; from the sixth day on x is larger than it was at training.</summary>
static class WatchedLine
{
    public const int Days = 10, RowsADay = 40;

    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public sealed record Asked(string Id, DateTimeOffset Time, double Prediction, double Truth);

    /// <param name="x">What the column that moves is called.</param>
    public static async Task<List<Asked>> Predict(HttpClient client, string x = "x")
    {
        var asked = new List<Asked>();
        var random = new Random(11);
        for (var day = 0; day < Days; day++)
        {
            for (var i = 0; i < RowsADay; i++) asked.Add(await Ask(client, random, Start.AddDays(day).AddMinutes(20 * i), day < 5 ? 0 : 0.8, asked.Count, x));
        }
        return asked;
    }

    public static async Task<Asked> Ask(HttpClient client, Random random, DateTimeOffset time, double shift, int house, string x = "x")
    {
        var value = random.NextDouble() + shift;
        var row = new Dictionary<string, double> { [x] = value, ["z"] = random.NextDouble(), ["house"] = house };
        var answer = await client.PostAsJsonAsync("/models/line/predict", new { rows = new[] { row }, time = time.ToString("O", CultureInfo.InvariantCulture) }).Json();
        var prediction = answer["predictions"]![0]!;
        return new Asked((string)prediction["prediction_id"]!, time, (double)prediction["prediction"]!, 2 * value + random.NextDouble());
    }

    public static void Register(Workspace workspace, string spec, string x = "x")
    {
        var random = new Random(3);
        const int rows = 600;
        double[] values = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())], z = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
        var table = Table.Of((x, new DoubleColumn(values)), ("z", new DoubleColumn(z)), ("house", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, rows).Select(i => (long)i)])));
        var target = Target.Regression([.. values.Select(v => 2 * v + random.NextDouble())]);
        var pipeline = Recipe.Of(new LinearRegression()).Fit(table, target);
        var description = new ModelDescription
        {
            Name = "line",
            Signature = ModelSignature.Of(pipeline, "y"),
            Spec = JsonSerializer.Deserialize<JsonElement>(spec),
            Lineage = new ModelLineage { SpecHash = new string('a', 64), DataHash = new string('b', 64), RondoVersion = "0.1.0", Created = DateTimeOffset.UnixEpoch },
            Metrics = new Dictionary<string, double?>(),
        };
        // A number that only counts up always drifts.
        var reference = new ReferenceBuilder(table, target, "y") { Masked = ["house"] }.Build([.. Enumerable.Range(0, rows)], pipeline.Predict(table), TestContext.Current.CancellationToken);
        var package = new PackageWriter(workspace.Objects, description, PipelineFormat.Write(pipeline)).Add(ModelPackage.ReferenceName, ProfileFormat.Write(reference)).Save();
        workspace.Models.Register(package, new Registration(Success: true));
    }
}
