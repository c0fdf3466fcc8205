namespace Rondo.Engine.Data;

/// <summary>
/// Text, stored as codes into a dictionary of distinct values; code -1 is a missing value.
/// The dictionary's order carries no meaning, and it may hold values that no row has.
/// </summary>
public sealed class TextColumn(int[] codes, string[] dictionary) : Column(ColumnType.Text, codes.Length)
{
    public int[] Codes { get; } = codes;

    public string[] Dictionary { get; } = dictionary;

    public override bool IsMissing(int row) => Codes[row] < 0;

    public string? this[int row] => Codes[row] < 0 ? null : Dictionary[Codes[row]];

    public override TextColumn Take(ReadOnlySpan<int> rows)
    {
        var codes = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++) codes[i] = Codes[rows[i]];
        return new TextColumn(codes, Dictionary);
    }

    public static TextColumn From(IReadOnlyList<string?> values)
    {
        var codes = new int[values.Count];
        var dictionary = new List<string>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < codes.Length; i++)
        {
            if (values[i] is not { } value)
            {
                codes[i] = -1;
                continue;
            }
            if (!known.TryGetValue(value, out var code))
            {
                known.Add(value, code = dictionary.Count);
                dictionary.Add(value);
            }
            codes[i] = code;
        }
        return new TextColumn(codes, [.. dictionary]);
    }
}
