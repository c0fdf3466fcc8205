using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;
using Rondo.Train.CrossValidation;
using Rondo.Train.Judge;
using Rondo.Train.Leaderboard;

namespace Rondo.Train.Tests.Judge;

public sealed class LearningCurveTests
{
    [Fact]
    public void Parts_are_nested_and_the_last_is_the_whole()
    {
        var (parts, points) = Curve(new RecipeData(SmallData.Make(500).Data.Target));

        Assert.Equal([40, 80, 160, 280, 400], points.Select(p => p.Rows));
        Assert.Equal([0.1, 0.2, 0.4, 0.7, 1], points.Select(p => p.Share));
        for (var i = 1; i < parts.Count; i++) Assert.Subset(parts[i].ToHashSet(), parts[i - 1].ToHashSet());
        Assert.All(points, p => Assert.True(p.Train is not null && p.Validation is not null));
        Assert.True(points[^1].Validation <= points[0].Validation * 1.05);
    }

    [Fact]
    public void Groups_stay_whole()
    {
        int[] groups = [.. Enumerable.Range(0, 500).Select(row => row % 23)];
        var (parts, _) = Curve(new RecipeData(SmallData.Make(500).Data.Target) { Groups = groups });

        foreach (var part in parts)
            foreach (var group in part.Select(row => groups[row]).Distinct())
                Assert.Equal(Enumerable.Range(0, 400).Count(row => groups[row] == group), part.Count(row => groups[row] == group));
    }

    [Fact]
    public void In_time_order_the_latest_rows_come_first()
    {
        var (parts, _) = Curve(new RecipeData(SmallData.Make(500).Data.Target) { IsOrdered = true });

        Assert.Equal(Enumerable.Range(360, 40), parts[0]);
    }

    [Fact]
    public void A_rare_class_is_in_every_part_in_its_share()
    {
        double[] classes = [.. Enumerable.Range(0, 500).Select(row => row % 20 == 0 ? 1.0 : 0)];
        var (parts, _) = Curve(new RecipeData(new Target(TaskKind.Binary, classes, ["no", "yes"])), new Accuracy(), new Engine.Algorithms.Linear.LogisticRegression());

        Assert.All(parts, part => Assert.InRange(part.Count(row => row % 20 == 0), part.Length * 0.05 - 1, part.Length * 0.05 + 1));
    }

    [Fact]
    public void Equal_seeds_give_equal_curves()
    {
        var data = new RecipeData(SmallData.Make(500).Data.Target);
        Assert.Equal(Curve(data).Points, Curve(data).Points);
    }

    // The rows of each part, read off a column that holds the row's number.
    static (List<int[]> Parts, IReadOnlyList<LearningPoint> Points) Curve(RecipeData data, IMetric? metric = null, IAlgorithm? algorithm = null)
    {
        var table = SmallData.Make(500).Table.With("row", new DoubleColumn([.. Enumerable.Range(0, 500).Select(i => (double)i)]));
        var watch = new Watch();
        var candidate = new Candidate("any", new Dictionary<string, object?>(),
            new Recipe([watch, new DropColumns { Columns = ["row"] }], algorithm ?? new Engine.Algorithms.Linear.RidgeRegression()));
        var fold = new Fold([.. Enumerable.Range(0, 400)], [.. Enumerable.Range(400, 100)]);
        return (watch.Parts, LearningCurve.Compute(candidate, table, data, fold, metric ?? new Rmse(), new FitContext()));
    }

    sealed class Watch : ITransform
    {
        public List<int[]> Parts { get; } = [];

        public IFittedTransform Fit(Table table, TransformContext context)
        {
            Parts.Add([.. ((DoubleColumn)table["row"]).Values.Select(v => (int)v)]);
            return new Nothing();
        }
    }

    sealed class Nothing : IFittedTransform
    {
        public Table Apply(Table table) => table;

        public void Write(PipelineWriter writer) => throw new NotSupportedException();
    }
}
