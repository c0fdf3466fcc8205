using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Rondo.Sources.Http.Increments;

/// <summary>A value by which newer records are told from older ones: a number, an ISO 8601 time, or text by its characters.</summary>
/// <param name="Text">As the server wrote it, without quotes.</param>
sealed partial record CursorValue(string Kind, string Text) : IComparable<CursorValue>
{
    private readonly decimal _number;
    private readonly DateTimeOffset _time;
    private readonly string _fraction = "";

    private CursorValue(string text, decimal number)
        : this("number", text) => _number = number;

    private CursorValue(string text, DateTimeOffset time, string fraction)
        : this("time", text) => (_time, _fraction) = (time, fraction);

    /// <summary>Null for what has no order, such as null.</summary>
    public static CursorValue? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => new CursorValue(value.GetRawText(), number),
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => OfText(text),
        _ => null,
    };

    public int CompareTo(CursorValue? other)
    {
        if (other is null) return 1;
        if (Kind != other.Kind) throw new ArgumentException("Values of different kinds have no order.", nameof(other));
        return Kind switch
        {
            "number" => _number.CompareTo(other._number),
            "time" => (_time.UtcDateTime, _fraction) is var own && own.UtcDateTime != other._time.UtcDateTime ? own.UtcDateTime.CompareTo(other._time.UtcDateTime) : string.CompareOrdinal(_fraction, other._fraction),
            _ => string.CompareOrdinal(Text, other.Text),
        };
    }

    // Fractions of a second are compared digit by digit: servers write more of them than a timestamp holds.
    static CursorValue OfText(string text)
    {
        if (Time().Match(text) is not { Success: true } match) return new CursorValue("text", text);
        var whole = $"{match.Groups["date"].Value}T{(match.Groups["time"].Success ? match.Groups["time"].Value : "00:00")}{match.Groups["zone"].Value}";
        return DateTimeOffset.TryParse(whole, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new CursorValue(text, time, match.Groups["fraction"].Value.TrimEnd('0'))
            : new CursorValue("text", text);
    }

    [GeneratedRegex(@"\A(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d(?::\d\d)?)(?:\.(?<fraction>\d{1,30}))?(?<zone>Z|[+-]\d\d:?\d\d)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}
