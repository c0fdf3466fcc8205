using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Lifecycle.Serving.History;

namespace Rondo.Lifecycle.Monitoring.Labels;

/// <summary>Logged rows beside the truth, as far as it is known.</summary>
/// <param name="Truth">The number, or the index of the class; NaN where it is not known, or a class that the model does not know. Shape: rows.</param>
/// <param name="Delays">From the event until the truth was known, in seconds; NaN where it is not. Shape: rows.</param>
/// <param name="Unknown">Rows whose truth is a class that the model does not know.</param>
sealed record LabelledRows(LoggedRows Rows, double[] Truth, double[] Delays, int Unknown)
{
    public int[] Labelled => [.. Enumerable.Range(0, Truth.Length).Where(row => !double.IsNaN(Truth[row]))];

    public static LabelledRows Join(LoggedRows rows, LabelStore labels, ILookup<string, KeptLabel> byKey, string? keyColumn)
    {
        var (truth, delays, unknown) = (new double[rows.Count], new double[rows.Count], 0);
        Array.Fill(truth, double.NaN);
        Array.Fill(delays, double.NaN);
        var (firstId, lastId) = rows.IdSpan();
        var byId = labels.ById(firstId, lastId);
        var keys = byKey.Count == 0 ? null : RowKeys.Of(rows, keyColumn);
        for (var row = 0; row < truth.Length; row++)
        {
            var label = (byId.Count == 0 ? null : byId.GetValueOrDefault(rows.IdOf(row))) ?? (keys?[row] is { } key ? Next(byKey[key], rows.EventTimes[row]) : null);
            if (label is null) continue;
            truth[row] = ValueOf(label.Value, rows);
            if (double.IsNaN(truth[row])) unknown++;
            delays[row] = Math.Max(0, (label.Known - rows.EventTimes[row]) / 1e6);
        }
        return new LabelledRows(rows, truth, delays, unknown);
    }

    // The first truth about a key that is no older than the event; one without a time holds for all.
    static KeptLabel? Next(IEnumerable<KeptLabel> labels, long time) => labels.FirstOrDefault(l => l.At != 0 && l.At >= time) ?? labels.FirstOrDefault(l => l.At == 0);

    static double ValueOf(string value, LoggedRows rows)
    {
        if (rows.Schema.Task == TaskKind.Regression) return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : double.NaN;
        var index = rows.Schema.Classes.IndexOf(value);
        // Programs say 1 where a file said true, and 1.0 where it said 1.
        if (index < 0) index = rows.Schema.Classes.IndexOf(Alike(value));
        return index < 0 ? double.NaN : index;
    }

    static string Alike(string value) => value switch
    {
        "1" => "true",
        "0" => "false",
        "true" or "True" => "1",
        "false" or "False" => "0",
        _ => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : value,
    };
}
