using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Split;

/// <summary>Draws the test rows by seed and row number: the same rows for the same seed and number of rows.</summary>
[Part("random", "Draws the test rows at random.")]
public sealed record RandomSplit : ISplitter
{
    [Param("The share of the rows to test by.", Min = 0, Max = 1)]
    public double Test { get; init; } = 0.2;

    [Param("The seed of the draw.", Min = 0, Max = 9007199254740992)]
    public long Seed { get; init; } = 42;

    public DataSplit Divide(Table table, Target? target, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var order = new CounterRandom((ulong)Seed, "split").Permutation(table.RowCount);
        var isTest = new bool[table.RowCount];
        foreach (var row in order.AsSpan(0, Share.Of(table.RowCount, Test))) isTest[row] = true;
        return DataSplit.Of(isTest, target, "Change `test`, give more rows, or use `strategy: stratified`.");
    }
}
