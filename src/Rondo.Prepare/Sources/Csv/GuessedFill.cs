using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Csv;

/// <summary>
/// Reads a large file in one pass, by the types of its first block; columns that turn out to be of another type are read again.
/// A cell that is of the first block's type leaves the type what it is, so the table is the same as by a survey of all cells.
/// </summary>
static class GuessedFill
{
    private const int FewestBlocks = 4;

    /// <returns>Null when it is not worth it, or when there is a mistake, which the survey tells in full.</returns>
    public static Table? TryRead(string[] names, List<CsvBlockReader> readers, SourceOptions options, CancellationToken cancellation)
    {
        if (readers.Count < FewestBlocks) return null;
        readers[0].Survey();
        if (readers[0].HasMistakes) return null;
        WorkBlocks.Run(readers.Count, 1, options.Threads, (i, _, _) => readers[i].CountRows(), cancellation);
        var rows = readers.Sum(r => (long)r.RowCount);
        if (rows > Array.MaxLength) return null;
        var fillers = new ColumnFiller?[names.Length];
        var unknown = new bool[names.Length];
        for (var c = 0; c < names.Length; c++)
        {
            if (options.LeavesOut(names[c])) continue;
            if (options.Types.TryGetValue(names[c], out var declared)) fillers[c] = new ColumnFiller(declared, (int)rows);
            else if (readers[0].Guesses[c].HasValue) fillers[c] = new ColumnFiller(readers[0].Guesses[c].Type, (int)rows, isDeclared: false);
            else unknown[c] = true;
        }
        if (!TryFill(fillers, unknown, readers, options, cancellation)) return null;
        // A cell that is not of the declared type is a mistake.
        if (names.Where((name, c) => unknown[c] && options.Types.ContainsKey(name)).Any()) return null;
        var columns = new Column?[names.Length];
        for (var c = 0; c < names.Length; c++)
            if (unknown[c]) fillers[c] = null;
        DelimitedText.Build(columns, fillers, readers, options, cancellation);
        if (unknown.Contains(true)) FillUnknown(columns, unknown, (int)rows, readers, options, cancellation);
        return DelimitedText.TableOf(names, columns);
    }

    static bool TryFill(ColumnFiller?[] fillers, bool[] unknown, List<CsvBlockReader> readers, SourceOptions options, CancellationToken cancellation)
    {
        var starts = DelimitedText.StartsOf(readers);
        var failed = new bool[readers.Count][];
        var isWhole = new bool[readers.Count];
        WorkBlocks.Run(readers.Count, 1, options.Threads, (i, _, _) =>
            isWhole[i] = readers[i].TryFill(fillers, starts[i].InTable, failed[i] = new bool[fillers.Length]), cancellation);
        for (var c = 0; c < unknown.Length; c++) unknown[c] |= failed.Any(f => f[c]);
        return !isWhole.Contains(false);
    }

    static void FillUnknown(Column?[] columns, bool[] unknown, int rows, List<CsvBlockReader> readers, SourceOptions options, CancellationToken cancellation)
    {
        WorkBlocks.Run(readers.Count, 1, options.Threads, (i, _, _) => readers[i].Survey(unknown), cancellation);
        var fillers = new ColumnFiller?[columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            if (!unknown[c]) continue;
            var guess = new ColumnGuess();
            foreach (var reader in readers) guess.Join(reader.Guesses[c]);
            fillers[c] = new ColumnFiller(guess.Type, rows, isDeclared: false);
        }
        var starts = DelimitedText.StartsOf(readers);
        WorkBlocks.Run(readers.Count, 1, options.Threads, (i, _, _) => readers[i].Fill(fillers, starts[i].InTable, starts[i].InFile), cancellation);
        DelimitedText.Build(columns, fillers, readers, options, cancellation);
    }
}
