using System.Diagnostics;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.ContractTests;

/// <summary>Whatever the data, every algorithm and every transform gives finite numbers or a mistake with a code and a hint, in bounded time.</summary>
public class HostileDataTests
{
    // Most take milliseconds; a machine may have other work to do.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    public static TheoryData<string, string> AlgorithmCases => new(from part in Catalogue.Parts.OfKind("algorithm") from situation in HostileData.Situations select (part.Name, situation));

    public static TheoryData<string, string> TransformCases => new(from part in Catalogue.Parts.OfKind("transform") from situation in HostileData.Situations select (part.Name, situation));

    [Theory]
    [MemberData(nameof(AlgorithmCases))]
    public void An_algorithm_gives_finite_predictions_or_says_what_is_wrong(string name, string situation)
    {
        foreach (var task in Tasks(name)) FitAndPredict(name, HostileData.Of(situation, task));
    }

    [Theory]
    [MemberData(nameof(AlgorithmCases))]
    public void A_model_of_usual_rows_scores_hostile_ones_or_says_what_is_wrong(string name, string situation)
    {
        foreach (var task in Tasks(name))
        {
            var usual = HostileData.Usual(task, 60);
            // What is odd in these rows stands in place of a number, or of a text, that the model knows.
            var odd = HostileData.Of(situation, task).Table;
            if (odd.Schema.IndexOf(HostileData.Odd) < 0) continue;
            var column = odd[HostileData.Odd];
            var hostile = HostileData.Usual(task, odd.RowCount).Table.With(column is TextColumn ? "word" : "a", column);
            var pipeline = Recipe(name).Fit(usual.Table, new RecipeData(usual.Target), new FitContext { Threads = 2 });

            WithinPatience(() => AssertFinite(pipeline, hostile));
        }
    }

    [Theory]
    [MemberData(nameof(TransformCases))]
    public void A_transform_keeps_the_rows_or_says_what_is_wrong(string name, string situation)
    {
        foreach (var task in (TaskKind[])[TaskKind.Regression, TaskKind.Binary, TaskKind.Multiclass]) FitAndApply(name, situation, HostileData.Of(situation, task));
    }

    static void FitAndPredict(string name, HostileRows rows) => WithinPatience(() =>
    {
        var pipeline = Recipe(name).Fit(rows.Table, new RecipeData(rows.Target) { Weights = rows.Weights }, new FitContext { Threads = 2 });
        AssertFinite(pipeline, rows.Table.RowCount > 1000 ? rows.Table.Take([.. Enumerable.Range(0, 1000)]) : rows.Table);
        var bytes = Catalogue.BytesOf(pipeline.Branches[0].Model);
        Assert.Equal(bytes, Catalogue.BytesOf(Catalogue.Read<IModel>(bytes)));
    });

    static void FitAndApply(string name, string situation, HostileRows rows) => WithinPatience(() =>
    {
        var (fitted, transformed) = Settings.Transform(name, rows.Table).FitApply(rows.Table, new TransformContext(rows.Target) { Weights = rows.Weights, Threads = 2 });
        if (transformed.Columns.Length > 0) Assert.Equal(rows.Table.RowCount, transformed.RowCount);
        Assert.Equal(transformed.Schema, fitted.Apply(rows.Table).Schema);
        // What was finite or missing doesn't become infinite.
        if (!situation.Contains("infinit", StringComparison.Ordinal)) Assert.All(transformed.Columns.OfType<DoubleColumn>(), c => Assert.False(c.Values.AsSpan().ContainsAny(double.PositiveInfinity, double.NegativeInfinity)));
        var bytes = Catalogue.BytesOf(fitted);
        Assert.Equal(bytes, Catalogue.BytesOf(Catalogue.Read<IFittedTransform>(bytes)));
    });

    static IEnumerable<TaskKind> Tasks(string name) => Enum.GetValues<TaskKind>().Where(Catalogue.Parts.Create<IAlgorithm>(name).Learns);

    // The steps that a file without any wishes gets.
    static Recipe Recipe(string name) => Catalogue.Parts.Create<IAlgorithm>(name) is { Matrix: MatrixKind.Imputed } algorithm
        ? new([new Impute(), new Standard()], algorithm)
        : new([], Catalogue.Parts.Create<IAlgorithm>(name));

    static void AssertFinite(FittedPipeline pipeline, Table table)
    {
        foreach (var threads in (int[])[1, 2])
        {
            var predictions = pipeline.Predict(table, threads);
            Assert.All(predictions.Values, value => Assert.True(double.IsFinite(value), $"The prediction is {value}."));
            if (predictions.Task == TaskKind.Regression) continue;
            for (var row = 0; row < predictions.Rows; row++) Assert.Equal(1, predictions.Row(row).ToArray().Sum(), 1e-9);
        }
    }

    static void WithinPatience(Action act)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            act();
        }
        catch (RondoException exception)
        {
            Assert.All(exception.Mistakes, mistake =>
            {
                Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", mistake.Code);
                Assert.True(mistake.Message.Length > 20, mistake.Message);
                Assert.False(string.IsNullOrEmpty(mistake.Hint), $"No hint: {mistake.Message}");
                // A column that is to blame is named; within an expression it is the place that counts.
                if (mistake is { Field: { } field, Line: null }) Assert.Contains($"'{field}'", mistake.Message, StringComparison.Ordinal);
            });
        }
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, s_patience);
    }
}
