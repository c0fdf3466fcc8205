using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>The category without a column. A row of it cannot be told from one of an unknown category then.</summary>
public enum OneHotDrop
{
    None,
    First,
    IfBinary,
}

/// <summary>
/// Puts in the place of a text column one boolean column for each category of the training rows, in ordinal order.
/// A missing value, a category not seen in training and one too rare give false in all of them.
/// </summary>
[Part("one_hot", "Turns text into one boolean column for each category.")]
public sealed record OneHot : ITransform
{
    // 8 GB of columns: more is never meant, and is refused before memory is taken.
    private const long MaxCells = 1_000_000_000;

    [Param("Columns to encode; by default all text columns.")]
    public string[]? Columns { get; init; }

    [Param("Categories of fewer rows get no column: a number of rows from 1 on, a share of the rows below 1.", Min = 0, Max = 1e9)]
    public double MinFrequency { get; init; }

    [Param("The most categories that a column may have.", Min = 1, Max = 100_000)]
    public int MaxCategories { get; init; } = 10_000;

    [Param("Which category gets no column because the others imply it: none, first, or if_binary (the first of two).")]
    public OneHotDrop Drop { get; init; }

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        var chosen = ColumnChoice.Resolve(table, this, Columns, type => type == ColumnType.Text, type => type == ColumnType.Text, "text");
        var encodings = ImmutableArray.CreateBuilder<OneHotColumn>(chosen.Length);
        var mistakes = new List<Mistake>();
        foreach (var index in chosen)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var name = table.Schema.Fields[index].Name;
            var categories = CategoriesOf((TextColumn)table.Columns[index]);
            if (categories.Length > MaxCategories) mistakes.Add(TooMany(name, categories.Length));
            encodings.Add(new OneHotColumn(name, categories));
        }
        if (mistakes.Count > 0) throw new RondoException(mistakes);
        var cells = encodings.Sum(e => (long)e.Categories.Length) * table.RowCount;
        if (cells > MaxCells)
            throw new RondoException("too_many_cells", FormattableString.Invariant($"'one_hot' would make {cells:N0} cells of {table.RowCount:N0} rows; the limit is {MaxCells:N0}."), "Raise `min_frequency`, name fewer columns, or leave the text as it is: every algorithm takes categories.");
        ColumnChoice.RefuseTaken(this, table.Schema.Fields.Select(f => f.Name).Where(name => encodings.All(e => e.Name != name)), encodings.SelectMany(e => e.ColumnNames));
        return new FittedOneHot(encodings.DrainToImmutable());
    }

    string[] CategoriesOf(TextColumn column)
    {
        var (values, counts) = TextCategories.Count(column);
        var least = MinFrequency < 1 ? MinFrequency * column.Length : MinFrequency;
        string[] categories = [.. values.Where((_, i) => counts[i] >= least)];
        return Drop == OneHotDrop.First || Drop == OneHotDrop.IfBinary && categories.Length == 2 ? categories[Math.Min(1, categories.Length)..] : categories;
    }

    Mistake TooMany(string name, int count) =>
        new("too_many_categories", string.Create(CultureInfo.InvariantCulture, $"Column '{name}' has {count:N0} categories; 'one_hot.max_categories' allows {MaxCategories:N0}."))
        {
            Field = name,
            Hint = "Raise `min_frequency`, use `ordinal`, or drop the column if it is an identifier.",
        };
}

/// <summary>A column and the categories that get one each.</summary>
sealed record OneHotColumn(string Name, string[] Categories)
{
    private readonly Dictionary<string, int> _index = TextCategories.Index(Categories);

    public string[] ColumnNames { get; } = [.. Categories.Select(category => $"{Name}={category}")];

    public IEnumerable<(string, Column)> Apply(Column column)
    {
        if (column is not TextColumn texts)
            throw new ArgumentException($"Column '{Name}' is {column.Type.Word}, which is not what it was in training.", nameof(column));
        var positions = TextCategories.Positions(texts, _index);
        var marks = new long[Categories.Length][];
        for (var k = 0; k < marks.Length; k++) marks[k] = new long[texts.Length];
        for (var row = 0; row < texts.Length; row++)
        {
            var code = texts.Codes[row];
            if (code >= 0 && positions[code] >= 0) marks[positions[code]][row] = 1;
        }
        return marks.Select((values, k) => (ColumnNames[k], (Column)new IntegerColumn(ColumnType.Boolean, values)));
    }

    /// <summary>The category that is marked in each row; missing where none is.</summary>
    public TextColumn Invert(Table table)
    {
        var codes = new int[table.RowCount];
        Array.Fill(codes, -1);
        for (var k = Categories.Length - 1; k >= 0; k--)
        {
            var marks = Numbers.Of(table.Columns[ColumnChoice.PositionOf(table, ColumnNames[k])]);
            for (var row = 0; row < codes.Length; row++)
                if (marks[row] == 1) codes[row] = k;
        }
        return new TextColumn(codes, Categories);
    }
}

[Fitted("one_hot")]
sealed class FittedOneHot(ImmutableArray<OneHotColumn> encodings) : IInvertibleTransform, IReadable<FittedOneHot>
{
    public Table Apply(Table table)
    {
        var byName = encodings.ToDictionary(e => e.Name, StringComparer.Ordinal);
        foreach (var name in byName.Keys) ColumnChoice.PositionOf(table, name);
        return Table.Of(table.Schema.Fields.SelectMany((field, i) =>
            byName.TryGetValue(field.Name, out var encoding) ? encoding.Apply(table.Columns[i]) : [(field.Name, table.Columns[i])]));
    }

    public Table Bind(Table row, RowSteps steps) =>
        TextReplacement.Bind(row, steps, encodings.Select(e => (e.Name, (Func<TextColumn, IEnumerable<(string, Column)>>)e.Apply)));

    public LoweredTable Lower(LoweredTable table) => encodings.Aggregate(table, (current, encoding) =>
    {
        var place = current[encoding.Name].Value.Lookup(encoding.Categories, -1, -1);
        return current.Replace(encoding.Name, encoding.ColumnNames.Select((name, k) => new LoweredColumn(name, ColumnType.Boolean, place.Is(k))));
    });

    /// <summary>Each column comes back where the first of its categories stands, or at the end when it had none. Rare, dropped and unseen categories come back missing.</summary>
    public Table Invert(Table table)
    {
        var byFirst = encodings.Where(e => e.Categories.Length > 0).ToDictionary(e => e.ColumnNames[0], StringComparer.Ordinal);
        var made = encodings.SelectMany(e => e.ColumnNames).ToHashSet(StringComparer.Ordinal);
        var columns = table.Schema.Fields.Select((field, i) => (field.Name, Column: table.Columns[i]))
            .Where(c => byFirst.ContainsKey(c.Name) || !made.Contains(c.Name))
            .Select(c => byFirst.TryGetValue(c.Name, out var encoding) ? (encoding.Name, encoding.Invert(table)) : c);
        return Table.Of(columns.Concat(encodings.Where(e => e.Categories.Length == 0).Select(e => (e.Name, (Column)e.Invert(table)))));
    }

    public void Write(PipelineWriter writer)
    {
        writer.Int(encodings.Length);
        foreach (var encoding in encodings)
        {
            writer.Text(encoding.Name);
            writer.Texts(encoding.Categories);
        }
    }

    public static FittedOneHot Read(PipelineReader reader, int version)
    {
        var encodings = new OneHotColumn[reader.Length(8)];
        for (var i = 0; i < encodings.Length; i++)
        {
            var (name, categories) = (reader.Text(), reader.Texts());
            if (categories.Distinct(StringComparer.Ordinal).Count() != categories.Length) throw PipelineReader.Damaged($"'{name}' has a category twice");
            encodings[i] = new OneHotColumn(name, categories);
        }
        return new FittedOneHot([.. encodings]);
    }
}
