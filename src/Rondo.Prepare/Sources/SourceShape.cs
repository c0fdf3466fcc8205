using System.Collections.Immutable;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources;

/// <summary>What a source holds, found from all its values without keeping them.</summary>
/// <param name="Columns">Those that are not left out, in their order.</param>
/// <param name="Rows">Their number.</param>
/// <param name="Bytes">What the rows would take in memory, roughly and rather too much.</param>
public sealed record SourceShape(ImmutableArray<Field> Columns, long Rows, long Bytes)
{
    /// <summary>What a cell takes beside its text.</summary>
    internal const int CellBytes = 8;
}
