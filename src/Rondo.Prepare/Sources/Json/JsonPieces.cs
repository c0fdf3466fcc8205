using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Json;

/// <summary>Reads files of JSON objects block by block, by the types declared.</summary>
static class JsonPieces
{
    public static IEnumerable<RowPiece> Of(IReadOnlyList<string> files, bool mayBeArrays, SourceOptions options, CancellationToken cancellation)
    {
        var missing = new MissingWords(options.Missing);
        var start = 0L;
        foreach (var file in files)
        {
            var rowsBefore = 0L;
            var isArray = mayBeArrays && !JsonText.HoldsLines(file, cancellation);
            foreach (var block in isArray ? JsonArrayBlocks.Of(file, cancellation) : TextBlocks.Stream(file, JsonText.CutLines, cancellation))
            {
                var reader = new JsonBlockReader(block, isArray, options, missing);
                reader.Survey();
                if (reader.HasMistake) throw new RondoException(reader.MistakeAfter(rowsBefore));
                var before = rowsBefore;
                yield return new RowPiece(start, reader.RowCount, () => JsonText.ReadPiece(reader, options, before));
                start += reader.RowCount;
                rowsBefore += reader.RowCount;
            }
        }
        if (start == 0) throw new RondoException(new Mistake("empty_table", "The file holds no rows.") { File = files[0] });
    }
}
