using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms.Selection;

/// <summary>The columns that a selection judges. Dates and times are never judged: they stay, for no algorithm takes them as they are.</summary>
static class JudgedColumns
{
    public static string[] Choose(Table table, ITransform part, string[]? named) =>
        [.. ColumnChoice.Resolve(table, part, named, type => !type.IsTemporal, type => !type.IsTemporal, "numbers, booleans and text").Select(i => table.Schema.Fields[i].Name)];

    /// <summary>The step that takes out those judged and not kept.</summary>
    public static FittedDropColumns Keep(IEnumerable<string> judged, IEnumerable<string> kept) =>
        new(judged.Except(kept, StringComparer.Ordinal).ToImmutableSortedSet(StringComparer.Ordinal));

    /// <summary>Numbers that can be multiplied and compared; a missing one is NaN.</summary>
    /// <exception cref="RondoException">A value is infinite.</exception>
    public static double[] NumbersOf(Table table, string name)
    {
        var values = Numbers.Of(table[name]);
        var infinite = Array.FindIndex(values, double.IsInfinity);
        return infinite < 0 ? values : throw new RondoException([new Mistake("not_finite", $"Column '{name}' has an infinite value.") { Field = name, Row = infinite + 1, Hint = "Clip or drop it first." }]);
    }

    /// <summary>The columns as the algorithm wants them: as they are, or filled and standardised.</summary>
    public static FeatureMatrix Matrix(Table table, string[] names, MatrixKind kind, TransformContext context)
    {
        var judged = table.Select(names);
        if (kind == MatrixKind.Imputed)
        {
            judged = new Impute { Indicator = false }.Fit(judged, context).Apply(judged);
            string[] numbers = [.. judged.Schema.Fields.Where(f => f.Type.IsNumeric).Select(f => f.Name)];
            judged = new Standard { Columns = numbers }.Fit(judged, context).Apply(judged);
        }
        return MatrixEncoder.Fit(judged).Apply(judged);
    }

    public static RondoException NeedsTarget(ITransform part) =>
        new("needs_target", $"'{PartCatalog.NameOf(part)}' judges columns by the target, and clustering has none.", "Use `select_correlation`, or drop columns by name.");
}
