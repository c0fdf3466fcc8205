using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Explanations;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Tests.Explanations;

public sealed class ExplainerTests
{
    [Fact]
    public void A_product_is_shared_equally_by_its_factors()
    {
        var table = Table.Of(("a", Numbers(0, 0, 3)), ("b", Numbers(0, 0, 4)), ("idle", Numbers(1, 2, 9)));
        var explanation = FormulaModel.Pipeline(table, row => row[0] * row[1]).Explain(table);

        Assert.Equal([6.0, 6.0, 0.0], explanation.Of(2).ToArray());
        Assert.Equal((0.0, 12.0), (explanation.Base[0], explanation.Score(2)));
        Assert.Equal(["a", "b", "idle"], explanation.Features);
        Assert.Equal((ExplanationSpace.Prediction, true), (explanation.Space, explanation.IsExact));
    }

    [Fact]
    public void Eight_columns_are_divided_as_the_definition_says()
    {
        // v(S) = |S|^2 by symmetry: each of eight equal columns gets 64 / 8.
        var table = Table.Of(Enumerable.Range(0, 8).Select(j => ($"c{j}", (Column)Numbers(0, 0, 1))));
        var explanation = FormulaModel.Pipeline(table, row => row.Sum() * row.Sum()).Explain(table);

        Assert.All(explanation.Of(2).ToArray(), c => Assert.Equal(8, c, 1e-12));
    }

    [Fact]
    public void Many_columns_of_a_sum_get_their_own_terms_and_nothing_else()
    {
        var table = RandomTable(30, 40);
        var explanation = FormulaModel.Pipeline(table, row => row.Select((x, j) => (j - 10.0) * x).Sum()).Explain(table);
        var reference = ReferenceRow.Of(table);

        Assert.False(explanation.IsExact);
        for (var row = 0; row < 40; row++)
            for (var j = 0; j < 30; j++)
            {
                var (own, usual) = (((DoubleColumn)table.Columns[j]).Values[row], ((DoubleColumn)reference.Columns[j]).Values[0]);
                Assert.Equal((j - 10.0) * ((double)(float)own - (float)usual), explanation.Of(row)[j], 1e-9);
            }
    }

    [Fact]
    public void Contributions_and_base_add_up_to_the_prediction_of_a_formula_without_any_order()
    {
        var table = RandomTable(25, 30);
        var pipeline = FormulaModel.Pipeline(table, row => row[0] * row[1] * row[2] + Math.Sin(row[3] * row[4]) + row.Max());
        var (explanation, predictions) = (pipeline.Explain(table), pipeline.Predict(table));

        for (var row = 0; row < 30; row++) Assert.Equal(predictions.Values[row], explanation.Score(row), 1e-9);
    }

    [Fact]
    public void Drawn_orders_come_near_the_exact_division()
    {
        // A product of two among twelve columns: exactly half each.
        var table = RandomTable(12, 20);
        var pipeline = FormulaModel.Pipeline(table, row => 10 * row[0] * row[1]);
        var reference = pipeline.Reference!;
        var (a, b) = ((float)Value(reference, 0, 0), (float)Value(reference, 1, 0));
        var explanation = pipeline.Explain(table);

        for (var row = 0; row < 20; row++)
        {
            var (x, y) = ((float)Value(table, 0, row), (float)Value(table, 1, row));
            var exact = 10 * (x - a) * (b + y) / 2;
            // Each order and its reverse put both columns first once, so that the pair's product is divided without noise.
            Assert.Equal(exact, explanation.Of(row)[0], 1e-6);
        }
    }

    [Fact]
    public void A_row_is_explained_alike_alone_and_among_others_on_any_threads()
    {
        var table = RandomTable(12, 100);
        var pipeline = FormulaModel.Pipeline(table, row => row[0] * row[1] + row[5] * row[6] * row[7]);
        var together = pipeline.Explain(table, threads: 1);

        Assert.Equal(together.Contributions, pipeline.Explain(table, threads: 8).Contributions);
        foreach (var row in (int[])[0, 63, 64, 99]) Assert.Equal(together.Of(row).ToArray(), pipeline.Explain(table.Take([row])).Contributions);
    }

    [Fact]
    public void Missing_values_and_unseen_text_are_explained()
    {
        var table = Table.Of(("x", Numbers(1, 2, double.NaN)), ("word", TextColumn.From(["a", "a", "b"])), ("whole", new IntegerColumn(ColumnType.Int64, [1, 2, 0], [false, false, true])));
        var pipeline = FormulaModel.Pipeline(table, row => (float.IsNaN(row[0]) ? 7 : row[0]) + (float.IsNaN(row[1]) ? 100 : 10 * row[1]) + (float.IsNaN(row[2]) ? 0.5 : 0));
        var asked = Table.Of(("x", Numbers(double.NaN)), ("word", TextColumn.From(["new"])), ("whole", new IntegerColumn(ColumnType.Int64, [0], [true])));
        var explanation = pipeline.Explain(asked);

        double[] expected = [5.5, 100.0, 0.5];
        for (var j = 0; j < 3; j++) Assert.Equal(expected[j], explanation.Of(0)[j], 1e-9);
    }

    [Fact]
    public void Without_a_reference_row_the_mistake_is_named()
    {
        var table = RandomTable(3, 5);
        var exception = Assert.Throws<RondoException>(() => FormulaModel.Pipeline(table, row => row[0], hasReference: false).Explain(table));

        Assert.Equal("no_reference", exception.Mistakes[0].Code);
    }

    [Fact]
    public void Thousands_of_columns_are_explained_in_bounded_time()
    {
        var table = RandomTable(3_000, 2);
        var explanation = FormulaModel.Pipeline(table, row => row[7] - row[2_900]).Explain(table.Take([0]));

        Assert.Equal(2, explanation.Contributions.Count(c => Math.Abs(c) > 1e-12));
    }

    [Fact]
    public void A_model_that_splits_its_score_is_taken_at_its_word_and_its_features_add_up_to_columns()
    {
        var table = Table.Of(("size", Numbers(1, 2, double.NaN, 4)), ("colour", TextColumn.From(["red", "blue", null, "red"])));
        var pipeline = Additive(table, [2, 3, 5, 7, 11, 13], 11, new Impute(), new OneHot());
        var explanation = pipeline.Explain(table);

        Assert.Contains("colour=red", explanation.Features);
        var byColumn = explanation.ByColumn();
        Assert.Equal(["colour", "size"], byColumn.Features.Order(StringComparer.Ordinal));
        var predictions = pipeline.Predict(table);
        for (var row = 0; row < 4; row++)
        {
            Assert.Equal(predictions.Values[row], explanation.Score(row), 1e-9);
            Assert.Equal(predictions.Values[row], byColumn.Score(row), 1e-9);
        }
    }

    [Fact]
    public void An_ensemble_of_such_models_is_explained_column_by_column()
    {
        var table = RandomTable(2, 10);
        var (one, two) = (Additive(table, [2, 3], 1), Additive(table, [-1, 8], 2, new Standard()));
        var pipeline = new FittedPipeline
        {
            Input = table.Schema,
            Task = one.Task,
            Classes = [],
            Branches = [one.Branches[0] with { Weight = 0.25 }, two.Branches[0] with { Weight = 0.75 }],
        };
        var (explanation, predictions) = (pipeline.Explain(table), pipeline.Predict(table));

        Assert.True(explanation.IsExact);
        for (var row = 0; row < 10; row++) Assert.Equal(predictions.Values[row], explanation.Score(row), 1e-9);
    }

    [Fact]
    public void Importance_ranks_columns_by_how_far_they_move_the_prediction()
    {
        var table = RandomTable(12, 3000);
        var importances = FormulaModel.Pipeline(table, row => row[3] + 5 * row[4]).MeanContributions(table, rowsAtMost: 200);

        Assert.Equal(12, importances.Length);
        Assert.Equal(["c4", "c3"], importances.Take(2).Select(i => i.Column));
        Assert.Equal(0, importances[^1].Mean);
    }

    static FittedPipeline Additive(Table table, double[] weights, double offset, params ITransform[] transforms)
    {
        var pipeline = FormulaModel.Pipeline(table, row => 0, hasReference: false, transforms);
        var branch = pipeline.Branches[0];
        return new FittedPipeline
        {
            Input = pipeline.Input,
            Task = pipeline.Task,
            Classes = [],
            Branches = [branch with { Model = new AdditiveFormulaModel(weights[..branch.Encoder.Features.Length], offset) }],
        };
    }

    static Table RandomTable(int columns, int rows)
    {
        var random = new CounterRandom(17, "explained");
        return Table.Of(Enumerable.Range(0, columns).Select(j =>
            ($"c{j}", (Column)new DoubleColumn([.. Enumerable.Range(0, rows).Select(row => random.Child((ulong)j).Uniform((ulong)row))]))));
    }

    static double Value(Table table, int column, int row) => ((DoubleColumn)table.Columns[column]).Values[row];

    static DoubleColumn Numbers(params double[] values) => new(values);
}
