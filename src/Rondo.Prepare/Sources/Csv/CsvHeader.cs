using System.Text;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Csv;

/// <summary>Reads the line of names and leaves the block's start behind it.</summary>
static class CsvHeader
{
    /// <param name="block">A file's first.</param>
    /// <param name="dialect">The file's.</param>
    /// <param name="hasHeader">Null: there should be one, and a line of numbers is refused.</param>
    /// <param name="options">The limit of columns.</param>
    public static string[] Read(TextBlock block, CsvDialect dialect, bool? hasHeader, SourceOptions options)
    {
        if (block.FindBadByte() is { } bad) throw new RondoException(bad);
        var names = new List<string>();
        var allNumbers = true;
        byte[] scratch = [];
        var start = block.Start;
        var cells = new CsvTokenizer(block.Records, dialect);
        while (cells.Read())
        {
            if (names.Count == 0 && cells.EndsRecord && cells.Raw.Length == 0 && !cells.IsQuoted)
            {
                start = block.Start + cells.Position;
                continue;
            }
            var cell = cells.Cell(ref scratch);
            if (cells.IsUnclosed) throw At("unclosed_quote", $"The quote of column {names.Count + 1}'s name is never closed.", block, block.Start + cells.CellStart);
            allNumbers &= CellReading.Fits(cell, CellFits.All) is var fits && (fits & ~CellFits.Boolean) != 0;
            var name = Encoding.UTF8.GetString(cell);
            names.Add(cells.IsQuoted ? name : name.Trim(' ', '\t'));
            if (names.Count > options.MaxColumns) throw TooManyColumns(block.File, options);
            if (!cells.EndsRecord) continue;
            if (hasHeader == false) return [.. names.Select((_, i) => FormattableString.Invariant($"column_{i + 1}"))];
            if (allNumbers && hasHeader is null)
                throw new RondoException(LineMistake("no_header", "The first line holds values, not names of columns.", block, start) with
                {
                    Hint = "Add a line with the names of the columns.",
                });
            Check(names, block, start);
            block.Start += cells.Position;
            return [.. names];
        }
        throw TextBlocks.Empty(block.File);
    }

    public static RondoException TooManyColumns(string file, SourceOptions options) =>
        new(new Mistake("too_many_columns", FormattableString.Invariant($"The table has more than {options.MaxColumns} columns."))
        {
            File = file,
            Line = 1,
            Hint = "Raise the setting max_columns if that is meant.",
        });

    static void Check(List<string> names, TextBlock block, int start)
    {
        var mistakes = new List<Mistake>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(names[i]))
            {
                mistakes.Add(LineMistake("unnamed_column", FormattableString.Invariant($"Column {i + 1} of {names.Count} has no name."), block, start) with
                {
                    Hint = i == 0 ? "A first column without a name is often a row index: write the file without it, or name it."
                        : i == names.Count - 1 ? "Remove the delimiter at the end of the line, or name the column." : "Give it a name.",
                });
            }
            else if (!seen.TryAdd(names[i], i))
            {
                mistakes.Add(LineMistake("duplicate_column", FormattableString.Invariant($"Columns {seen[names[i]] + 1} and {i + 1} are both named '{names[i]}'."), block, start) with
                {
                    Field = names[i],
                    Hint = "Rename one of them.",
                });
            }
        }
        if (mistakes.Count > 0) throw new RondoException(mistakes);
    }

    static RondoException At(string code, string message, TextBlock block, int offset) => new(LineMistake(code, message, block, offset));

    static Mistake LineMistake(string code, string message, TextBlock block, int offset) =>
        new(code, message) { File = block.File, Line = block.LineOf(offset) };
}
