using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Explanations;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.ContractTests;

/// <summary>What holds for the explanations of every algorithm with its default settings, behind a pipeline of raw columns.</summary>
public class ExplanationContractTests
{
    private const int Rows = 300;

    public static TheoryData<string, TaskKind> Cases => new(
        from part in Catalogue.Parts.OfKind("algorithm")
        from task in Enum.GetValues<TaskKind>()
        where Catalogue.Parts.Create<IAlgorithm>(part.Name).Learns(task)
        select (part.Name, task));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Base_and_contributions_add_up_to_the_prediction(string name, TaskKind task)
    {
        var pipeline = Fit(name, task);
        var asked = Sample().Take([1, 2, 3, 50, 299]);
        var (explanation, predictions) = (pipeline.Explain(asked), pipeline.Predict(asked));

        Assert.Equal(asked.RowCount, explanation.Rows);
        for (var row = 0; row < asked.RowCount; row++)
        {
            var scores = Enumerable.Range(0, explanation.Outputs.Length).Select(k => explanation.Score(row, k)).ToArray();
            var expected = predictions.Row(row).ToArray();
            if (task == TaskKind.Binary) expected = [expected[1]];
            AssertNear(expected, explanation.Space == ExplanationSpace.LogOdds ? Probabilities(scores) : scores);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Columns_add_up_to_what_their_features_do(string name, TaskKind task)
    {
        var pipeline = Fit(name, task);
        var asked = Sample().Take([4, 5]);
        var (explanation, byColumn) = (pipeline.Explain(asked), pipeline.Explain(asked).ByColumn());

        Assert.Equal(byColumn.Features.Distinct(), byColumn.Features);
        Assert.Subset(pipeline.Input.Fields.Select(f => f.Name).ToHashSet(), byColumn.Features.ToHashSet());
        for (var row = 0; row < 2; row++)
            for (var k = 0; k < explanation.Outputs.Length; k++) Assert.Equal(explanation.Score(row, k), byColumn.Score(row, k), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_row_is_explained_alike_alone_and_among_others_on_any_threads(string name, TaskKind task)
    {
        var pipeline = Fit(name, task);
        var together = pipeline.Explain(Sample().Take([7, 8, 9]));

        Assert.Equal(together.Contributions, pipeline.Explain(Sample().Take([7, 8, 9]), threads: 8).Contributions);
        Assert.Equal(together.Contributions.TakeLast(together.Contributions.Length / 3), pipeline.Explain(Sample().Take([9])).Contributions);
    }

    static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], 1e-6 * Math.Max(1, Math.Abs(expected[k])));
    }

    static double[] Probabilities(double[] scores)
    {
        if (scores.Length == 1) return [1 / (1 + Math.Exp(-scores[0]))];
        var powers = scores.Select(s => Math.Exp(s - scores.Max())).ToArray();
        return [.. powers.Select(p => p / powers.Sum())];
    }

    static FittedPipeline Fit(string name, TaskKind task)
    {
        var algorithm = Catalogue.Parts.Create<IAlgorithm>(name);
        ITransform[] transforms = algorithm.Matrix == MatrixKind.Imputed ? [new DateParts(), new OneHot(), new Impute(), new Standard()] : [new DateParts()];
        var table = Sample();
        var fitted = new Recipe([.. transforms], algorithm).Fit(table, new RecipeData(TargetOf(task, table)), new FitContext { Threads = 2 });
        return new FittedPipeline { Input = fitted.Input, Task = fitted.Task, Classes = fitted.Classes, Branches = fitted.Branches, Reference = ReferenceRow.Of(table) };
    }

    static Target TargetOf(TaskKind task, Table table)
    {
        if (task == TaskKind.Clustering) return Target.Unlabelled(Rows);
        var random = new CounterRandom(23, "explained_target");
        var numbers = ((DoubleColumn)table["number"]).Values;
        double[] signal = [.. Enumerable.Range(0, Rows).Select(row => (double.IsNaN(numbers[row]) ? 0 : numbers[row] / 25) + ((IntegerColumn)table["whole"]).Values[row] * 0.1 + random.Uniform((ulong)row))];
        return task switch
        {
            TaskKind.Regression => Target.Regression(signal),
            TaskKind.Binary => new Target(task, [.. signal.Select(s => s > 1 ? 1.0 : 0)], ["no", "yes"]),
            _ => new Target(task, [.. signal.Select(s => s > 2 ? 2.0 : s > 0.5 ? 1 : 0)], ["low", "middle", "high"]),
        };
    }

    static Table Sample()
    {
        var random = new CounterRandom(19, "explained_rows");
        bool IsMissing(ulong column, int row) => random.Child(column).Uniform((ulong)row) < 0.1;
        return Table.Of(
            ("number", new DoubleColumn([.. Enumerable.Range(0, Rows).Select(row => IsMissing(1, row) ? double.NaN : random.Uniform((ulong)row) * 100 - 50)])),
            ("whole", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, Rows).Select(row => random.Child(7).Below((ulong)row, 20) - 5L)])),
            ("flag", new IntegerColumn(ColumnType.Boolean, [.. Enumerable.Range(0, Rows).Select(row => (long)random.Child(8).Below((ulong)row, 2))])),
            ("word", TextColumn.From([.. Enumerable.Range(0, Rows).Select(row => IsMissing(2, row) ? null : $"w{random.Child(9).Below((ulong)row, 5)}")])),
            ("day", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, Rows).Select(row => 11_000 + 37L * row)])));
    }
}
