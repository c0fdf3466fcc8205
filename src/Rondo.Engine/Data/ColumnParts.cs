namespace Rondo.Engine.Data;

/// <summary>Columns of one type after each other.</summary>
public static class ColumnParts
{
    /// <param name="type">Of every part.</param>
    public static Column Join(ColumnType type, IReadOnlyList<Column> parts)
    {
        if (parts.Count == 1) return parts[0];
        var rows = parts.Sum(p => p.Length);
        if (type == ColumnType.Double) return JoinNumbers(parts, rows);
        if (type == ColumnType.Text) return JoinTexts(parts, rows);
        var (values, missing) = (new long[rows], new bool[rows]);
        var at = 0;
        foreach (var part in parts)
            for (var row = 0; row < part.Length; row++, at++) (values[at], missing[at]) = (((IntegerColumn)part).Values[row], part.IsMissing(row));
        return new IntegerColumn(type, values, missing.Contains(true) ? missing : null);
    }

    static DoubleColumn JoinNumbers(IReadOnlyList<Column> parts, int rows)
    {
        var (values, at) = (new double[rows], 0);
        foreach (var part in parts)
        {
            ((DoubleColumn)part).Values.CopyTo(values.AsSpan(at));
            at += part.Length;
        }
        return new DoubleColumn(values);
    }

    // Texts get their codes in the order in which rows show them, as from the rows themselves.
    static TextColumn JoinTexts(IReadOnlyList<Column> parts, int rows)
    {
        var (codes, at) = (new int[rows], 0);
        var (known, dictionary) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<string>());
        foreach (var part in parts.Cast<TextColumn>())
        {
            var joined = new int[part.Dictionary.Length];
            Array.Fill(joined, -1);
            foreach (var code in part.Codes)
            {
                if (code >= 0 && joined[code] < 0)
                {
                    if (!known.TryGetValue(part.Dictionary[code], out joined[code]))
                    {
                        known[part.Dictionary[code]] = joined[code] = dictionary.Count;
                        dictionary.Add(part.Dictionary[code]);
                    }
                }
                codes[at++] = code < 0 ? -1 : joined[code];
            }
        }
        return new TextColumn(codes, [.. dictionary]);
    }

    /// <summary>Tables of one schema after each other.</summary>
    public static Table Join(IReadOnlyList<Table> parts) =>
        parts.Count == 1 ? parts[0] : Table.Of(parts[0].Schema.Fields.Select((f, i) => (f.Name, Join(f.Type, [.. parts.Select(p => p.Columns[i])]))));
}
