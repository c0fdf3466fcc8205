using Rondo.Engine.Data;

namespace Rondo.Engine.Transforms;

/// <summary>The columns that a step puts in a text's place, for one row: what a text gave once is remembered, and copied to the cells.</summary>
sealed class RememberedText
{
    private const int MostTexts = 1024;

    private readonly TextColumn _text;
    private readonly Func<TextColumn, IEnumerable<(string Name, Column Column)>> _replace;
    private readonly Dictionary<string, Column[]> _known = new(StringComparer.Ordinal);
    private Column[]? _ofMissing;

    public RememberedText(TextColumn text, Func<TextColumn, IEnumerable<(string Name, Column Column)>> replace)
    {
        (_text, _replace) = (text, replace);
        Cells = [.. replace(text).Select(c => (c.Name, Cell.New(c.Column.Type)))];
    }

    public (string Name, Column Column)[] Cells { get; }

    public void Refill()
    {
        var columns = Columns(_text[0]);
        for (var i = 0; i < columns.Length; i++) Cell.Copy(columns[i], Cells[i].Column);
    }

    Column[] Columns(string? text)
    {
        if (text is null) return _ofMissing ??= Replaced();
        if (_known.TryGetValue(text, out var columns)) return columns;
        if (_known.Count == MostTexts) _known.Clear();
        return _known[text] = Replaced();
    }

    // What is remembered may not be the cell itself, which changes.
    Column[] Replaced() => [.. _replace(TextColumn.From([_text[0]])).Select(c => c.Column)];
}
