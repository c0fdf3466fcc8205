using System.Globalization;

namespace Rondo.Retrain.Triggers;

/// <summary>Hours of each day, in UTC, in which nothing is begun: what comes about waits until they are over. They may go over midnight.</summary>
public sealed record QuietHours(TimeOnly From, TimeOnly To)
{
    const string Form = "HH:mm";

    public bool Contains(DateTimeOffset time)
    {
        var of = TimeOnly.FromDateTime(time.UtcDateTime);
        return From <= To ? of >= From && of < To : of >= From || of < To;
    }

    /// <summary>Two times such as 22:00 and 06:00; null when one of them is none.</summary>
    public static QuietHours? Parse(string from, string to) => Of(from) is { } first && Of(to) is { } last ? new QuietHours(first, last) : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From.ToString(Form, CultureInfo.InvariantCulture)} to {To.ToString(Form, CultureInfo.InvariantCulture)} UTC");

    static TimeOnly? Of(string text) => TimeOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
