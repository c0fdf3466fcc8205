using System.Collections.Immutable;

namespace Rondo.Prepare.Profile;

/// <summary>How far columns go together, pair by pair; null where that is undefined.</summary>
/// <param name="Values">Row by row.</param>
public sealed record AssociationMatrix(ImmutableArray<string> Rows, ImmutableArray<string> Columns, ImmutableArray<double?> Values)
{
    public static AssociationMatrix Empty { get; } = new([], [], []);

    public bool IsEmpty => Rows.IsEmpty || Columns.IsEmpty;

    public double? this[int row, int column] => Values[row * Columns.Length + column];

    internal static AssociationMatrix Of(ImmutableArray<string> names, double?[,] values) => new(names, names, [.. values.Cast<double?>()]);
}
