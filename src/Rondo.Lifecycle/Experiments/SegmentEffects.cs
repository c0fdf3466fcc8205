using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Experiment.AbTests;
using Rondo.Lifecycle.Monitoring.Labels;

namespace Rondo.Lifecycle.Experiments;

/// <summary>A treatment's effect on the units of a segment: those whose first row has a value, or lies in a quarter of the values, of a column.</summary>
public sealed record SegmentEffect(string Column, string Value, Effect Effect);

/// <summary>
/// Effects by segments. All of them share the allowed false alarms (Bonferroni), and none decides: where one differs, that is a question for another test.
/// </summary>
static class SegmentEffects
{
    // Of a column with more values the most common ones are told.
    const int MostValues = 10;
    // A number with no more values than these is told by its values.
    const int FewNumbers = 5;

    /// <param name="exposed">All units of the test.</param>
    /// <param name="measured">What decides the test.</param>
    public static ImmutableArray<SegmentEffect> Of(AbTest test, ExposedUnits exposed, MeasuredUnits measured)
    {
        // Rules of tests that began before there were segments have none.
        if (test.Rules.Segments.IsDefaultOrEmpty) return [];
        string[] treatments = [.. test.Treatments];
        var segments = test.Rules.Segments.SelectMany(column => SegmentsOf(column, exposed, measured, test.Rules.MinUnits)).ToArray();
        return
        [
            .. from segment in segments
               from treatment in treatments
               let effect = Effect.Of(segment.Of(measured, AbTest.ControlArm), segment.Of(measured, treatment), test.Rules, segments.Length * treatments.Length)
               where effect is not null
               select new SegmentEffect(segment.Column, segment.Value, effect),
        ];
    }

    // Only segments in which every arm has as many units as a decision asks for.
    static IEnumerable<Segment> SegmentsOf(string column, ExposedUnits exposed, MeasuredUnits measured, int least)
    {
        var values = ValuesOf(column, exposed);
        var byValue = measured.Units.ToDictionary(
            arm => arm.Key,
            arm => Enumerable.Range(0, arm.Value.Length).Where(i => values.ContainsKey(arm.Value[i])).GroupBy(i => values[arm.Value[i]], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal),
            StringComparer.Ordinal);
        return
        [
            .. values.Values.GroupBy(v => v, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key)
                .Where(value => byValue.Where(a => a.Key != AbTest.HoldoutArm).All(a => a.Value.GetValueOrDefault(value, []).Length >= least))
                .Take(MostValues)
                .Select(value => new Segment(column, value, byValue.ToDictionary(a => a.Key, a => a.Value.GetValueOrDefault(value, []), StringComparer.Ordinal))),
        ];
    }

    // By unit; units whose first row lacks the value, or whose version has no such column, belong to no segment.
    static Dictionary<string, string> ValuesOf(string column, ExposedUnits exposed)
    {
        var cells = exposed.Units.Where(u => exposed.Parts[u.Value.Part].Features.Schema.Contains(column))
            .Select(u => (Unit: u.Key, Column: exposed.Parts[u.Value.Part].Features[column], u.Value.Row)).Where(c => !c.Column.IsMissing(c.Row)).ToArray();
        var numbers = cells.Select(c => NumberAt(c.Column, c.Row)).OfType<double>().ToArray();
        if (numbers.Length < cells.Length || numbers.Distinct().Count() <= FewNumbers) return cells.ToDictionary(c => c.Unit, c => ColumnTexts.At(c.Column, c.Row) ?? "", StringComparer.Ordinal);
        Array.Sort(numbers);
        double[] cuts = [.. Enumerable.Range(1, 3).Select(q => numbers[numbers.Length * q / 4]).Distinct()];
        string Name(int quarter) => string.Create(CultureInfo.InvariantCulture, $"{(quarter == 0 ? "" : $"{cuts[quarter - 1]:G6} <= ")}{column}{(quarter == cuts.Length ? "" : $" < {cuts[quarter]:G6}")}");
        return cells.ToDictionary(c => c.Unit, c => Name(cuts.Count(cut => NumberAt(c.Column, c.Row) >= cut)), StringComparer.Ordinal);
    }

    static double? NumberAt(Column column, int row) => column switch
    {
        DoubleColumn doubles => doubles.Values[row],
        IntegerColumn { Type: ColumnType.Boolean } => null,
        IntegerColumn whole => whole.Values[row],
        _ => null,
    };

    sealed record Segment(string Column, string Value, Dictionary<string, int[]> Places)
    {
        public UnitValues Of(MeasuredUnits measured, string arm) => measured[arm].At(Places[arm]);
    }
}
