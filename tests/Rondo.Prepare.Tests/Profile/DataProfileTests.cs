using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Prepare.Profile;

namespace Rondo.Prepare.Tests.Profile;

public sealed class DataProfileTests
{
    static readonly JsonElement _golden = GoldenProfiles.Read();

    [Theory]
    [InlineData("made")]
    [InlineData("rows_1")]
    [InlineData("rows_2")]
    [InlineData("rows_3")]
    [InlineData("rows_4")]
    public void Every_number_is_that_of_pandas(string name)
    {
        var set = _golden.GetProperty("tables").EnumerateArray().Single(t => t.GetProperty("name").GetString() == name);

        GoldenProfiles.AssertEqual(set.GetProperty("profile"), DataProfile.Of(GoldenProfiles.TableOf(set.GetProperty("columns"))));
    }

    [Theory]
    [InlineData("california_housing.csv")]
    [InlineData("titanic.csv")]
    [InlineData("penguins.csv")]
    [InlineData("bike_sharing_hour.csv")]
    public void On_real_data_too(string file)
    {
        var set = _golden.GetProperty("real").EnumerateArray().Single(t => t.GetProperty("file").GetString() == file);
        var leftOut = set.GetProperty("left_out").EnumerateArray().Select(c => c.GetString()!).ToHashSet();

        GoldenProfiles.AssertEqual(set.GetProperty("profile"), DataProfile.Of(GoldenProfiles.RealTable(file).Drop(leftOut)));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var table = GoldenProfiles.TableOf(_golden.GetProperty("tables")[0].GetProperty("columns"));
        var many = table.Take([.. Enumerable.Range(0, 150_000).Select(i => i * 7 % table.RowCount)]);

        var (one, three) = (DataProfile.Of(many), DataProfile.Of(many, new ProfileOptions { Threads = 3 }));

        Assert.Equal(one.Associations.Pearson.Values, three.Associations.Pearson.Values);
        Assert.Equal(one.Associations.Spearman.Values, three.Associations.Spearman.Values);
        Assert.Equal(one.Associations.CorrelationRatio.Values, three.Associations.CorrelationRatio.Values);
        Assert.Equal(one.Columns.Select(c => c.Numbers?.Mean), three.Columns.Select(c => c.Numbers?.Mean));
    }

    [Fact]
    public void Times_have_their_range_and_a_histogram_but_no_mean()
    {
        var column = DataProfile.Of(Table.Of(
            ("day", new IntegerColumn(ColumnType.Date, [0, 365, 365, 0], [false, false, false, true])),
            ("at", new IntegerColumn(ColumnType.TimestampUtc, [1_500_000, 0, -1, 0])))).Columns;

        Assert.Equal(("1970-01-01", "1971-01-01", 2L, 1L), (column[0].First, column[0].Last, column[0].Distinct, column[0].Missing));
        Assert.Equal([new ValueCount("1971-01-01", 2), new ValueCount("1970-01-01", 1)], column[0].Top);
        Assert.Equal(("1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:01.500000Z"), (column[1].First, column[1].Last));
        Assert.Equal((3, null), (column[0].Histogram!.Counts.Sum(), column[0].Numbers));
    }

    [Fact]
    public void A_table_without_rows_or_without_columns_has_a_profile()
    {
        var none = DataProfile.Of(Table.Of(("x", new DoubleColumn([])), ("t", TextColumn.From([])), ("d", new IntegerColumn(ColumnType.Date, []))));

        Assert.Equal((0L, 3, 0L), (none.Rows, none.Columns.Length, none.DuplicateRows));
        Assert.Equal((0L, null), (none.Columns[0].Distinct, none.Columns[0].Numbers));
        Assert.Equal((0L, 0), (DataProfile.Of(Table.Of()).Rows, DataProfile.Of(Table.Of()).Columns.Length));
    }

    [Fact]
    public void The_largest_numbers_do_not_overflow()
    {
        var numbers = DataProfile.Of(Table.Of(("x", new DoubleColumn([double.MaxValue, -double.MaxValue, 1, 2, 3])))).Columns[0].Numbers!;

        Assert.True(double.IsFinite(numbers.Mean) && numbers.Std is { } std && double.IsFinite(std));
        Assert.True(numbers.Kurtosis is { } kurtosis && double.IsFinite(kurtosis) && Math.Abs(numbers.Skewness!.Value) < 1e-9);
    }

    [Fact]
    public void Its_size_does_not_grow_with_rows_categories_or_columns()
    {
        var texts = TextColumn.From([.. Enumerable.Range(0, 20_000).Select(i => new string((char)('a' + i % 26), 300) + i)]);
        var columns = Enumerable.Range(0, 200).Select(j => ($"x{j}", (Column)new DoubleColumn([.. Enumerable.Range(0, 20_000).Select(i => (double)(i * (j + 3) % 1009))])));

        var profile = DataProfile.Of(Table.Of([("t", texts), .. columns]), new ProfileOptions { Threads = 2 });

        Assert.All(profile.Columns, c => Assert.True(c.Top.Length <= 10 && c.Top.All(v => v.Value.Length <= 103) && c.Lowest.Length <= 5));
        Assert.Equal((50, 151), (profile.Associations.Pearson.Columns.Length, profile.Associations.LeftOut));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_million_categories_and_texts_of_a_million_characters_take_bounded_time()
    {
        var names = TextColumn.From([.. Enumerable.Range(0, 1_000_000).Select(i => $"name {i * 7919L % 1_000_003}")]);
        var texts = new TextColumn([.. Enumerable.Range(0, 1_000_000).Select(i => i % 3)], [new string('1', 1_000_000), new string(' ', 1_000_000), new string('\u00C3', 1_000_000)]);
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var profile = DataProfile.Of(Table.Of(("name", names), ("long", texts)), new ProfileOptions { Threads = 2 });

        Assert.Equal((1_000_000, 1_000_000), (profile.Columns[0].Distinct, profile.Columns[1].Lengths!.Max));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), watch.Elapsed.ToString());
    }

    [Fact]
    public void Cancellation_stops_it()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => DataProfile.Of(Table.Of(("x", new DoubleColumn([1, 2]))), cancellation: cancelled.Token));
    }
}
