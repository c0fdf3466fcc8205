using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Tests.Transforms;

/// <summary>What the tests of all transforms need: columns in short, a fit, a trip through bytes.</summary>
static class Fitting
{
    public static DoubleColumn Doubles(params double[] values) => new(values);

    public static TextColumn Texts(params string?[] values) => TextColumn.From(values);

    public static IntegerColumn Whole(params long?[] values) => Integers(ColumnType.Int64, values);

    public static IntegerColumn Booleans(params bool?[] values) =>
        Integers(ColumnType.Boolean, Array.ConvertAll(values, v => v is null ? (long?)null : v.Value ? 1 : 0));

    public static IntegerColumn Integers(ColumnType type, params long?[] values)
    {
        var missing = Array.ConvertAll(values, v => v is null);
        return new IntegerColumn(type, Array.ConvertAll(values, v => v ?? 0), missing.Contains(true) ? missing : null);
    }

    /// <summary>The fitted step as it is after being written and read again: every test passes through the bytes.</summary>
    public static IFittedTransform Fit(ITransform transform, Table table)
    {
        var fitted = transform.Fit(table, Context(table));
        var writer = new PipelineWriter();
        writer.Fitted(fitted);
        var bytes = writer.Written.ToArray();
        var read = new PipelineReader(bytes, FittedCatalog.Engine).Fitted<IFittedTransform>();
        var again = new PipelineWriter();
        again.Fitted(read);
        Assert.Equal(bytes, again.Written.ToArray());
        return read;
    }

    public static Table FitApply(ITransform transform, Table table) => Fit(transform, table).Apply(table);

    public static Mistake MistakeOf(ITransform transform, Table table) =>
        Assert.Single(Assert.Throws<RondoException>(() => transform.Fit(table, Context(table))).Mistakes);

    public static double[] NumbersOf(Table table, string name) => Assert.IsType<DoubleColumn>(table[name]).Values;

    public static List<string?> TextsOf(Table table, string name)
    {
        var column = Assert.IsType<TextColumn>(table[name]);
        return [.. Enumerable.Range(0, column.Length).Select(row => column[row])];
    }

    public static long?[] WholeOf(Table table, string name, ColumnType type = ColumnType.Int64)
    {
        var column = Assert.IsType<IntegerColumn>(table[name]);
        Assert.Equal(type, column.Type);
        return [.. Enumerable.Range(0, column.Length).Select(row => column.IsMissing(row) ? (long?)null : column.Values[row])];
    }

    public static string[] NamesOf(Table table) => [.. table.Schema.Fields.Select(f => f.Name)];

    /// <summary>Equal to the tolerance, relative to the reference but for values below 1; NaN equals NaN.</summary>
    public static void Close(double expected, double actual, double tolerance = 1e-9)
    {
        if (double.IsNaN(expected)) Assert.Equal(expected, actual);
        else Assert.InRange(actual, expected - tolerance * Math.Max(1, Math.Abs(expected)), expected + tolerance * Math.Max(1, Math.Abs(expected)));
    }

    static TransformContext Context(Table table) => new(Target.Regression(new double[table.RowCount]));
}
