using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Export;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>
/// The hashing trick (Weinberger et al. 2009) as scikit-learn's FeatureHasher does it: of a fixed number of columns the one that the text's
/// MurmurHash3 names gets 1, or -1 by the hash's sign. It learns nothing, so no category is unknown; some share a column.
/// </summary>
[Part("hashing", "Turns text into a fixed number of columns, of which its hash picks one.")]
[NotExported("opset 17 has no hash of a text", To = "onnx")]
public sealed record Hashing : ITransform
{
    [Param("Columns to encode; by default all text columns.")]
    public string[]? Columns { get; init; }

    [Param("How many columns each text column turns into.", Min = 1, Max = 65_536, Log = true)]
    public int NFeatures { get; init; } = 16;

    [Param("Whether half of the values get -1, so that values that share a column cancel out on average.")]
    public bool AlternateSign { get; init; } = true;

    [Param("Whether a missing value gets 0 in every column; else it is missing in every column.")]
    public bool EncodeMissing { get; init; } = true;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        string[] names = [.. TextReplacement.Choose(table, this, Columns).Select(i => table.Schema.Fields[i].Name)];
        var fitted = new FittedHashing(names, NFeatures, AlternateSign, EncodeMissing);
        TextReplacement.Check(table, this, names, [.. names.SelectMany(fitted.NamesOf)], "Lower `n_features`, or name fewer columns.");
        return fitted;
    }
}

[Fitted("hashing")]
sealed class FittedHashing(string[] columns, int width, bool alternatesSign, bool encodesMissing) : IFittedTransform, IReadable<FittedHashing>
{
    public IEnumerable<string> NamesOf(string column) => Enumerable.Range(0, width).Select(k => $"{column}_hash_{k}");

    IEnumerable<(string, Func<TextColumn, IEnumerable<(string, Column)>>)> Encoders =>
        columns.Select(name => (name, (Func<TextColumn, IEnumerable<(string, Column)>>)(texts => Apply(name, texts))));

    public Table Apply(Table table) => TextReplacement.In(table, Encoders);

    public Table Bind(Table row, RowSteps steps) => TextReplacement.Bind(row, steps, Encoders);

    IEnumerable<(string, Column)> Apply(string name, TextColumn texts)
    {
        var hashes = Array.ConvertAll(texts.Dictionary, MurmurHash3.OfText);
        var values = new double[width][];
        for (var k = 0; k < width; k++) values[k] = new double[texts.Length];
        for (var row = 0; row < texts.Length; row++)
        {
            if (texts.Codes[row] >= 0)
            {
                var hash = hashes[texts.Codes[row]];
                values[Math.Abs((long)hash) % width][row] = alternatesSign && hash < 0 ? -1 : 1;
            }
            else if (!encodesMissing)
            {
                foreach (var column in values) column[row] = double.NaN;
            }
        }
        return NamesOf(name).Zip(values, (column, own) => (column, (Column)new DoubleColumn(own)));
    }

    public LoweredTable Lower(LoweredTable table) => columns.Aggregate(table, (current, name) =>
    {
        var hash = current[name].Value.Hash();
        var size = hash.Abs();
        var place = size - size.FloorDivide(width) * width;
        var mark = alternatesSign ? (hash < 0).Choose(-1, 1) : 1;
        return current.Replace(name, NamesOf(name).Select((column, k) =>
        {
            var value = place.Is(k).Choose(mark, 0);
            return new LoweredColumn(column, ColumnType.Double, encodesMissing ? value : value.UnlessMissing(hash));
        }));
    });

    public void Write(PipelineWriter writer)
    {
        writer.Texts(columns);
        writer.Int(width);
        writer.Bool(alternatesSign);
        writer.Bool(encodesMissing);
    }

    public static FittedHashing Read(PipelineReader reader, int version)
    {
        var (columns, width) = (reader.Texts(), reader.Int());
        if (width is < 1 or > 65_536) throw PipelineReader.Damaged("a number of hashed columns is out of bounds");
        if (columns.Distinct(StringComparer.Ordinal).Count() != columns.Length) throw PipelineReader.Damaged("it hashes a column twice");
        return new FittedHashing(columns, width, reader.Bool(), reader.Bool());
    }
}
