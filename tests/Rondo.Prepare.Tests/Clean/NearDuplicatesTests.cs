using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Clean;

namespace Rondo.Prepare.Tests.Clean;

public class NearDuplicatesTests
{
    [Fact]
    public void Rows_that_differ_by_rounding_and_spelling_are_one_group()
    {
        var table = Table.Of(
            ("x", new DoubleColumn([1, 5, 1.0001, 1, double.NaN, double.NaN, double.PositiveInfinity])),
            ("w", TextColumn.From(["New York", "New York", "new  york", "Boston", null, null, null])),
            ("flag", new IntegerColumn(ColumnType.Boolean, [1, 1, 1, 1, 0, 0, 0])));

        Assert.Equal([[0, 2], [4, 5]], NearDuplicates.Find(table));
    }

    [Fact]
    public void One_per_cent_of_injected_near_copies_is_found_in_seconds()
    {
        const int Rows = 100_000;
        var random = new CounterRandom(9, "near");
        int Source(int row) => row % 100 == 99 ? row - 50 : row;
        double Jitter(int row) => row % 100 == 99 ? 1e-5 * (random.Child(7).Uniform((ulong)row) - 0.5) : 0;
        var table = Table.Of([
            .. Enumerable.Range(0, 6).Select(j => ($"x{j}", (Column)new DoubleColumn([.. Enumerable.Range(0, Rows).Select(row => random.Child((ulong)j).Uniform((ulong)Source(row)) + Jitter(row))]))),
            ("zeros", new DoubleColumn(new double[Rows])),
            ("w", TextColumn.From([.. Enumerable.Range(0, Rows).Select(row => row % 100 == 99 ? $" TOWN {Source(row) % 30}" : $"town {row % 30}")]))]);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var groups = NearDuplicates.Find(table);

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
        Assert.Equal(Enumerable.Range(0, Rows).Where(row => row % 100 == 99).Select(row => (row - 50, row)), groups.Select(g => (g[0], g[^1])));
    }

    [Fact]
    public void Many_equal_rows_take_no_longer()
    {
        var group = Assert.Single(NearDuplicates.Find(Table.Of(("x", new DoubleColumn(new double[300_000])))));

        Assert.Equal(300_000, group.Length);
    }

    [Fact]
    public void Tables_without_rows_have_no_groups()
    {
        Assert.Empty(NearDuplicates.Find(Table.Of()));
        Assert.Empty(NearDuplicates.Find(Table.Of(("x", new DoubleColumn([])))));
    }

    [Fact]
    public void Injected_exact_copies_are_counted_exactly()
    {
        var random = new CounterRandom(2, "copies");
        var table = Table.Of(("x", new DoubleColumn([.. Enumerable.Range(0, 5_000).Select(row => random.Uniform((ulong)(row % 4_321)))])));

        Assert.Equal(4_321, Duplicates.Find(table).Length);
    }

    [Fact]
    public void Equal_features_with_different_targets_are_shown()
    {
        var features = Table.Of(("x", new DoubleColumn([1, 2, 1, 2, 1, 3, 3])), ("w", TextColumn.From(["a", "b", "a", "b", "a", null, null])));
        var target = TextColumn.From(["yes", "no", "no", "no", "yes", "yes", null]);

        var conflicts = ConflictingLabels.Find(features, target);

        Assert.Equal((1, 3), (conflicts.Groups, conflicts.Rows));
        Assert.Equal([(0, 2)], conflicts.Examples);
    }
}
