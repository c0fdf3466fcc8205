using System.Globalization;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store;

/// <summary>
/// Which model is meant: <c>name@3</c> is a version, <c>name@alias</c> whatever the alias points at;
/// the plain <c>name</c> is the champion or, while there is none, the newest version.
/// </summary>
public sealed partial record ModelReference
{
    public const string Champion = "champion";
    public const string Challenger = "challenger";

    const int LongestName = 250;

    ModelReference(string name, string? alias, int? number)
    {
        Name = name;
        Alias = alias;
        Number = number;
    }

    public string Name { get; }

    public string? Alias { get; }

    public int? Number { get; }

    public static ModelReference Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return new ModelReference(CheckName(text), null, null);
        var name = CheckName(text[..at]);
        var rest = text[(at + 1)..];
        if (rest.Length == 0 || !rest.All(char.IsAsciiDigit)) return new ModelReference(name, CheckAlias(rest), null);
        if (int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            return new ModelReference(name, null, number);
        throw new RondoException("invalid_model", $"'{text}' names no version: versions count from 1.");
    }

    public static ModelReference Version(string name, int number) => new(CheckName(name), null, number);

    /// <summary>Refuses names that can't stand in a path, an address or before an <c>@</c>.</summary>
    public static string CheckName(string name)
    {
        var isGood = name.Length is > 0 and <= LongestName && name.Trim() == name && name is not ("." or "..")
            && !name.Any(c => char.IsControl(c) || c is '@' or '/' or '\\' or '?' or '#' or '%');
        if (isGood) return name;
        throw new RondoException("invalid_model", $"'{name}' can't be the name of a model.",
            $"A name has 1 to {LongestName} characters, and none of @ / \\ ? # %.");
    }

    /// <summary>Refuses what could be taken for a version: <c>3</c>, <c>v3</c>, <c>latest</c>.</summary>
    public static string CheckAlias(string alias) => AliasPattern().IsMatch(alias) && !alias.Equals("latest", StringComparison.OrdinalIgnoreCase) && !VersionPattern().IsMatch(alias)
        ? alias
        : throw new RondoException("invalid_alias", $"'{alias}' can't be an alias.",
            "An alias has 1 to 255 letters, digits, '_', '-' or '.', begins with a letter or '_', and is neither 'latest' nor like 'v3'.");

    public override string ToString() => (Alias, Number) switch
    {
        (null, null) => Name,
        (null, { } number) => string.Create(CultureInfo.InvariantCulture, $"{Name}@{number}"),
        _ => $"{Name}@{Alias}",
    };

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.-]{0,254}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex AliasPattern();

    [GeneratedRegex("^[vV][0-9]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionPattern();
}
