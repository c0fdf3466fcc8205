using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Split;

/// <summary>
/// Draws whole groups by the hash of their value until the test part has its share of rows, passing over groups that are too large for it.
/// A row without a group is a group of its own content.
/// </summary>
[Part("group", "Draws whole groups, so that no group is in both parts.")]
public sealed record GroupSplit : ISplitter
{
    [Param("The column whose value makes a group, such as a customer's number.")]
    public string Column { get; init; } = "";

    [Param("The share of the rows to test by.", Min = 0, Max = 1)]
    public double Test { get; init; } = 0.2;

    [Param("The seed of the draw.", Min = 0, Max = 9007199254740992)]
    public long Seed { get; init; } = 42;

    public DataSplit Divide(Table table, Target? target, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var hashes = KeyHash.Of(table, this, [Column], (ulong)Seed);
        cancellation.ThrowIfCancellationRequested();
        return DataSplit.Of(LowestHashes.ChoosePassingOver(hashes, Test), target, $"Change `test` or `seed`, or group by another column than '{Column}': its groups are too large.");
    }
}
