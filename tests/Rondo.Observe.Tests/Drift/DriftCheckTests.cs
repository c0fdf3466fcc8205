using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Observe.Drift;

namespace Rondo.Observe.Tests.Drift;

public sealed class DriftCheckTests
{
    static readonly DriftOptions s_usual = new();

    /// <summary>How often each comparison is repeated; the proof asks for more.</summary>
    static int Repeats => int.TryParse(Environment.GetEnvironmentVariable("RONDO_DRIFT_REPEATS"), NumberStyles.None, CultureInfo.InvariantCulture, out var repeats) ? repeats : 100;

    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(500)]
    [InlineData(2000)]
    [InlineData(100_000, Explicit = true)]
    public void No_change_gives_an_alert_as_rarely_as_asked_at_any_size(int rows)
    {
        var alarms = Enumerable.Range(0, Repeats).Count(i => DriftCheck.Compare(Sample(2000, 2 * i), Sample(rows, 2 * i + 1), s_usual, TestContext.Current.CancellationToken).IsAlert);

        // Six in a hundred, and what chance adds to five in a hundred of few repeats.
        Assert.True(alarms <= Math.Max(0.06 * Repeats, 0.05 * Repeats + 3.1 * Math.Sqrt(0.05 * 0.95 * Repeats) * (Repeats < 1000 ? 1 : 0)), $"{alarms} alarms in {Repeats}");
    }

    [Fact]
    public void A_change_of_half_a_deviation_in_one_of_twenty_columns_is_found_in_two_hundred_rows()
    {
        var found = Enumerable.Range(0, Repeats).Count(i =>
        {
            var report = DriftCheck.Compare(Sample(2000, 2 * i), Sample(200, 2 * i + 1, shift: 0.5), s_usual, TestContext.Current.CancellationToken);
            return report.Columns[0].IsAlert;
        });

        Assert.True(found >= 0.9 * Repeats, $"{found} of {Repeats}");
    }

    [Fact]
    public void A_change_of_a_hundredth_of_a_deviation_is_negligible_however_many_rows_see_it()
    {
        var columns = Enumerable.Range(0, 10).Select(i => DriftCheck.Compare(Numbers(400_000, 2 * i, 0), Numbers(400_000, 2 * i + 1, 0.01), s_usual, TestContext.Current.CancellationToken).Columns[0]).ToArray();

        Assert.DoesNotContain(columns, c => c.IsAlert);
        Assert.Contains(columns, c => c.IsSignificant && c.Note == "significant, negligible");
    }

    [Fact]
    public void One_outlier_hides_nothing()
    {
        var current = Numbers(1200, 1, shift: 3);
        ((DoubleColumn)current.Columns[0]).Values[7] = 1e6;

        var column = DriftCheck.Compare(Numbers(2000, 0, 0), current, s_usual, TestContext.Current.CancellationToken).Columns[0];

        Assert.True(column.IsAlert);
        Assert.InRange(column.Effect!.Value, 0.8, 1);
        Assert.Contains("outside the reference's range", column.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void New_and_vanished_categories_are_named()
    {
        var report = DriftCheck.Compare(Words(600, "a", "b", "c"), Words(300, "a", "d"), s_usual, TestContext.Current.CancellationToken);

        Assert.True(report.IsAlert);
        Assert.Equal("chi_square", report.Columns[0].Method);
        Assert.Contains("new since the reference: 'd', 50% of rows", report.Columns[0].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rare_new_category_alone_gives_no_alert()
    {
        var current = Words(300, "a", "b", "c");
        ((TextColumn)current.Columns[0]).Dictionary[0] = "a";
        var rare = TextColumn.From([.. Enumerable.Range(0, 300).Select(i => i == 5 ? "unheard of" : ((TextColumn)current.Columns[0])[i])]);

        var column = DriftCheck.Compare(Words(600, "a", "b", "c"), Table.Of(("word", rare)), s_usual, TestContext.Current.CancellationToken).Columns[0];

        Assert.False(column.IsAlert);
        Assert.Contains("'unheard of'", column.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void More_missing_values_give_an_alert()
    {
        var current = Numbers(500, 1, 0);
        for (var row = 0; row < 100; row++) ((DoubleColumn)current.Columns[0]).Values[row] = double.NaN;

        var column = DriftCheck.Compare(Numbers(2000, 0, 0), current, s_usual, TestContext.Current.CancellationToken).Columns[0];

        Assert.True(column.IsAlert);
        Assert.Equal("missing_rate", column.Method);
        Assert.Equal("missing 20% of rows, before 0%", column.Note);
    }

    [Fact]
    public void A_column_without_values_now_gives_an_alert()
    {
        var current = Table.Of(("x", new DoubleColumn([.. Enumerable.Repeat(double.NaN, 100)])));

        Assert.True(DriftCheck.Compare(Numbers(2000, 0, 0), current, s_usual, TestContext.Current.CancellationToken).Columns[0].IsAlert);
    }

    [Fact]
    public void A_column_that_is_gone_gives_an_alert_and_a_new_one_none()
    {
        var current = Table.Of(("y", new DoubleColumn([1, 2, 3])));

        var column = Assert.Single(DriftCheck.Compare(Numbers(50, 0, 0), current, s_usual, TestContext.Current.CancellationToken).Columns);

        Assert.True(column.IsAlert);
        Assert.Equal(("x", "presence", "the current data lack the column"), (column.Name, column.Method, column.Note));
    }

    [Fact]
    public void Of_free_text_the_word_that_became_common_is_named_and_texts_of_one_source_give_no_alert()
    {
        Table Texts(int rows, int seed, double spam)
        {
            var random = new Random(seed);
            string[] words = [.. Enumerable.Range(0, 400).Select(i => $"word{i}")];
            return Table.Of(("note", TextColumn.From([.. Enumerable.Range(0, rows).Select(_ =>
                string.Join(' ', Enumerable.Range(0, 12).Select(_ => words[(int)(400 * random.NextDouble() * random.NextDouble())])) + (random.NextDouble() < spam ? " call now" : " thank you"))])));
        }

        Assert.False(DriftCheck.Compare(Texts(1500, 1, 0.1), Texts(600, 2, 0.1), s_usual, TestContext.Current.CancellationToken).IsAlert);
        var column = DriftCheck.Compare(Texts(1500, 1, 0.1), Texts(600, 2, 0.4), s_usual, TestContext.Current.CancellationToken).Columns[0];
        Assert.True(column.IsAlert);
        Assert.Equal("n_grams", column.Method);
        Assert.Matches("'(call|now|call now|thank|you|thank you)' in", column.Note);
    }

    [Fact]
    public void Columns_that_no_longer_go_together_are_seen_together_and_by_none_alone()
    {
        var together = new DriftOptions(IsMultivariate: true);
        var report = DriftCheck.Compare(Pairs(2000, 1, sign: 1), Pairs(1000, 2, sign: -1), together, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(report.Columns, c => c.IsAlert);
        Assert.Equal(["domain_classifier", "pca_reconstruction"], report.Together.Select(c => c.Name));
        Assert.All(report.Together, c => Assert.True(c.IsAlert));
        Assert.True(report.IsAlert);
    }

    [Fact]
    public void Together_they_give_as_few_false_alarms_as_asked_for()
    {
        const int repeats = 60;
        var together = new DriftOptions(IsMultivariate: true);
        var alarms = Enumerable.Range(0, repeats).Count(i => DriftCheck.Compare(Pairs(400, 2 * i, sign: 1), Pairs(200, 2 * i + 1, sign: 1), together, TestContext.Current.CancellationToken).IsAlert);

        // Five in a hundred, and three deviations of so few repeats.
        Assert.True(alarms <= 0.05 * repeats + 3 * Math.Sqrt(0.05 * 0.95 * repeats), $"{alarms} of {repeats}");
    }

    // Two columns that rise together or against each other, one that minds neither, and words.
    static Table Pairs(int rows, int seed, int sign)
    {
        var random = new Random(seed);
        var (x, y, z, words) = (new double[rows], new double[rows], new double[rows], new string[rows]);
        for (var row = 0; row < rows; row++)
        {
            x[row] = random.NextDouble() + random.NextDouble() - 1;
            y[row] = sign * x[row] + 0.2 * (random.NextDouble() - 0.5);
            z[row] = random.NextDouble();
            words[row] = random.Next(2) == 0 ? "red" : "blue";
        }
        return Table.Of(("x", new DoubleColumn(x)), ("y", new DoubleColumn(y)), ("z", new DoubleColumn(z)), ("word", TextColumn.From(words)));
    }

    [Fact]
    public void Times_are_not_compared()
    {
        var report = DriftCheck.Compare(
            Table.Of(("at", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, 100).Select(i => (long)i)], null))),
            Table.Of(("at", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(100, 100).Select(i => (long)i)], null))), s_usual, TestContext.Current.CancellationToken);

        Assert.False(report.IsAlert);
        Assert.Contains("times", report.Columns[0].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_constants_have_no_drift_and_another_one_has()
    {
        static Table Constant(int rows, double value) => Table.Of(("x", new DoubleColumn([.. Enumerable.Repeat(value, rows)])));

        Assert.False(DriftCheck.Compare(Constant(100, 5), Constant(60, 5), s_usual, TestContext.Current.CancellationToken).IsAlert);
        Assert.True(DriftCheck.Compare(Constant(100, 5), Constant(60, 6), s_usual, TestContext.Current.CancellationToken).IsAlert);
    }

    static Table Numbers(int rows, int seed, double shift)
    {
        var random = new Random(seed);
        return Table.Of(("x", new DoubleColumn([.. Enumerable.Range(0, rows).Select(_ => Normal(random) + shift)])));
    }

    static Table Words(int rows, params string[] words) => Table.Of(("word", TextColumn.From([.. Enumerable.Range(0, rows).Select(i => words[i % words.Length])])));

    // Twenty columns of many kinds; the first is normal, and may be shifted.
    static Table Sample(int rows, int seed, double shift = 0)
    {
        var random = new Random(seed);
        double[] Make(Func<double> value) => [.. Enumerable.Range(0, rows).Select(_ => value())];
        TextColumn Texts(Func<string?> value) => TextColumn.From([.. Enumerable.Range(0, rows).Select(_ => value())]);
        var columns = new List<(string, Column)> { ("normal", new DoubleColumn(Make(() => Normal(random) + shift))) };
        for (var i = 0; i < 7; i++) columns.Add(($"normal{i}", new DoubleColumn(Make(() => Normal(random)))));
        for (var i = 0; i < 4; i++) columns.Add(($"skewed{i}", new DoubleColumn(Make(() => -Math.Log(1 - random.NextDouble())))));
        columns.Add(("with_missing", new DoubleColumn(Make(() => random.Next(10) == 0 ? double.NaN : Normal(random)))));
        columns.Add(("few", new IntegerColumn(ColumnType.Int64, [.. Make(() => random.Next(6)).Select(v => (long)v)], null)));
        columns.Add(("hour", new IntegerColumn(ColumnType.Int64, [.. Make(() => random.Next(24)).Select(v => (long)v)], null)));
        columns.Add(("flag", new IntegerColumn(ColumnType.Boolean, [.. Make(() => random.Next(5) == 0 ? 1 : 0).Select(v => (long)v)], null)));
        columns.Add(("five", Texts(() => "value " + random.Next(5))));
        columns.Add(("rare", Texts(() => "value " + Math.Min(200, (int)(1 / (random.NextDouble() + 0.004))))));
        columns.Add(("seldom_missing", Texts(() => random.Next(50) == 0 ? null : "value " + random.Next(3))));
        columns.Add(("text", Texts(() => new string('x', 5 + random.Next(60)) + random.Next())));
        return Table.Of(columns);
    }

    static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
