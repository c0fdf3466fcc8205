using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Csv;

/// <summary>Reads delimited files to a table: blocks of records side by side, rows in the files' order on any number of threads.</summary>
static class DelimitedText
{
    private const int MaxMistakes = 5;

    /// <param name="files">At least one.</param>
    /// <param name="delimiter">Null: found from the first file.</param>
    /// <param name="hasQuotes">Whether quotes enclose cells.</param>
    /// <param name="header">Null: the first line holds names, and is refused when it looks otherwise.</param>
    /// <param name="options">How to read.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public static Table Read(IReadOnlyList<string> files, byte? delimiter, bool hasQuotes, bool? header, SourceOptions options, CancellationToken cancellation)
    {
        var missing = new MissingWords(options.Missing);
        var readers = new List<CsvBlockReader>();
        string[]? names = null;
        foreach (var file in files)
        {
            var blocks = TextBlocks.Read(file, bytes => CsvRecords.Cut(bytes, DialectOf(bytes), options.MaxCellBytes), options, cancellation);
            var dialect = DialectOf(blocks[0].Records);
            var ownNames = CsvHeader.Read(blocks[0], dialect, header, options);
            CheckSameNames(names ??= ownNames, ownNames, files[0], file);
            readers.AddRange(blocks.Select(b => new CsvBlockReader(b, dialect, names, options, missing)));
        }
        if (GuessedFill.TryRead(names!, readers, options, cancellation) is { } table) return table;
        WorkBlocks.Run(readers.Count, 1, options.Threads, (i, _, _) => readers[i].Survey(), cancellation);
        ThrowMistakes(readers);
        return Fill(names!, readers, options, cancellation);

        CsvDialect DialectOf(ReadOnlySpan<byte> bytes) => new(delimiter ??= CsvRecords.FindDelimiter(bytes, hasQuotes), hasQuotes);
    }

    /// <summary>The same rows a block at a time, by the types declared; memory does not grow with the files.</summary>
    /// <inheritdoc cref="Read"/>
    public static IEnumerable<RowPiece> Pieces(IReadOnlyList<string> files, byte? delimiter, bool hasQuotes, bool? header, SourceOptions options, CancellationToken cancellation)
    {
        var (start, inFile) = (0L, new RowsBefore());
        foreach (var (reader, names, known) in Blocks(files, delimiter, hasQuotes, header, options, cancellation))
        {
            reader.CountRows();
            var before = inFile.Of(reader.Block.File, reader.RowCount);
            yield return new RowPiece(start, reader.RowCount, () => ReadPiece(reader, names, known, before));
            start += reader.RowCount;
        }
        if (start == 0) throw NoRows(files[0]);
    }

    /// <summary>What the files hold, a block at a time.</summary>
    /// <inheritdoc cref="Read"/>
    public static SourceShape ShapeOf(IReadOnlyList<string> files, byte? delimiter, bool hasQuotes, bool? header, SourceOptions options, CancellationToken cancellation)
    {
        var (columns, inFile) = (new List<(string Name, ColumnGuess Guess)>(), new RowsBefore());
        var (rows, bytes) = (0L, 0L);
        foreach (var group in Blocks(files, delimiter, hasQuotes, header, options, cancellation).Chunk(Math.Max(1, options.Threads)))
        {
            WorkBlocks.Run(group.Length, 1, options.Threads, (i, _, _) => group[i].Reader.Survey(), cancellation);
            if (columns.Count == 0) columns.AddRange(group[0].Names.Select(name => (name, new ColumnGuess())));
            foreach (var (reader, _, _) in group)
            {
                var before = inFile.Of(reader.Block.File, reader.RowCount);
                if (reader.HasMistakes) throw new RondoException(reader.Mistakes(before).Take(MaxMistakes));
                rows += reader.RowCount;
                bytes += reader.Block.Records.Length;
                for (var c = 0; c < columns.Count; c++)
                {
                    var guess = columns[c].Guess;
                    guess.Join(reader.Guesses[c]);
                    columns[c] = (columns[c].Name, guess);
                }
            }
        }
        if (rows == 0) throw NoRows(files[0]);
        var kept = columns.Where(c => !options.LeavesOut(c.Name)).Select(c => new Field(c.Name, options.Types.GetValueOrDefault(c.Name, c.Guess.Type))).ToArray();
        return new SourceShape([.. kept], rows, bytes + rows * kept.Length * SourceShape.CellBytes);
    }

    static IEnumerable<(CsvBlockReader Reader, string[] Names, SourceOptions Options)> Blocks(
        IReadOnlyList<string> files, byte? delimiter, bool hasQuotes, bool? header, SourceOptions options, CancellationToken cancellation)
    {
        var missing = new MissingWords(options.Missing);
        string[]? names = null;
        foreach (var file in files)
        {
            var dialect = (CsvDialect?)null;
            foreach (var block in TextBlocks.Stream(file, bytes => CsvRecords.Cut(bytes, DialectOf(bytes), options.MaxCellBytes), cancellation))
            {
                if (dialect is null)
                {
                    dialect = DialectOf(block.Records);
                    var ownNames = CsvHeader.Read(block, dialect.Value, header, options);
                    CheckSameNames(names ??= ownNames, ownNames, files[0], file);
                    // A column that is sought in vain is told together with those that are there.
                    if (options.Only?.All(names.Contains) == false) options = options with { Only = null };
                    if (block.Records.IsEmpty) continue;
                }
                yield return (new CsvBlockReader(block, dialect.Value, names!, options, missing), names!, options);
            }
        }

        CsvDialect DialectOf(ReadOnlySpan<byte> bytes) => new(delimiter ??= CsvRecords.FindDelimiter(bytes, hasQuotes), hasQuotes);
    }

    static Table ReadPiece(CsvBlockReader reader, string[] names, SourceOptions options, long rowsBefore)
    {
        var fillers = Array.ConvertAll(names, name => options.LeavesOut(name) ? null : new ColumnFiller(options.Types.GetValueOrDefault(name, ColumnType.Text), reader.RowCount));
        var failed = new bool[names.Length];
        if (!reader.TryFill(fillers, 0, failed) || failed.Contains(true))
        {
            reader.Survey();
            if (reader.HasMistakes) throw new RondoException(reader.Mistakes(rowsBefore).Take(MaxMistakes));
            reader.Fill(fillers, 0, rowsBefore);
            ThrowWrongValues(names, fillers, [reader]);
        }
        return TableOf(names, [.. fillers.Select((filler, c) => filler?.Build([(reader.Texts[c], 0, reader.RowCount)]))]);
    }

    static Table Fill(string[] names, List<CsvBlockReader> readers, SourceOptions options, CancellationToken cancellation)
    {
        var rows = readers.Sum(r => (long)r.RowCount);
        if (rows == 0) throw NoRows(readers[0].Block.File);
        if (rows > Array.MaxLength) throw new RondoException("too_many_rows", FormattableString.Invariant($"{rows} rows are more than a table holds."));
        var starts = StartsOf(readers);
        var fillers = new ColumnFiller?[names.Length];
        for (var column = 0; column < names.Length; column++)
        {
            if (options.LeavesOut(names[column])) continue;
            var guess = new ColumnGuess();
            foreach (var reader in readers) guess.Join(reader.Guesses[column]);
            fillers[column] = new ColumnFiller(options.Types.TryGetValue(names[column], out var declared) ? declared : guess.Type, (int)rows);
        }
        WorkBlocks.Run(readers.Count, 1, options.Threads, (i, _, _) => readers[i].Fill(fillers, starts[i].InTable, starts[i].InFile), cancellation);
        ThrowWrongValues(names, fillers, readers);
        var columns = new Column?[names.Length];
        Build(columns, fillers, readers, options, cancellation);
        return TableOf(names, columns);
    }

    /// <summary>Puts the columns that were filled in their places.</summary>
    public static void Build(Column?[] columns, ColumnFiller?[] fillers, List<CsvBlockReader> readers, SourceOptions options, CancellationToken cancellation)
    {
        var starts = StartsOf(readers);
        WorkBlocks.Run(columns.Length, 1, options.Threads, (c, _, _) =>
            columns[c] ??= fillers[c]?.Build([.. readers.Select((r, i) => (r.Texts[c], starts[i].InTable, starts[i].InTable + r.RowCount))]), cancellation);
    }

    /// <summary>The columns that were not left out.</summary>
    public static Table TableOf(string[] names, Column?[] columns) =>
        Table.Of(names.Zip(columns).Where(p => p.Second is not null).Select(p => (p.First, p.Second!)));

    public static RondoException NoRows(string file) =>
        new(new Mistake("empty_table", "The file has a header but no rows.") { File = file, Line = 1 });

    /// <summary>The row of the table, and of the file, where each block begins.</summary>
    public static (int InTable, long InFile)[] StartsOf(List<CsvBlockReader> readers)
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

    static void ThrowMistakes(List<CsvBlockReader> readers)
    {
        var first = readers.FindIndex(r => r.HasMistakes);
        if (first < 0) return;
        // Rows of a block before a mistaken one are counted well; those of mistaken ones are not, so the first such block speaks.
        var before = readers.Take(first).Where(r => r.Block.File == readers[first].Block.File).Sum(r => (long)r.RowCount);
        throw new RondoException(readers[first].Mistakes(before).Take(MaxMistakes));
    }

    static void ThrowWrongValues(string[] names, ColumnFiller?[] fillers, List<CsvBlockReader> readers)
    {
        var mistakes = new List<Mistake>();
        for (var column = 0; column < names.Length; column++)
        {
            var wrong = new WrongValues();
            foreach (var reader in readers) wrong.Join(reader.Wrong[column]);
            if (wrong.Count > 0) mistakes.Add(wrong.ToMistake(names[column], fillers[column]!.Type));
        }
        if (mistakes.Count > 0) throw new RondoException(mistakes);
    }

    static void CheckSameNames(string[] expected, string[] found, string firstFile, string file)
    {
        if (!expected.AsSpan().SequenceEqual(found)) throw FilesDisagree(firstFile, file, Difference(expected, found));
    }

    public static string Difference(string[] expected, string[] found)
    {
        var absent = expected.Except(found).FirstOrDefault();
        var added = found.Except(expected).FirstOrDefault();
        return absent is not null ? $"'{absent}' is missing" : added is not null ? $"'{added}' is new" : "they stand in another order";
    }

    public static RondoException FilesDisagree(string firstFile, string file, string how) =>
        new(new Mistake("files_disagree", $"The columns differ from those of {Path.GetFileName(firstFile)}: {how}.")
        {
            File = file,
            Hint = "The files of one source need the same columns in the same order.",
        });
}
