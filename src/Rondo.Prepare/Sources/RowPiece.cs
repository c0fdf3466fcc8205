using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources;

/// <summary>Rows that can be read beside other pieces of the same source.</summary>
/// <param name="Start">The number of the first row, from 0 on.</param>
/// <param name="Rows">Their number, known before they are read.</param>
/// <param name="Read">Reads them; mistakes name their place in the file. May be called on any thread, once.</param>
public sealed record RowPiece(long Start, int Rows, Func<Table> Read);
