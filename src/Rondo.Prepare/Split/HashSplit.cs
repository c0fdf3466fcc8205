using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Split;

/// <summary>
/// Tests by the rows whose hash is lowest. A row's hash never changes, so rows keep their part when data are added or sorted anew,
/// but for the few at the boundary. Rows of one key, or with the same content, are never parted.
/// </summary>
[Part("hash", "Takes the rows of lowest hash for testing, so that rows keep their part when the data grow.")]
public sealed record HashSplit : ISplitter
{
    [Param("The columns that identify what a row is about; by default all columns. A row without a key counts by its content.")]
    public string[]? Key { get; init; }

    [Param("The share of the rows to test by.", Min = 0, Max = 1)]
    public double Test { get; init; } = 0.2;

    [Param("Another seed gives an unrelated split.", Min = 0, Max = 9007199254740992)]
    public long Seed { get; init; } = 42;

    [Param("Whether each class of the target gives the same share.")]
    public bool Stratified { get; init; } = true;

    public DataSplit Divide(Table table, Target? target, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var hashes = KeyHash.Of(table, this, Key, (ulong)Seed);
        cancellation.ThrowIfCancellationRequested();
        var isTest = LowestHashes.Choose(hashes, Stratified && target is not null && target.Task.HasClasses ? target : null, Test);
        return DataSplit.Of(isTest, target, Key is null
            ? "Change `test`, or give more distinct rows."
            : "Change `test` or `seed`, or give more keys: the rows of one key are never parted.");
    }
}

/// <summary>The hash of each row's key.</summary>
static class KeyHash
{
    /// <exception cref="RondoException">A key column is not there.</exception>
    public static ulong[] Of(Table table, ISplitter part, string[]? key, ulong seed)
    {
        if (key is null) return RowHash.Of(table, seed);
        var columns = SplitColumns.Find(table, part, key);
        var hashes = RowHash.Of(columns, seed);
        ulong[]? content = null;
        for (var row = 0; row < hashes.Length; row++)
        {
            if (!IsMissing(columns, row)) continue;
            content ??= RowHash.Of(table, seed);
            hashes[row] = content[row];
        }
        return hashes;
    }

    static bool IsMissing(Table columns, int row)
    {
        foreach (var column in columns.Columns)
            if (!column.IsMissing(row)) return false;
        return true;
    }
}
