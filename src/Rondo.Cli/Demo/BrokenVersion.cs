using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Demo;

/// <summary>A version that somebody registered by hand, and that has no finite answer to anything.</summary>
static class BrokenVersion
{
    // Means of such targets are beyond all numbers.
    const double Huge = 1.7e308;

    public static ModelVersion Register(Workspace workspace, IReadOnlyList<Flight> flights, DateTimeOffset now)
    {
        var table = Table.Of(
            ("hour", Whole(flights, f => f.Hour)), ("weekday", Whole(flights, f => f.Weekday)), ("origin", TextColumn.From([.. flights.Select(f => f.Origin)])),
            ("destination", TextColumn.From([.. flights.Select(f => f.Destination)])), ("distance", Whole(flights, f => f.Distance)), ("late_yesterday", new DoubleColumn([.. flights.Select(f => f.LateYesterday)])));
        var pipeline = Recipe.Of(new DecisionTree()).Fit(table, Target.Regression([.. flights.Select(f => f.IsLate ? Huge : 0.9 * Huge)]));
        var description = new ModelDescription
        {
            Name = DemoFiles.Model,
            Signature = ModelSignature.Of(pipeline, "late"),
            Spec = JsonDocument.Parse("{}").RootElement,
            Lineage = new ModelLineage { SpecHash = new string('0', 64), DataHash = new string('0', 64), RondoVersion = RondoVersion.Current, Created = now },
            Metrics = new Dictionary<string, double?>(),
        };
        return workspace.Models.Register(new PackageWriter(workspace.Objects, description, PipelineFormat.Write(pipeline)).Save(),
            new Registration(Success: true) { Author = new Author { By = "somebody in a hurry", Reason = "Made elsewhere, and not tested." } });
    }

    static IntegerColumn Whole(IReadOnlyList<Flight> flights, Func<Flight, long> value) => new(ColumnType.Int64, [.. flights.Select(value)]);
}
