using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Sources.Csv;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Json;

/// <summary>Reads files of JSON objects to a table. A key that an object lacks is a missing value.</summary>
static class JsonText
{
    public static Table Read(IReadOnlyList<string> files, bool mayBeArrays, SourceOptions options, CancellationToken cancellation)
    {
        var missing = new MissingWords(options.Missing);
        var readers = new List<JsonBlockReader>();
        foreach (var file in files)
        {
            var isArray = mayBeArrays && !HoldsLines(file, cancellation);
            var blocks = TextBlocks.Read(file, isArray ? null : CutLines, options, cancellation);
            readers.AddRange(blocks.Select(b => new JsonBlockReader(b, isArray, options, missing)));
        }
        WorkBlocks.Run(readers.Count, 1, options.Threads, (i, _, _) => readers[i].Survey(), cancellation);
        ThrowMistake(readers);
        return Fill(readers, options, cancellation);
    }

    // Some write lines of objects into files that end in .json.
    public static bool HoldsLines(string file, CancellationToken cancellation)
    {
        var bytes = TextBlocks.Peek(file, cancellation).Records;
        var first = bytes.IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0 || bytes[first] != '{') return false;
        var end = bytes[first..].IndexOf((byte)'\n');
        if (end < 0 || !bytes[(first + end)..].ContainsAnyExcept(" \t\r\n"u8)) return false;
        var line = bytes.Slice(first, end).TrimEnd(" \t\r"u8);
        return line[^1] == '}';
    }

    /// <summary>Whole lines.</summary>
    public static int CutLines(ReadOnlySpan<byte> bytes) => bytes.LastIndexOf((byte)'\n') + 1;

    /// <summary>The rows of a block that was surveyed.</summary>
    /// <param name="rowsBefore">Rows of the same file before the block.</param>
    public static Table ReadPiece(JsonBlockReader reader, SourceOptions options, long rowsBefore)
    {
        var fillers = reader.Names.Select(name => options.LeavesOut(name) ? null : new ColumnFiller(options.Types.GetValueOrDefault(name, ColumnType.Text), reader.RowCount)).ToArray();
        reader.Fill(fillers, 0, rowsBefore);
        ThrowWrongValues([.. reader.Names], fillers, [reader]);
        return Table.Of(reader.Names.Select((name, c) => (name, fillers[c]?.Build([(reader.Texts[c], 0, reader.RowCount)]))).Where(c => c.Item2 is not null).Select(c => (c.name, c.Item2!)));
    }

    static Table Fill(List<JsonBlockReader> readers, SourceOptions options, CancellationToken cancellation)
    {
        var rows = readers.Sum(r => (long)r.RowCount);
        if (rows == 0) throw NoRows(readers[0].Block.File);
        if (rows > Array.MaxLength) throw new RondoException("too_many_rows", FormattableString.Invariant($"{rows} rows are more than a table holds."));
        var columns = new JsonColumns();
        var guesses = new List<ColumnGuess>();
        foreach (var reader in readers) Join(reader, columns, guesses);
        if (columns.Count > options.MaxColumns) throw CsvHeader.TooManyColumns(readers[0].Block.File, options);
        var names = columns.Names;
        var fillers = names.Select((name, c) => options.LeavesOut(name) ? null
            : new ColumnFiller(options.Types.TryGetValue(name, out var declared) ? declared : guesses[c].Type, (int)rows)).ToArray();

        var starts = StartsOf(readers);
        WorkBlocks.Run(readers.Count, 1, options.Threads, (i, _, _) =>
            readers[i].Fill([.. readers[i].Names.Select(n => fillers[columns.PositionOf(n)])], starts[i].InTable, starts[i].InFile), cancellation);
        ThrowWrongValues(names, fillers, readers);

        var built = new Column?[names.Count];
        WorkBlocks.Run(names.Count, 1, options.Threads, (c, _, _) => built[c] = Build(fillers[c], names[c], readers, starts), cancellation);
        return Table.Of(names.Zip(built).Where(p => p.Second is not null).Select(p => (p.First, p.Second!)));
    }

    public static RondoException NoRows(string file) => new(new Mistake("empty_table", "The file holds no rows.") { File = file });

    /// <summary>Adds what a block's survey found of each column.</summary>
    public static void Join(JsonBlockReader reader, JsonColumns columns, List<ColumnGuess> guesses)
    {
        for (var i = 0; i < reader.Names.Count; i++)
        {
            var column = columns.PositionOf(reader.Names[i]);
            if (column == guesses.Count) guesses.Add(new ColumnGuess());
            var guess = guesses[column];
            guess.Join(reader.Guesses[i]);
            guesses[column] = guess;
        }
    }

    static Column? Build(ColumnFiller? filler, string name, List<JsonBlockReader> readers, (int InTable, long InFile)[] starts)
    {
        var parts = new List<(Utf8Interner, int, int)>();
        for (var i = 0; i < readers.Count; i++)
        {
            var own = readers[i].PositionOf(name);
            if (own >= 0) parts.Add((readers[i].Texts[own], starts[i].InTable, starts[i].InTable + readers[i].RowCount));
        }
        return filler?.Build(parts);
    }

    static (int InTable, long InFile)[] StartsOf(List<JsonBlockReader> readers)
    {
        var starts = new (int InTable, long InFile)[readers.Count];
        for (var i = 1; i < starts.Length; i++)
        {
            var before = readers[i - 1];
            var isSameFile = before.Block.File == readers[i].Block.File;
            starts[i] = (starts[i - 1].InTable + before.RowCount, isSameFile ? starts[i - 1].InFile + before.RowCount : 0);
        }
        return starts;
    }

    static void ThrowMistake(List<JsonBlockReader> readers)
    {
        var first = readers.FindIndex(r => r.HasMistake);
        if (first < 0) return;
        var before = readers.Take(first).Where(r => r.Block.File == readers[first].Block.File).Sum(r => (long)r.RowCount);
        throw new RondoException(readers[first].MistakeAfter(before));
    }

    static void ThrowWrongValues(List<string> names, ColumnFiller?[] fillers, List<JsonBlockReader> readers)
    {
        var wrong = new Dictionary<string, WrongValues>(StringComparer.Ordinal);
        foreach (var reader in readers)
        {
            for (var i = 0; i < reader.Names.Count; i++)
            {
                if (reader.Wrong[i].Count == 0) continue;
                var sum = wrong.GetValueOrDefault(reader.Names[i]);
                sum.Join(reader.Wrong[i]);
                wrong[reader.Names[i]] = sum;
            }
        }
        if (wrong.Count > 0)
            throw new RondoException(names.Where(wrong.ContainsKey).Select(n => wrong[n].ToMistake(n, fillers[names.IndexOf(n)]!.Type)));
    }
}
