using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Algorithms.Neural;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Tests.Recipes;

public class RowPipelineTests
{
    const int Rows = 300;

    public static TheoryData<string> Recipes => ["trees", "forest", "linear", "neural", "classes"];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_row_in_cells_gets_the_bits_that_it_gets_in_a_table(string name)
    {
        var (pipeline, table) = Fit(name);
        var together = pipeline.Predict(table);
        var row = new RowPipeline(pipeline);

        for (var i = 0; i < Rows; i++)
        {
            Fill(row, table, i);
            Assert.Equal(together.Row(i), row.Predict());
        }
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Predicting_row_after_row_allocates_nothing(string name)
    {
        var (pipeline, table) = Fit(name);
        var row = new RowPipeline(pipeline);
        var rows = Enumerable.Range(0, Rows).Select(i => table.Take([i])).ToArray();
        Run(row, rows, 3);

        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Garbage(() => Run(row, rows, 40))));
    }

    // The runtime itself may allocate a little the first few times, when it compiles anew what it found hot.
    static long Garbage(Action act)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    static void Run(RowPipeline row, Table[] rows, int times)
    {
        for (var n = 0; n < times; n++)
        {
            foreach (var one in rows)
            {
                for (var j = 0; j < one.Columns.Length; j++) Cell.Copy(one.Columns[j], row.Row[j]);
                row.Predict();
            }
        }
    }

    static void Fill(RowPipeline row, Table table, int i)
    {
        for (var j = 0; j < table.Columns.Length; j++) Cell.Copy(table.Columns[j].Take([i]), row.Row[j]);
    }

    static (FittedPipeline Pipeline, Table Table) Fit(string name)
    {
        var random = new Random(3);
        double Gap(double value) => random.Next(10) == 0 ? double.NaN : value;
        bool[] missing = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(10) == 0)];
        var table = Table.Of(
            ("area", new DoubleColumn([.. Enumerable.Range(0, Rows).Select(_ => Gap(random.NextDouble() * 100))])),
            ("rooms", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, Rows).Select(i => missing[i] ? 0 : random.NextInt64(1, 9))], missing)),
            ("garden", new IntegerColumn(ColumnType.Boolean, [.. Enumerable.Range(0, Rows).Select(_ => random.NextInt64(2))])),
            ("city", TextColumn.From([.. Enumerable.Range(0, Rows).Select(_ => random.Next(12) is var c && c > 8 ? null : $"City {c}")])),
            ("built", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, Rows).Select(_ => random.NextInt64(18000))])));
        var derive = DeriveColumns.Of(("per_room", "area / rooms"), ("near", "city in ('City 1', 'City 2')"), ("place", "if(garden, lower(city), 'none')"), ("age", "2024 - year(built)"));
        var number = Target.Regression([.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble())]);
        var classes = new Target(TaskKind.Multiclass, [.. Enumerable.Range(0, Rows).Select(i => i % 3.0)], ["a", "b", "c"]);
        var recipe = name switch
        {
            "trees" => new Recipe([derive, new DateParts()], new GradientBoosting { NEstimators = 20 }),
            "forest" => new Recipe([derive, new DateParts(), new Frequency { Columns = ["city"] }], new RandomForest { NEstimators = 10 }),
            "linear" => new Recipe([derive, new DateParts(), new OutliersIqr(), new Impute(), new SignedLog { Columns = ["area"] }, new OneHot { Columns = ["city"] }, new TargetEncoder(), new Standard()], new RidgeRegression()),
            "neural" => new Recipe([derive, new DateParts(), new Impute(), new Ordinal(), new Standard()], new MultilayerPerceptron { Epochs = 3 }),
            _ => new Recipe([derive, new DropColumns { Columns = ["built"] }, new Rare(), new Impute(), new Quantile(), new Hashing { Columns = ["city"] }, new OneHot()], new LogisticRegression()),
        };
        var target = name == "classes" ? classes : number;
        return (recipe.Fit(table, target), table);
    }
}
