using System.Globalization;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Snapshots;

/// <summary>A snapshot that a person named.</summary>
/// <param name="Text">The words: a tag, <c>latest</c>, <c>latest~1</c>, <c>name@latest</c>, or the beginning of a data_hash.</param>
/// <param name="DataHash">The snapshot.</param>
/// <param name="Version">The version of a data set that it is; the newest when there are several, null when no run has read it.</param>
public sealed partial record DataReference(string Text, string DataHash, DataVersion? Version)
{
    const int ShortestPrefix = 4;
    const int Shown = 5;

    /// <exception cref="RondoException">It names nothing, or more than one; the mistake says what there is.</exception>
    public static DataReference Resolve(DataLog log, string text)
    {
        var versions = log.Versions();
        if (log.Tags().TryGetValue(text, out var tagged)) return Found(text, tagged, versions);
        if (LatestPattern().Match(text) is { Success: true } match) return Latest(text, match, versions);
        if (text.Length < ShortestPrefix || !text.All(char.IsAsciiHexDigitLower)) throw Unknown(log, text, versions);
        return log.Hashes(text) switch
        {
            [var hash] => Found(text, hash, versions),
            [] => throw Unknown(log, text, versions),
            var several => throw new RondoException("ambiguous_reference", $"{several.Count} snapshots begin with '{text}': {string.Join(", ", several.Take(Shown).Select(h => h[..12]))}.", "Give more of the data_hash."),
        };
    }

    /// <summary>Refuses words that would be read as something else.</summary>
    /// <exception cref="RondoException">It can't be a tag.</exception>
    public static string CheckTag(string tag)
    {
        if (TagPattern().IsMatch(tag) && !LatestPattern().IsMatch(tag) && !(tag.Length >= ShortestPrefix && tag.All(char.IsAsciiHexDigitLower))) return tag;
        throw new RondoException("bad_tag", $"'{tag}' can't be a tag: expected up to 100 letters, digits, '-', '_' and '.', beginning with a letter or digit, and neither latest nor like the beginning of a hash.");
    }

    static DataReference Latest(string text, Match match, IReadOnlyList<DataVersion> versions)
    {
        var names = versions.Select(v => v.Dataset).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (names.Length == 0) throw NoData();
        var name = match.Groups["name"] is { Success: true } given ? given.Value : null;
        if (name is null && names.Length > 1)
            throw new RondoException("ambiguous_reference", $"'{text}' may be of several data sets: {string.Join(", ", names)}.", $"Write {names[0]}@{text}, say.");
        if (name is not null && !names.Contains(name))
            throw new RondoException("unknown_reference", $"There is no data set named '{name}'.", Spelling.DidYouMean(name, names) ?? $"Known: {string.Join(", ", names)}.");
        var set = versions.Where(v => v.Dataset == (name ?? names[0])).ToArray();
        var age = match.Groups["age"] is { Success: true } back && int.TryParse(back.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : match.Groups["age"].Success ? int.MaxValue : 0;
        if (set.FirstOrDefault(v => v.Age == age) is { } version) return new DataReference(text, version.DataHash, version);
        throw new RondoException("unknown_reference", FormattableString.Invariant($"'{text}' goes back too far: {set[0].Dataset} has {set.Length} version{(set.Length == 1 ? "" : "s")}."), $"The oldest is {set[^1].Reference}.");
    }

    static DataReference Found(string text, string hash, IReadOnlyList<DataVersion> versions) =>
        new(text, hash, versions.FirstOrDefault(v => v.DataHash == hash));

    static RondoException Unknown(DataLog log, string text, IReadOnlyList<DataVersion> versions)
    {
        if (versions.Count == 0) return NoData();
        var tags = log.Tags().Keys.Order(StringComparer.Ordinal).ToArray();
        var several = versions.Select(v => v.Dataset).Distinct().Count() > 1;
        var known = tags.Concat(versions.Take(Shown).Select(v => $"{(several ? v.Dataset + "@" : "")}{v.Reference} ({v.DataHash[..12]})"));
        return new RondoException("unknown_reference", $"There is no version of data named '{text}', and no such file.",
            Spelling.DidYouMean(text, [.. tags, .. versions.Select(v => v.Reference)]) ?? $"Known: {string.Join(", ", known)}.");
    }

    static RondoException NoData() => new("unknown_reference", "This workspace holds no version of data yet.", "Each run keeps the data that it reads: rondo run FILE.");

    [GeneratedRegex("^((?<name>.+)@)?latest(~(?<age>[0-9]+))?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LatestPattern();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TagPattern();
}
