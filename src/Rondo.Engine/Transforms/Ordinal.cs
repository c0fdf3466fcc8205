using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Turns text into whole numbers 0, 1, 2 ... in the order given, else in ordinal order. A missing value and a category
/// not seen in training become missing. A category in training that a given order leaves out is a mistake.
/// </summary>
[Part("ordinal", "Turns text into the number of its category in an order.")]
public sealed record Ordinal : ITransform
{
    [Param("Columns to encode; by default all text columns.")]
    public string[]? Columns { get; init; }

    [Param("The categories from the lowest on; by default those of the training rows in ordinal order.")]
    public string[]? Categories { get; init; }

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        if (Categories?.GroupBy(c => c, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new RondoException("bad_parameter", $"'ordinal.categories' has '{twice.Key}' twice.");
        var chosen = ColumnChoice.Resolve(table, this, Columns, type => type == ColumnType.Text, type => type == ColumnType.Text, "text");
        var orders = ImmutableArray.CreateBuilder<CategoryOrder>(chosen.Length);
        var mistakes = new List<Mistake>();
        foreach (var index in chosen)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var name = table.Schema.Fields[index].Name;
            var (values, _) = TextCategories.Count((TextColumn)table.Columns[index]);
            if (Categories is not null) mistakes.AddRange(Unlisted(name, values));
            orders.Add(new CategoryOrder(name, Categories ?? values));
        }
        return mistakes.Count == 0 ? new FittedOrdinal(orders.DrainToImmutable()) : throw new RondoException(mistakes);
    }

    IEnumerable<Mistake> Unlisted(string name, string[] values)
    {
        var listed = Categories!.ToHashSet(StringComparer.Ordinal);
        return values.Where(value => !listed.Contains(value)).Take(10).Select(value =>
            new Mistake("unknown_category", $"Column '{name}' has '{value}', which is not among 'ordinal.categories'.")
            {
                Field = name,
                Hint = Spelling.DidYouMean(value, Categories!) ?? "Add it in its place in the order.",
            });
    }
}

/// <summary>A column's categories, lowest first.</summary>
sealed record CategoryOrder(string Name, string[] Categories)
{
    private readonly Dictionary<string, int> _index = TextCategories.Index(Categories);

    public IntegerColumn Apply(Column column)
    {
        if (column is not TextColumn texts)
            throw new ArgumentException($"Column '{Name}' is {column.Type.Word}, which is not what it was in training.", nameof(column));
        var positions = TextCategories.Positions(texts, _index);
        var numbers = new long[texts.Length];
        var missing = new bool[texts.Length];
        var anyMissing = false;
        for (var row = 0; row < numbers.Length; row++)
        {
            var position = texts.Codes[row] < 0 ? -1 : positions[texts.Codes[row]];
            if (position >= 0) numbers[row] = position;
            else anyMissing = missing[row] = true;
        }
        return new IntegerColumn(ColumnType.Int64, numbers, anyMissing ? missing : null);
    }

    /// <summary>The category of each number; missing where a number is none of a category.</summary>
    public TextColumn Invert(Column column)
    {
        var codes = Array.ConvertAll(Numbers.Of(column), number => number >= 0 && number < Categories.Length && number == Math.Floor(number) ? (int)number : -1);
        return new TextColumn(codes, Categories);
    }
}

[Fitted("ordinal")]
sealed class FittedOrdinal(ImmutableArray<CategoryOrder> orders) : IInvertibleTransform, IReadable<FittedOrdinal>
{
    public Table Apply(Table table) => Replace(table, (order, column) => order.Apply(column));

    public Table Bind(Table row, RowSteps steps) =>
        TextReplacement.Bind(row, steps, orders.Select(o => (o.Name, (Func<TextColumn, IEnumerable<(string, Column)>>)(text => [(o.Name, o.Apply(text))]))));

    public LoweredTable Lower(LoweredTable table) => orders.Aggregate(table, (current, order) =>
        current.With(order.Name, ColumnType.Int64, current[order.Name].Value.Lookup(order.Categories, double.NaN, double.NaN)));

    public Table Invert(Table table) => Replace(table, (order, column) => order.Invert(column));

    public void Write(PipelineWriter writer)
    {
        writer.Int(orders.Length);
        foreach (var order in orders)
        {
            writer.Text(order.Name);
            writer.Texts(order.Categories);
        }
    }

    public static FittedOrdinal Read(PipelineReader reader, int version)
    {
        var orders = new CategoryOrder[reader.Length(8)];
        for (var i = 0; i < orders.Length; i++)
        {
            var (name, categories) = (reader.Text(), reader.Texts());
            if (categories.Distinct(StringComparer.Ordinal).Count() != categories.Length) throw PipelineReader.Damaged($"'{name}' has a category twice");
            orders[i] = new CategoryOrder(name, categories);
        }
        return new FittedOrdinal([.. orders]);
    }
    Table Replace(Table table, Func<CategoryOrder, Column, Column> change)
    {
        var columns = table.Schema.Fields.Select((f, i) => (f.Name, Column: table.Columns[i])).ToArray();
        foreach (var order in orders)
        {
            var index = ColumnChoice.PositionOf(table, order.Name);
            columns[index].Column = change(order, table.Columns[index]);
        }
        return Table.Of(columns);
    }
}
