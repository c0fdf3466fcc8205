using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Clean;

namespace Rondo.Prepare.Profile;

/// <summary>What is in a table: each column, how columns go together, duplicate rows, and what looks wrong. Its size does not grow with the rows.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="DuplicateRows">Rows that equal an earlier one in every column; null when that was not asked for.</param>
public sealed record DataProfile(long Rows, ImmutableArray<ColumnProfile> Columns, Associations Associations, long? DuplicateRows)
{
    public ImmutableArray<DataAlert> Alerts { get; init; } = [];

    public static DataProfile Of(Table table, ProfileOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ProfileOptions();
        var columns = Profile(table, options, cancellation);
        var duplicates = options.WithDuplicates ? CountDuplicates(table, cancellation) : (long?)null;
        var associations = options.WithCorrelations ? Associations.Of(columns, options, cancellation) : new Associations();
        var profiled = new ProfiledTable(table, [.. columns.Select(c => c with { Values = null, Ranks = null })], associations, duplicates, options.Target);
        return new DataProfile(table.RowCount, [.. columns.Select(c => c.Profile)], associations, duplicates) { Alerts = profiled.Alerts(cancellation) };
    }

    static ImmutableArray<ProfiledColumn> Profile(Table table, ProfileOptions options, CancellationToken cancellation)
    {
        var correlated = options.WithCorrelations
            ? Enumerable.Range(0, table.Columns.Length).Where(j => Associations.IsNumber(table.Columns[j]) && Varies(table.Columns[j])).Take(options.MaxCorrelated).ToHashSet()
            : [];
        var columns = new ProfiledColumn[table.Columns.Length];
        WorkBlocks.Run(columns.Length, 1, options.Threads, (j, _, _) =>
            columns[j] = ProfiledColumn.Of(table.Schema.Fields[j].Name, table.Columns[j], options, correlated.Contains(j)), cancellation);
        return [.. columns];
    }

    static bool Varies(Column column)
    {
        var first = double.NaN;
        for (var row = 0; row < column.Length; row++)
        {
            var value = column is IntegerColumn whole ? whole.IsMissing(row) ? double.NaN : whole.Values[row] : ((DoubleColumn)column).Values[row];
            if (!double.IsFinite(value) || value == first) continue;
            if (!double.IsNaN(first)) return true;
            first = value;
        }
        return false;
    }

    static long CountDuplicates(Table table, CancellationToken cancellation)
    {
        var firsts = Duplicates.FirstEquals(table, cancellation);
        var count = 0L;
        for (var row = 0; row < firsts.Length; row++)
            if (firsts[row] != row) count++;
        return count;
    }
}
