using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Frames;

namespace Rondo.Prepare.Tests.Frames;

public sealed class FrameTests
{
    static readonly JsonElement s_golden = Golden();
    static readonly Frame s_a = Of(s_golden.GetProperty("a"));
    static readonly Frame s_b = Of(s_golden.GetProperty("b"));

    // The same steps that tests/golden/frames/make.py takes in pandas.
    static readonly Dictionary<string, Func<Frame>> s_cases = new()
    {
        ["select"] = () => s_a.Select("x", "k"),
        ["drop"] = () => s_a.Drop("g", "n"),
        ["rename"] = () => s_a.Rename("x", "y"),
        ["filter_number"] = () => s_a.Filter("x > 0"),
        ["filter_text"] = () => s_a.Filter("coalesce(k, '') == 'u' or n < -2"),
        ["filter_missing"] = () => s_a.Filter("is_missing(k)"),
        ["filter_sql"] = () => s_a.FilterSql("g IN (1, 3) AND n % 2 = 0"),
        ["with_number"] = () => s_a.With("y", "x * 2 + n"),
        ["with_replaced"] = () => s_a.With("x", "coalesce(x, 0)"),
        ["with_sql"] = () => s_a.WithSql("y", "abs(n)"),
        ["head"] = () => s_a.Head(5),
        ["sort_one"] = () => s_a.Sort("x"),
        ["sort_down"] = () => s_a.Sort("-x"),
        ["sort_two"] = () => s_a.Sort("k", "-n"),
        ["distinct_one"] = () => s_a.Distinct("k"),
        ["distinct_two"] = () => s_a.Distinct("k", "g"),
        ["distinct_all"] = () => s_a.Union(s_a).Distinct(),
        ["union"] = () => s_a.Union(s_a.Filter("g == 1")),
        ["group_count"] = () => s_a.GroupBy("k").Aggregate(("rows", Aggregate.Count()), ("values", Aggregate.Count("x"))),
        ["group_sum_mean"] = () => s_a.GroupBy("g").Aggregate(("s", Aggregate.Sum("x")), ("m", Aggregate.Mean("x")), ("t", Aggregate.Sum("n"))),
        ["group_two"] = () => s_a.GroupBy("k", "g").Aggregate(("m", Aggregate.Mean("n")), ("rows", Aggregate.Count())),
        ["group_extremes"] = () => s_a.GroupBy("k").Aggregate(("low", Aggregate.Min("x")), ("high", Aggregate.Max("x"))),
        ["group_spread"] = () => s_a.GroupBy("g").Aggregate(("sd", Aggregate.StandardDeviation("x")), ("var", Aggregate.Variance("n"))),
        ["group_median"] = () => s_a.GroupBy("k").Aggregate(("med", Aggregate.Median("x"))),
        ["group_quantile"] = () => s_a.GroupBy("g").Aggregate(("q", Aggregate.Quantile("x", 0.3))),
        ["group_first_last"] = () => s_a.GroupBy("k").Aggregate(("f", Aggregate.First("x")), ("l", Aggregate.Last("x"))),
        ["group_distinct"] = () => s_a.GroupBy("k").Aggregate(("d", Aggregate.CountDistinct("n"))),
        ["aggregate_all"] = () => s_a.GroupBy().Aggregate(("rows", Aggregate.Count()), ("m", Aggregate.Mean("x")), ("t", Aggregate.Sum("n"))),
        ["join_inner"] = () => s_a.Join(s_b, JoinKind.Inner, "k"),
        ["join_left"] = () => s_a.Join(s_b, JoinKind.Left, "k"),
        ["join_right"] = () => s_a.Join(s_b, JoinKind.Right, "k"),
        ["join_full"] = () => s_a.Join(s_b, JoinKind.Full, "k"),
        ["join_two"] = () => s_a.Join(s_b, JoinKind.Left, "k", "g"),
        ["join_semi"] = () => s_a.Join(s_b, JoinKind.Semi, "k"),
        ["join_anti"] = () => s_a.Join(s_b, JoinKind.Anti, "k"),
        ["pivot_sum"] = () => s_a.Pivot(["g"], "k", Aggregate.Sum("n")),
        ["pivot_mean"] = () => s_a.Filter("not is_missing(k)").Pivot(["k"], "g", Aggregate.Mean("x")),
        ["unpivot"] = () => s_a.Select("k", "g", "n").Unpivot(["k"]),
        ["window_row_number"] = () => s_a.Window("w", Window.RowNumber().Within("g").By("n")),
        ["window_rank"] = () => s_a.Window("w", Window.Rank().Within("g").By("n")),
        ["window_dense_rank"] = () => s_a.Window("w", Window.DenseRank().Within("g").By("-n")),
        ["window_lag"] = () => s_a.Window("w", Window.Lag("n").Within("g")),
        ["window_lead"] = () => s_a.Window("w", Window.Lead("x", 2).Within("g")),
        ["window_running"] = () => s_a.Window("w", Window.RunningSum("n").Within("g")),
        ["window_moving"] = () => s_a.Window("w", Window.MovingMean("n", 3)),
        ["window_share"] = () => s_a.WithSql("abs", "abs(n)").Window("w", Window.Share("abs").Within("g")).Drop("abs"),
    };

    public static TheoryData<string> Cases => [.. s_golden.GetProperty("cases").EnumerateObject().Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_frame_equals_pandas(string name)
    {
        var frame = s_cases[name]();
        var expected = s_golden.GetProperty("cases").GetProperty(name);

        Assert.Equal(expected.EnumerateObject().Select(c => c.Name), frame.Columns);
        foreach (var column in expected.EnumerateObject())
        {
            var values = column.Value.EnumerateArray().ToArray();
            Assert.Equal(values.Length, frame.Rows);
            for (var i = 0; i < values.Length; i++) AssertCell(values[i], frame.Table[column.Name], i, $"{name}: {column.Name}[{i}]");
        }
    }

    [Fact]
    public void Every_case_is_tested() => Assert.Equal(s_cases.Keys.Order(StringComparer.Ordinal), s_golden.GetProperty("cases").EnumerateObject().Select(c => c.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void A_name_is_a_name_whatever_it_holds()
    {
        const string evil = "x\"; DROP TABLE frame; --";
        var frame = s_a.Rename("x", evil).Rename("k", "it's");

        Assert.Equal(s_a.Sort("x").Table["g"], frame.Sort(evil).Table["g"], SameWhole);
        Assert.Equal(["it's", "m"], frame.GroupBy("it's").Aggregate(("m", Aggregate.Mean(evil))).Columns);
        Assert.Equal(frame.Columns, frame.FilterSql("true").Columns);
        Assert.Equal(["g", "u", "v", "w", "x"], frame.Pivot(["g"], "it's", Aggregate.Sum("n")).Columns);
    }

    [Fact]
    public void Sql_reaches_no_file()
    {
        Assert.Equal("bad_query", Assert.Single(Assert.Throws<RondoException>(() => s_a.Sql("SELECT * FROM read_csv('/etc/passwd')")).Mistakes).Code);
        Assert.Equal("bad_query", Assert.Single(Assert.Throws<RondoException>(() => s_a.FilterSql("g IN (SELECT 1 FROM '/etc/passwd')")).Mistakes).Code);
        Assert.Equal(3, s_a.Sql("SELECT g, count(*) AS n FROM frame GROUP BY g").Rows);
    }

    [Fact]
    public void An_unknown_column_is_named_with_the_nearest_one()
    {
        var frame = s_a.Rename("x", "price");

        foreach (var step in (Action[])[() => frame.Select("prise"), () => frame.Sort("-prise"), () => frame.GroupBy("g").Aggregate(("m", Aggregate.Mean("prise"))), () => frame.Window("w", Window.Lag("prise"))])
            Assert.Equal("Did you mean 'price'?", Assert.Single(Assert.Throws<RondoException>(step).Mistakes).Hint);
    }

    [Fact]
    public void A_sample_is_the_seeds()
    {
        Assert.Equal(s_a.Sample(7, seed: 3).Table["n"], s_a.Sample(7, seed: 3).Table["n"], SameWhole);
        Assert.Equal(7, s_a.Sample(7).Rows);
        Assert.Equal(s_a.Rows, s_a.Sample(1000).Rows);
    }

    [Fact]
    public void No_rows_are_rows_too()
    {
        var none = s_a.Filter("g > 99");

        Assert.Equal(0, none.Rows);
        Assert.Equal(0, none.Sort("x").Join(s_b, JoinKind.Inner, "k").Rows);
        Assert.Equal(0, none.GroupBy("k").Aggregate(("m", Aggregate.Mean("x"))).Rows);
        Assert.Equal(s_b.Rows, none.Join(s_b, JoinKind.Full, "k").Rows);
    }

    static bool SameWhole(Column a, Column b) => ((IntegerColumn)a).Values.AsSpan().SequenceEqual(((IntegerColumn)b).Values);

    static void AssertCell(JsonElement expected, Column column, int row, string where)
    {
        if (expected.ValueKind == JsonValueKind.Null) Assert.True(column.IsMissing(row), $"{where} is not missing.");
        else if (column is TextColumn text) Assert.Equal(expected.GetString(), text[row]);
        else
        {
            Assert.False(column.IsMissing(row), $"{where} is missing.");
            var value = column is DoubleColumn number ? number.Values[row] : ((IntegerColumn)column).Values[row];
            Assert.True(Math.Abs(value - expected.GetDouble()) <= 1e-9 * Math.Max(1, Math.Abs(value)), $"{where} is {value}, not {expected.GetDouble()}.");
        }
    }

    static Frame Of(JsonElement table) => new(Table.Of(table.EnumerateObject().Select(column =>
    {
        var values = column.Value.EnumerateArray().ToArray();
        if (values.Any(v => v.ValueKind == JsonValueKind.String)) return (column.Name, (Column)TextColumn.From([.. values.Select(v => v.GetString())]));
        return values.All(v => v.TryGetInt64OrNot()) ? (column.Name, new IntegerColumn(ColumnType.Int64, [.. values.Select(v => v.GetInt64())]))
            : (column.Name, new DoubleColumn([.. values.Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN : v.GetDouble())]));
    })));

    static JsonElement Golden()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Rondo.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "tests", "golden", "frames", "frames.json"))).RootElement;
    }
}

file static class JsonNumbers
{
    public static bool TryGetInt64OrNot(this JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _);
}
