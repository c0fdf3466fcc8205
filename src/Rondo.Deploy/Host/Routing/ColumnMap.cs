using Rondo.Engine.Data;

namespace Rondo.Deploy.Host.Routing;

/// <summary>Takes rows from the signature of one version to that of another: columns are found by their names, and those that the rows lack and may lack are missing.</summary>
public sealed class ColumnMap
{
    const int Lacking = -1;

    readonly int[] _places;
    readonly ColumnType[] _types;

    ColumnMap(int[] places, ColumnType[] types) => (_places, _types) = (places, types);

    /// <summary>Null when a column that the other version needs is not there, or is of another type: <see cref="Obstacle"/> says which.</summary>
    internal static ColumnMap? Of(ServedModel from, ServedModel to) =>
        Obstacle(from.Columns, to.Columns) is null ? new ColumnMap([.. to.Columns.Select(c => from.IndexOf(c.Name))], [.. to.Columns.Select(c => c.Type)]) : null;

    /// <summary>Why rows of one signature are none of the other; null when they are.</summary>
    public static string? Obstacle(IEnumerable<ServedColumn> from, IEnumerable<ServedColumn> to)
    {
        var known = from.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (var column in to)
        {
            if (!known.TryGetValue(column.Name, out var found))
            {
                if (column.IsOptional) continue;
                return $"it needs the column '{column.Name}', which the control's rows don't have";
            }
            if (found.Type != column.Type) return $"its column '{column.Name}' is of type {column.Type.Word}, and that of the control of type {found.Type.Word}";
        }
        return null;
    }

    /// <param name="columns">In the signature's order, of as many rows each.</param>
    public Column[] Apply(ReadOnlySpan<Column> columns, int rows)
    {
        var mapped = new Column[_places.Length];
        for (var i = 0; i < mapped.Length; i++) mapped[i] = _places[i] == Lacking ? ColumnConversion.AllMissing(_types[i], rows) : columns[_places[i]];
        return mapped;
    }
}
