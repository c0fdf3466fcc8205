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

    const int LongestName = 128;

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

    public static string CheckAlias(string alias) => AliasPattern().IsMatch(alias)
        ? alias
        : throw new RondoException("invalid_alias", $"'{alias}' can't be an alias.",
            "An alias starts with a lower-case letter and goes on with up to 63 letters, digits, '_', '-' or '.', all lower case.");

    public override string ToString() => (Alias, Number) switch
    {
        (null, null) => Name,
        (null, { } number) => string.Create(CultureInfo.InvariantCulture, $"{Name}@{number}"),
        _ => $"{Name}@{Alias}",
    };

    [GeneratedRegex("^[a-z][a-z0-9_.-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex AliasPattern();
}
