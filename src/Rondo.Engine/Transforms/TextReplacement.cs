using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>Puts other columns in the place of text columns: what every encoding does in the end.</summary>
static class TextReplacement
{
    // 8 GB of columns: more is never meant, and is refused before memory is taken.
    private const long MaxCells = 1_000_000_000;

    /// <summary>The table with each named text column replaced by the columns that it gives.</summary>
    public static Table In(Table table, IEnumerable<(string Name, Func<TextColumn, IEnumerable<(string, Column)>> Replace)> encoders)
    {
        var byName = encoders.ToDictionary(e => e.Name, e => e.Replace, StringComparer.Ordinal);
        foreach (var name in byName.Keys) ColumnChoice.PositionOf(table, name);
        return Table.Of(table.Schema.Fields.SelectMany((field, i) =>
            byName.TryGetValue(field.Name, out var replace) ? replace(AsText(field.Name, table.Columns[i])) : [(field.Name, table.Columns[i])]));
    }

    /// <summary>The same for a row whose cells change. What a column gives may depend on nothing but the text.</summary>
    public static Table Bind(Table row, RowSteps steps, IEnumerable<(string Name, Func<TextColumn, IEnumerable<(string, Column)>> Replace)> encoders) =>
        In(row, encoders.Select(e => (e.Name, (Func<TextColumn, IEnumerable<(string, Column)>>)(text => Remembered(text, e.Replace, steps)))));

    static (string Name, Column Column)[] Remembered(TextColumn text, Func<TextColumn, IEnumerable<(string, Column)>> replace, RowSteps steps)
    {
        var remembered = new RememberedText(text, replace);
        steps.Add(remembered.Refill);
        return remembered.Cells;
    }

    public static TextColumn AsText(string name, Column column) =>
        column as TextColumn ?? throw new ArgumentException($"Column '{name}' is {column.Type.Word}, which is not what it was in training.", nameof(column));

    public static int[] Choose(Table table, ITransform part, string[]? named) =>
        ColumnChoice.Resolve(table, part, named, type => type == ColumnType.Text, type => type == ColumnType.Text, "text");

    /// <exception cref="RondoException">New columns would have the name of others, or more cells than memory should hold.</exception>
    public static void Check(Table table, ITransform part, IEnumerable<string> replaced, IReadOnlyCollection<string> added, string hint)
    {
        var gone = replaced.ToHashSet(StringComparer.Ordinal);
        if ((long)added.Count * table.RowCount > MaxCells)
            throw new RondoException("too_many_cells", FormattableString.Invariant($"'{PartCatalog.NameOf(part)}' would make {(long)added.Count * table.RowCount:N0} cells of {table.RowCount:N0} rows; the limit is {MaxCells:N0}."), hint);
        ColumnChoice.RefuseTaken(part, table.Schema.Fields.Select(f => f.Name).Where(name => !gone.Contains(name)), added);
    }
}
