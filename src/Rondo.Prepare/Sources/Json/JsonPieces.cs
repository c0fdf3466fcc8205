using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Csv;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Json;

/// <summary>Reads files of JSON objects block by block, so that memory does not grow with them.</summary>
static class JsonPieces
{
    /// <summary>The rows, by the types declared.</summary>
    public static IEnumerable<RowPiece> Of(IReadOnlyList<string> files, bool mayBeArrays, SourceOptions options, CancellationToken cancellation)
    {
        var (start, inFile) = (0L, new RowsBefore());
        foreach (var reader in Blocks(files, mayBeArrays, options, cancellation))
        {
            var before = Surveyed(reader, inFile);
            yield return new RowPiece(start, reader.RowCount, () => JsonText.ReadPiece(reader, options, before));
            start += reader.RowCount;
        }
        if (start == 0) throw JsonText.NoRows(files[0]);
    }

    /// <summary>What the files hold.</summary>
    public static SourceShape ShapeOf(IReadOnlyList<string> files, bool mayBeArrays, SourceOptions options, CancellationToken cancellation)
    {
        var (columns, guesses, inFile) = (new JsonColumns(), new List<ColumnGuess>(), new RowsBefore());
        var (rows, bytes) = (0L, 0L);
        foreach (var reader in Blocks(files, mayBeArrays, options, cancellation))
        {
            Surveyed(reader, inFile);
            JsonText.Join(reader, columns, guesses);
            if (columns.Count > options.MaxColumns) throw CsvHeader.TooManyColumns(reader.Block.File, options);
            rows += reader.RowCount;
            bytes += reader.Block.Records.Length;
        }
        if (rows == 0) throw JsonText.NoRows(files[0]);
        var kept = columns.Names.Select((name, c) => new Field(name, options.Types.GetValueOrDefault(name, guesses[c].Type))).Where(f => !options.LeavesOut(f.Name)).ToArray();
        return new SourceShape([.. kept], rows, bytes + rows * kept.Length * SourceShape.CellBytes);
    }

    static long Surveyed(JsonBlockReader reader, RowsBefore inFile)
    {
        reader.Survey();
        var before = inFile.Of(reader.Block.File, reader.RowCount);
        return reader.HasMistake ? throw new RondoException(reader.MistakeAfter(before)) : before;
    }

    static IEnumerable<JsonBlockReader> Blocks(IReadOnlyList<string> files, bool mayBeArrays, SourceOptions options, CancellationToken cancellation)
    {
        var missing = new MissingWords(options.Missing);
        foreach (var file in files)
        {
            var isArray = mayBeArrays && !JsonText.HoldsLines(file, cancellation);
            foreach (var block in isArray ? JsonArrayBlocks.Of(file, cancellation) : TextBlocks.Stream(file, JsonText.CutLines, cancellation))
                yield return new JsonBlockReader(block, isArray, options, missing);
        }
    }
}
