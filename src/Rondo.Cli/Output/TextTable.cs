namespace Rondo.Cli.Output;

/// <summary>Columns of text in line with each other; numbers to the right.</summary>
static class TextTable
{
    public static void Write(TextWriter writer, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = header.Select((h, j) => Math.Max(h.Length, rows.Select(r => r[j].Length).DefaultIfEmpty(0).Max())).ToArray();
        var isNumeric = header.Select((_, j) => rows.Count > 0 && rows.All(r => r[j].TrimStart('-') is var cell && (cell.Length == 0 || char.IsAsciiDigit(cell[0])))).ToArray();
        WriteRow(header);
        foreach (var row in rows) WriteRow(row);

        void WriteRow(IReadOnlyList<string> cells)
        {
            var padded = cells.Select((c, j) => isNumeric[j] ? c.PadLeft(widths[j]) : c.PadRight(widths[j]));
            writer.WriteLine(string.Join("  ", padded).TrimEnd());
        }
    }
}
