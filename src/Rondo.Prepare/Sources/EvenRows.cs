using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Sources;

/// <summary>Reads a source whole, or as many of its rows as a bound of memory takes, drawn evenly from first to last.</summary>
public static class EvenRows
{
    // What is read whole without being looked through before.
    const long SmallFileBytes = 16L << 20;

    /// <param name="spec">The source.</param>
    /// <param name="options">How to read; types that are not declared are found from all rows, drawn or not.</param>
    /// <param name="mostBytes">What the table may take in memory, roughly. Sources that can't be read piece by piece are read whole.</param>
    /// <param name="seed">Of the draw: the same rows for the same source and bound.</param>
    /// <param name="parts">The sources that are known.</param>
    /// <param name="cancellation">Stops between pieces.</param>
    /// <exception cref="RondoException">No such file, an unknown format, or data whose form is wrong.</exception>
    public static DrawnRows Read(SourceSpec spec, SourceOptions options, long mostBytes, ulong seed, PartCatalog parts, CancellationToken cancellation = default)
    {
        if (spec.Paths is [var only] && SourceKind.SchemeOf(only) is not null) return Whole(SourceReader.Read(spec, options, parts, cancellation));
        var files = SourceFiles.Of(spec);
        if (SourceKind.Of(spec, files, parts) is not IPiecewiseSource source || files.Sum(f => new FileInfo(f).Length) <= Math.Min(SmallFileBytes, mostBytes))
            return Whole(SourceReader.Read(spec, options, parts, cancellation));
        return SourceReader.Explained(files, () =>
        {
            var shape = source.ShapeOf(files, options, cancellation);
            if (shape.Bytes <= mostBytes) return Whole(source.Read(files, options, cancellation));
            var rows = RowsOf(shape.Rows, Math.Clamp((long)((double)shape.Rows * mostBytes / shape.Bytes), 1, shape.Rows), seed);
            var typed = options with { Types = shape.Columns.ToDictionary(c => c.Name, c => options.Types.GetValueOrDefault(c.Name, c.Type), StringComparer.Ordinal) };
            return new DrawnRows(Draw(source.Pieces(files, typed, cancellation), shape, typed, rows, cancellation), shape.Rows);
        });
    }

    static DrawnRows Whole(Table table) => new(table, table.RowCount);

    // One row of each stretch of equal length: a rhythm of the rows does not become one of the draw.
    static long[] RowsOf(long rows, long count, ulong seed)
    {
        var random = new CounterRandom(seed, "even_rows");
        var drawn = new long[count];
        for (var i = 0L; i < count; i++)
        {
            var (start, end) = ((long)((Int128)i * rows / count), (long)((Int128)(i + 1) * rows / count));
            drawn[i] = start + (long)(random.Uniform((ulong)i) * (end - start));
        }
        return drawn;
    }

    static Table Draw(IEnumerable<RowPiece> pieces, SourceShape shape, SourceOptions options, long[] rows, CancellationToken cancellation)
    {
        var drawn = new List<Table>();
        var from = 0;
        foreach (var group in pieces.Chunk(Math.Max(1, options.Threads)))
        {
            var wanted = new int[group.Length][];
            for (var i = 0; i < group.Length; i++)
            {
                var to = from;
                while (to < rows.Length && rows[to] < group[i].Start + group[i].Rows) to++;
                wanted[i] = [.. rows.AsSpan(from, to - from).ToArray().Select(row => (int)(row - group[i].Start))];
                from = to;
            }
            var taken = new Table[group.Length];
            WorkBlocks.Run(group.Length, 1, options.Threads, (i, _, _) => taken[i] = Complete(group[i].Read(), shape, options).Take(wanted[i]), cancellation);
            drawn.AddRange(taken.Where(t => t.RowCount > 0));
        }
        return ColumnParts.Join(drawn);
    }

    // A piece may lack columns that others have.
    static Table Complete(Table piece, SourceShape shape, SourceOptions options) =>
        Table.Of(shape.Columns.Select(c => (c.Name, piece.Schema.Contains(c.Name) ? piece[c.Name] : ColumnConversion.AllMissing(options.Types[c.Name], piece.RowCount))));
}
