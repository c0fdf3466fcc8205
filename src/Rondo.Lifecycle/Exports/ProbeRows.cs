using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Exports;

/// <summary>
/// Made-up rows of a model's columns: numbers and dates around the usual ones and far from them, the categories that it knows and some that it
/// does not, and missing values. Seeded, so that a model is always asked the same.
/// </summary>
public static class ProbeRows
{
    private static readonly string[] s_unknown = ["", "never seen", "日本 🟣 é", "a\tb\\n"];

    /// <param name="graph">Knows the categories; null for a model that has no graph.</param>
    public static Table Of(FittedPipeline pipeline, ExportGraph? graph, int rows)
    {
        var withMissing = Make(pipeline, graph, rows, share: 0.07);
        try
        {
            pipeline.Predict(withMissing);
            return withMissing;
        }
        catch (RondoException)
        {
            // A model that refuses missing values is asked for rows without.
            return Make(pipeline, graph, rows, share: 0);
        }
    }

    static Table Make(FittedPipeline pipeline, ExportGraph? graph, int rows, double share)
    {
        var random = new CounterRandom(31, "export/probe");
        return Table.Of(pipeline.Input.Fields.Select((field, j) => (field.Name, ColumnOf(field, random.Child((ulong)j)))));

        Column ColumnOf(Field field, CounterRandom own)
        {
            bool IsMissing(int row) => own.Child(1).Uniform((ulong)row) < share;
            var values = Enumerable.Range(0, rows);
            if (field.Type == ColumnType.Text)
            {
                var known = KnownTexts(graph, field.Name);
                return TextColumn.From([.. values.Select(row => IsMissing(row) ? null : TextOf(known, own, row))]);
            }
            if (field.Type == ColumnType.Double) return new DoubleColumn([.. values.Select(row => IsMissing(row) ? double.NaN : NumberAround(UsualOf(pipeline, field.Name), own, row))]);
            return new IntegerColumn(field.Type, [.. values.Select(row => IsMissing(row) ? 0 : WholeOf(field.Type, UsualOf(pipeline, field.Name), own, row))], [.. values.Select(IsMissing)]);
        }
    }

    static string TextOf(string[] known, CounterRandom own, int row) =>
        known.Length == 0 || own.Child(2).Uniform((ulong)row) < 0.05 ? s_unknown[own.Below((ulong)row, s_unknown.Length)] : known[own.Below((ulong)row, known.Length)];

    // Mostly near, some far.
    static double NumberAround(double usual, CounterRandom own, int row)
    {
        var u = 2 * own.Uniform((ulong)row) - 1;
        var reach = own.Child(3).Uniform((ulong)row) < 0.8 ? 1 : 20;
        return usual + u * u * u * reach * (Math.Abs(usual) + 1);
    }

    static long WholeOf(ColumnType type, double usual, CounterRandom own, int row) => type switch
    {
        ColumnType.Boolean => own.Below((ulong)row, 2),
        ColumnType.Int64 => (long)Math.Round(NumberAround(usual, own, row)),
        ColumnType.Date => (long)(usual + (2 * own.Uniform((ulong)row) - 1) * 3000),
        _ => (long)(usual + (2 * own.Uniform((ulong)row) - 1) * 3000 * CivilCalendar.MicrosecondsPerDay),
    };

    static double UsualOf(FittedPipeline pipeline, string name) => pipeline.Reference?[name] switch
    {
        DoubleColumn numbers when double.IsFinite(numbers.Values[0]) => numbers.Values[0],
        IntegerColumn whole when !whole.IsMissing(0) => whole.Values[0],
        _ => 0,
    };

    static string[] KnownTexts(ExportGraph? graph, string name) => graph is null ? []
        : [.. graph.Order.Where(v => v.Operation is LookupOperation && v.Arguments[0].Operation is InputOperation input && input.Name == name).SelectMany(v => ((LookupOperation)v.Operation).Texts).Distinct(StringComparer.Ordinal)];
}
