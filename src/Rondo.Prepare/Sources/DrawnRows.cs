using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources;

/// <summary>Rows of a source.</summary>
/// <param name="Table">All of them, or those drawn.</param>
/// <param name="Rows">How many there are.</param>
public sealed record DrawnRows(Table Table, long Rows)
{
    /// <summary>Whether some were left out.</summary>
    public bool IsPart => Table.RowCount < Rows;
}
