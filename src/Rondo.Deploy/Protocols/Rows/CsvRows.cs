using System.Text;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>Whether the first line names the columns; without such a line they come in the signature's order.</summary>
enum CsvHeader
{
    Always,
    WhereItNamesColumns,
}

/// <summary>Reads rows of comma-separated text (RFC 4180). An empty cell is a missing value.</summary>
static class CsvRows
{
    public static void Read(ReadOnlySpan<byte> utf8, RowTable rows, CsvHeader header)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var position = text.StartsWith('\uFEFF') ? 1 : 0;
        var order = header == CsvHeader.Always || NamesColumns(text, position, rows) ? Header(text, ref position, rows) : [.. Enumerable.Range(0, rows.Model.Columns.Length)];
        ReadRows(text, position, rows, order);
    }

    /// <summary>Rows that come in several pieces, each of whole lines.</summary>
    /// <param name="order">The model's column of each value, as the first piece's header says; null before it was read.</param>
    public static void Read(ReadOnlySpan<byte> utf8, RowTable rows, ref int[]? order)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var position = order is null && text.StartsWith('\uFEFF') ? 1 : 0;
        order ??= Header(text, ref position, rows);
        ReadRows(text, position, rows, order);
    }

    static void ReadRows(string text, int position, RowTable rows, int[] order)
    {
        while (position < text.Length)
        {
            // A line break at the end is no row; an empty line in between is one of a single empty cell.
            ReadRow(text, ref position, rows, order);
        }
    }

    // A line of nothing but the model's column names is no row.
    static bool NamesColumns(string text, int position, RowTable rows)
    {
        if (position >= text.Length) return false;
        var isLast = false;
        while (!isLast)
            if (rows.Model.IndexOf(Cell(text, ref position, out _, out isLast)) < 0) return false;
        return true;
    }

    static int[] Header(string text, ref int position, RowTable rows)
    {
        var order = new List<int>();
        if (text.Length == 0) throw ServingException.Invalid([new Problem(null, null, "a line of column names", "an empty body")]);
        var isLast = false;
        while (!isLast) order.Add(rows.Find(Cell(text, ref position, out _, out isLast).ToString()));
        if (order.Where(c => c >= 0).GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw ServingException.Invalid([new Problem(null, rows.Model.Columns[twice.Key].Name, "the column once", "it twice")]);
        return [.. order];
    }

    static void ReadRow(string text, ref int position, RowTable rows, int[] order)
    {
        rows.BeginRow();
        var count = 0;
        var isLast = false;
        while (!isLast)
        {
            var cell = Cell(text, ref position, out var isQuoted, out isLast);
            if (count < order.Length && order[count] >= 0) rows.Set(order[count], cell, isQuoted);
            count++;
        }
        if (count != order.Length)
            rows.Problems.Add(rows.Rows, null, FormattableString.Invariant($"{order.Length} values"), FormattableString.Invariant($"{count}"));
        rows.EndRow();
    }

    static ReadOnlySpan<char> Cell(string text, ref int position, out bool isQuoted, out bool isLast)
    {
        isQuoted = position < text.Length && text[position] == '"';
        if (isQuoted) return Quoted(text, ref position, out isLast);
        var rest = text.AsSpan(position);
        var length = rest.IndexOfAny(',', '\r', '\n');
        if (length < 0) length = rest.Length;
        position += length;
        isLast = End(text, ref position);
        return rest[..length];
    }

    static ReadOnlySpan<char> Quoted(string text, ref int position, out bool isLast)
    {
        var cell = new StringBuilder();
        for (position++; ; position++)
        {
            if (position >= text.Length) throw ServingException.Invalid([new Problem(null, null, "a closing quote", "the end of the body")]);
            if (text[position] == '"' && (++position >= text.Length || text[position] != '"')) break;
            cell.Append(text[position]);
        }
        if (position < text.Length && text[position] is not (',' or '\r' or '\n'))
            throw ServingException.Invalid([new Problem(null, null, "a comma or the line's end after a closing quote", Got.Text(text.AsSpan(position, 1)))]);
        isLast = End(text, ref position);
        return cell.ToString();
    }

    // Steps over what ended the cell; true when that ended the line too.
    static bool End(string text, ref int position)
    {
        if (position >= text.Length) return true;
        var c = text[position++];
        if (c == '\r' && position < text.Length && text[position] == '\n') position++;
        return c != ',';
    }
}
