using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>Puts in the place of text the share of the training rows that have it; 0 for a category not seen in training.</summary>
[Part("frequency", "Turns text into the share of the training rows that have it.")]
public sealed record Frequency : ITransform
{
    [Param("Columns to encode; by default all text columns.")]
    public string[]? Columns { get; init; }

    [Param("Whether a missing value gets the share of the rows that miss it; else it stays missing.")]
    public bool EncodeMissing { get; init; } = true;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        var columns = ImmutableArray.CreateBuilder<FrequencyColumn>();
        foreach (var index in TextReplacement.Choose(table, this, Columns))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var column = (TextColumn)table.Columns[index];
            var (categories, counts) = TextCategories.Count(column);
            var missing = column.CountMissing() / Math.Max(1.0, column.Length);
            columns.Add(new FrequencyColumn(table.Schema.Fields[index].Name, categories,
                [.. counts.Select(count => (double)count / column.Length), EncodeMissing ? missing : double.NaN]));
        }
        return new FittedFrequency(columns.DrainToImmutable());
    }
}

/// <summary>A column, its categories and their shares; the last share is that of missing values.</summary>
sealed record FrequencyColumn(string Name, string[] Categories, double[] Shares)
{
    private readonly Dictionary<string, int> _index = TextCategories.Index(Categories);

    public IEnumerable<(string, Column)> Apply(TextColumn texts) =>
        [(Name, new DoubleColumn(Array.ConvertAll(TextCategories.PositionOfRows(texts, _index, Categories.Length), position => position < 0 ? 0 : Shares[position])))];
}

[Fitted("frequency")]
sealed class FittedFrequency(ImmutableArray<FrequencyColumn> columns) : IFittedTransform, IReadable<FittedFrequency>
{
    IEnumerable<(string, Func<TextColumn, IEnumerable<(string, Column)>>)> Encoders =>
        columns.Select(c => (c.Name, (Func<TextColumn, IEnumerable<(string, Column)>>)c.Apply));

    public Table Apply(Table table) => TextReplacement.In(table, Encoders);

    public Table Bind(Table row, RowSteps steps) => TextReplacement.Bind(row, steps, Encoders);

    public LoweredTable Lower(LoweredTable table) => columns.Aggregate(table, (current, column) => current.With(column.Name, ColumnType.Double,
        current[column.Name].Value.Lookup(column.Categories, column.Categories.Length, -1).Gather([.. column.Shares, 0], column.Shares.Length + 1)));

    public void Write(PipelineWriter writer)
    {
        writer.Int(columns.Length);
        foreach (var column in columns)
        {
            writer.Text(column.Name);
            writer.Texts(column.Categories);
            writer.Doubles(column.Shares);
        }
    }

    public static FittedFrequency Read(PipelineReader reader, int version)
    {
        var columns = new FrequencyColumn[reader.Length(12)];
        for (var i = 0; i < columns.Length; i++)
        {
            var name = reader.Text();
            var (categories, shares) = (TextCategories.Read(reader, name), reader.Doubles());
            if (shares.Length != categories.Length + 1 || shares.Any(share => share is < 0 or > 1)) throw PipelineReader.Damaged($"the shares of '{name}' do not fit");
            columns[i] = new FrequencyColumn(name, categories, shares);
        }
        return new FittedFrequency([.. columns]);
    }
}
