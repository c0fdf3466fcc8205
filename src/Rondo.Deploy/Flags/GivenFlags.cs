using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Flags;

/// <summary>What was given of the flags, wherever it was given; reads the texts as what they stand for.</summary>
/// <param name="values">The texts of a flag; none when it isn't given. A switch that is on has the text <c>true</c>.</param>
public sealed class GivenFlags(Func<Flag, IReadOnlyList<string>> values)
{
    /// <summary>The texts of a flag that may be given several times.</summary>
    public IReadOnlyList<string> Texts(Flag flag) => values(flag);

    /// <summary>The same, and where a flag isn't given, what the other source says of it.</summary>
    public GivenFlags Or(Func<Flag, IReadOnlyList<string>> other) => new(flag => values(flag) is [_, ..] given ? given : other(flag));

    /// <summary>The text given last, else the default.</summary>
    public string? Text(Flag flag)
    {
        var text = values(flag) is [.., var last] ? last : flag.Default;
        return text is null || flag.Words.IsEmpty || flag.Words.Contains(text) ? text
            : throw Bad($"{flag.Name} takes {string.Join(", ", flag.Words[..^1])} or {flag.Words[^1]}; found '{text}'.");
    }

    public bool IsOn(Flag flag) => Text(flag) is "true";

    public int? Whole(Flag flag, int least, int most = int.MaxValue)
    {
        if (Text(flag) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw Bad($"{flag.Name} takes a whole number from {least}{(most < int.MaxValue ? $" to {most}" : " on")}; found '{text}'.");
    }

    public double? Number(Flag flag, double least, double most)
    {
        if (Text(flag) is not { } text) return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw Bad(FormattableString.Invariant($"{flag.Name} takes a number from {least} to {most}; found '{text}'."));
    }

    /// <summary>A number of seconds, or a duration with its unit.</summary>
    public TimeSpan? Seconds(Flag flag) =>
        Text(flag) is { } text && DurationText.Parse(text) is { TotalDays: <= 1 } span ? span
        : Number(flag, 0, 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public long Bytes(Flag flag) => ByteCount.Parse(Text(flag)!, flag.Name);

    /// <summary>A number of requests a second.</summary>
    public double? Rate(Flag flag)
    {
        if (Text(flag) is not { } text) return null;
        var number = text.EndsWith("/s", StringComparison.Ordinal) ? text[..^2] : text;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and < 1e9 ? rate
            : throw Bad($"{flag.Name} takes a number of requests a second such as 100/s; found '{text}'.");
    }

    public TimeSpan Age(Flag flag) => DurationText.Parse(Text(flag)!) ?? throw Bad($"{flag.Name} takes {DurationText.Expected}; found '{Text(flag)}'.");

    static RondoException Bad(string message) => new("bad_arguments", message);
}
