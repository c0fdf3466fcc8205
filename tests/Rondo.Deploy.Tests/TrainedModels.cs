using Rondo.Deploy.Host;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Tests;

/// <summary>Small models, trained once for all tests, with a column of every type.</summary>
static class TrainedModels
{
    const int Rows = 400;

    static readonly Lazy<FittedPipeline> _house = new(() => FitHouse(1) with { Intervals = new ConformalIntervals([.. Enumerable.Range(1, 100).Select(i => i * 100.0)]) });
    static readonly Lazy<FittedPipeline> _dearerHouse = new(() => FitHouse(2));
    static readonly Lazy<FittedPipeline> _churn = new(FitChurn);
    static readonly Lazy<FittedPipeline> _flower = new(FitFlower);

    /// <summary>Regression: area (double), rooms (int64), city (text), garden (boolean), built (date), sold (timestamp_utc; may be absent).</summary>
    public static FittedPipeline HousePipeline => _house.Value;

    public static ModelContent House => Content(HousePipeline, "price") with { OptionalColumns = ["sold"] };

    /// <summary>The same at twice the price.</summary>
    public static ModelContent DearerHouse => Content(_dearerHouse.Value, "price") with { OptionalColumns = ["sold"] };

    /// <summary>Binary, by trees: tenure (int64), charge (double), plan (text); classes no and yes.</summary>
    public static ModelContent Churn => Content(_churn.Value, "churned");

    public static FittedPipeline ChurnPipeline => _churn.Value;

    /// <summary>Three classes, linear: length and width (double).</summary>
    public static ModelContent Flower => Content(_flower.Value, "species");

    /// <summary>One number in, one out.</summary>
    public static ModelContent OneColumn { get; } = Content(Recipe.Of(new LinearRegression()).Fit(Table.Of(("x", new DoubleColumn([1, 2, 3, 4, 5]))), Target.Regression([2, 4, 6, 8, 10])), "y");

    /// <summary>One text in, a number out.</summary>
    public static ModelContent OneText { get; } = Content(Recipe.Of(new GradientBoosting { NEstimators = 5 }).Fit(
        Table.Of(("word", TextColumn.From([.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? "a" : "hello")]))), Target.Regression([.. Enumerable.Range(0, 60).Select(i => i % 2 * 3.0)])), "y");

    public static ModelContent Content(FittedPipeline pipeline, string? target) => new(PipelineFormat.Write(pipeline)) { Target = target };

    static FittedPipeline FitHouse(double factor)
    {
        var random = new Random(5);
        var area = Numbers(() => 40 + 160 * random.NextDouble());
        var rooms = Whole(() => random.Next(1, 7));
        string[] cities = ["Köln", "Paris", "a \"quoted\" town"];
        var city = Enumerable.Range(0, Rows).Select(_ => cities[random.Next(3)]).ToArray();
        var table = Table.Of(
            ("area", new DoubleColumn(area)),
            ("rooms", new IntegerColumn(ColumnType.Int64, rooms)),
            ("city", TextColumn.From(city)),
            ("garden", new IntegerColumn(ColumnType.Boolean, Whole(() => random.Next(2)))),
            ("built", new IntegerColumn(ColumnType.Date, Whole(() => random.Next(0, 18000)))),
            ("sold", new IntegerColumn(ColumnType.TimestampUtc, Whole(() => random.Next(1, 1_600_000_000) * 1_000_000L))));
        var price = Enumerable.Range(0, Rows).Select(i => factor * (2000 * area[i] + 10000 * rooms[i] + (city[i] == "Paris" ? 50000 : 0))).ToArray();
        return Recipe.Of(new GradientBoosting { NEstimators = 40 }).Fit(table, Target.Regression(price));
    }

    static FittedPipeline FitChurn()
    {
        var random = new Random(6);
        var tenure = Whole(() => random.Next(0, 72));
        var charge = Numbers(() => 20 + 80 * random.NextDouble());
        string[] plans = ["basic", "plus", "family"];
        var plan = Enumerable.Range(0, Rows).Select(_ => plans[random.Next(3)]).ToArray();
        var table = Table.Of(("tenure", new IntegerColumn(ColumnType.Int64, tenure)), ("charge", new DoubleColumn(charge)), ("plan", TextColumn.From(plan)));
        var churned = Enumerable.Range(0, Rows).Select(i => tenure[i] < 20 && charge[i] > 50 ? 1.0 : random.NextDouble() < 0.1 ? 1 : 0).ToArray();
        return Recipe.Of(new GradientBoosting { NEstimators = 30 }).Fit(table, new Target(TaskKind.Binary, churned, ["no", "yes"]));
    }

    static FittedPipeline FitFlower()
    {
        var random = new Random(7);
        var species = Enumerable.Range(0, Rows).Select(i => i % 3.0).ToArray();
        var table = Table.Of(
            ("length", new DoubleColumn([.. species.Select(s => 2 * s + random.NextDouble())])),
            ("width", new DoubleColumn([.. species.Select(s => s + random.NextDouble())])));
        return Recipe.Of(new LogisticRegression()).Fit(table, new Target(TaskKind.Multiclass, species, ["setosa", "versicolor", "virginica"]));
    }

    static double[] Numbers(Func<double> next) => [.. Enumerable.Range(0, Rows).Select(_ => next())];

    static long[] Whole(Func<long> next) => [.. Enumerable.Range(0, Rows).Select(_ => next())];
}
