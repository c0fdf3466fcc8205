using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>Gives the categories that few training rows have one common name; one that none had gets it too. Missing values stay missing.</summary>
[Part("rare", "Groups categories that few rows have under one name.")]
public sealed record Rare : ITransform
{
    [Param("Columns to group; by default all text columns.")]
    public string[]? Columns { get; init; }

    [Param("Categories of fewer rows are grouped: a number of rows from 1 on, a share of the rows below 1.", Min = 0, Max = 1e9)]
    public double MinFrequency { get; init; } = 0.01;

    [Param("The name of the group.")]
    public string Into { get; init; } = "other";

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        if (Into.Length == 0) throw new RondoException("bad_parameter", "'rare.into' is empty.", "Give the group a name, such as `other`.");
        var columns = ImmutableArray.CreateBuilder<RareColumn>();
        var least = MinFrequency < 1 ? MinFrequency * table.RowCount : MinFrequency;
        foreach (var index in TextReplacement.Choose(table, this, Columns))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var (categories, counts) = TextCategories.Count((TextColumn)table.Columns[index]);
            columns.Add(new RareColumn(table.Schema.Fields[index].Name, [.. categories.Where((_, i) => counts[i] >= least)]));
        }
        return new FittedRare(columns.DrainToImmutable(), Into);
    }
}

/// <summary>A column and the categories that keep their names.</summary>
sealed record RareColumn(string Name, string[] Kept)
{
    private readonly Dictionary<string, int> _index = TextCategories.Index(Kept);

    public IEnumerable<(string, Column)> Apply(TextColumn texts, string into) =>
        [(Name, new TextColumn(texts.Codes, Array.ConvertAll(texts.Dictionary, value => _index.ContainsKey(value) ? value : into)))];
}

[Fitted("rare")]
sealed class FittedRare(ImmutableArray<RareColumn> columns, string into) : IFittedTransform, IReadable<FittedRare>
{
    IEnumerable<(string, Func<TextColumn, IEnumerable<(string, Column)>>)> Encoders =>
        columns.Select(c => (c.Name, (Func<TextColumn, IEnumerable<(string, Column)>>)(texts => c.Apply(texts, into))));

    public Table Apply(Table table) => TextReplacement.In(table, Encoders);

    public Table Bind(Table row, RowSteps steps) => TextReplacement.Bind(row, steps, Encoders);

    public LoweredTable Lower(LoweredTable table) => columns.Aggregate(table, (current, column) => current.With(column.Name, ColumnType.Text,
        current[column.Name].Value.Lookup(column.Kept, double.NaN, column.Kept.Length).TextAt([.. column.Kept, into])));

    public void Write(PipelineWriter writer)
    {
        writer.Text(into);
        writer.Int(columns.Length);
        foreach (var column in columns)
        {
            writer.Text(column.Name);
            writer.Texts(column.Kept);
        }
    }

    public static FittedRare Read(PipelineReader reader, int version)
    {
        var into = reader.Text();
        var columns = new RareColumn[reader.Length(8)];
        for (var i = 0; i < columns.Length; i++)
        {
            var name = reader.Text();
            columns[i] = new RareColumn(name, TextCategories.Read(reader, name));
        }
        return new FittedRare([.. columns], into);
    }
}
