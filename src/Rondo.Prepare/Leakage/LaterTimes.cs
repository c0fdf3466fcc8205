using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Leakage;

/// <summary>Dates and times among the features, or behind a derived one, that are later than the row's own time: they were written after the event.</summary>
[Part("future_time", "Finds features whose date or time is later than the row's own time.")]
public sealed record LaterTimes : ILeakageTest
{
    private const long MicrosecondsOfDay = 86_400_000_000;
    private const double LeakShare = 0.01;
    private const int FewestRows = 5;

    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        if (data.Time is not { } time || data.Table[time] is not IntegerColumn { Type.IsTemporal: true } own) yield break;
        var read = data.Derived.Where(d => data.Features.Contains(d.Name)).SelectMany(d => d.Sources);
        foreach (var name in data.Features.Where(f => !data.Derived.Any(d => d.Name == f)).Concat(read).Distinct(StringComparer.Ordinal).Where(n => n != time))
        {
            cancellation.ThrowIfCancellationRequested();
            if (data.Table[name] is not IntegerColumn { Type.IsTemporal: true } column) continue;
            var (known, later, furthest) = Compare(column, own);
            if (later == 0) continue;
            yield return new LeakFinding("future_time", later >= FewestRows && later >= LeakShare * known ? LeakSeverity.Error : LeakSeverity.Warning, [name], string.Create(CultureInfo.InvariantCulture,
                $"Column '{name}' is later than the row's own time '{time}' in {later} of {known} rows, by {Words.Number(furthest / (double)MicrosecondsOfDay)} days at most: it was not known then{UsedBy(data, name)}."),
                $"`prepare.drop: [{name}]`. If it is a plan that is known by then, such as a due date: `leakage: {{ allow: [{name}] }}`.");
        }
    }

    static string UsedBy(LeakageData data, string name) =>
        string.Concat(data.Derived.Where(d => d.Sources.Contains(name)).Select(d => $"; the derived feature '{d.Name}' reads it (`{d.Expression}`)"));

    static (int Known, int Later, long Furthest) Compare(IntegerColumn column, IntegerColumn own)
    {
        // Of a date the hour is not known: only another day is later.
        var byDay = column.Type == ColumnType.Date || own.Type == ColumnType.Date;
        var (known, later, furthest) = (0, 0, 0L);
        for (var row = 0; row < column.Length; row++)
        {
            if (column.IsMissing(row) || own.IsMissing(row)) continue;
            known++;
            var ahead = At(column, row, byDay) - At(own, row, byDay);
            if (ahead <= 0) continue;
            later++;
            furthest = Math.Max(furthest, ahead);
        }
        return (known, later, furthest);
    }

    static long At(IntegerColumn column, int row, bool byDay)
    {
        var micros = column.Type == ColumnType.Date ? column.Values[row] * MicrosecondsOfDay : column.Values[row];
        return byDay ? (long)Math.Floor((double)micros / MicrosecondsOfDay) * MicrosecondsOfDay : micros;
    }
}
