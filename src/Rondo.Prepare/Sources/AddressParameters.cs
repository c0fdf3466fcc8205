using System.Text;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources;

/// <summary>What stands after an address's question mark: <c>?table=orders&amp;sslmode=require</c>.</summary>
/// <remarks>
/// SQL need not be escaped: a parameter ends only where <c>&amp;</c> and a known name follow, <c>+</c> is a plus, and <c>%</c> is itself
/// unless every one of them begins an escape.
/// </remarks>
public static partial class AddressParameters
{
    /// <exception cref="RondoException">A name is not known or stands twice, or escapes are no UTF-8.</exception>
    public static (string Address, Dictionary<string, string> Values) Split(string address, IReadOnlyList<string> known)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var start = Begin().Match(address);
        if (!start.Success) return (address.TrimEnd('?'), values);
        var rest = address[(start.Index + 1)..];
        while (rest.Length > 0)
        {
            var equals = rest.IndexOf('=', StringComparison.Ordinal);
            var name = rest[..equals];
            if (!known.Contains(name)) throw Unknown(name, known);
            var end = EndOf(rest, equals + 1, name, known);
            if (!values.TryAdd(name, Unescape(rest[(equals + 1)..end]))) throw new RondoException("bad_address", $"'{name}' stands twice in the address.");
            rest = end == rest.Length ? "" : rest[(end + 1)..];
        }
        return (address[..start.Index], values);
    }

    /// <summary>The parameter's value, from the address or from its key beside it.</summary>
    /// <exception cref="RondoException">It stands in both places.</exception>
    public static string Choose(string name, string ofPart, IReadOnlyDictionary<string, string> ofAddress)
    {
        if (!ofAddress.TryGetValue(name, out var value)) return ofPart;
        return ofPart.Length == 0 ? value : throw new RondoException(new Mistake("bad_parameter", $"'{name}' stands in the address and beside it.") { Field = name, Hint = "Remove one of them." });
    }

    /// <exception cref="RondoException">The escapes are no UTF-8.</exception>
    public static string Unescape(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal) || Lone().IsMatch(text)) return text;
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1));
                if (char.IsHighSurrogate(text[i])) i++;
                continue;
            }
            bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
            i += 2;
        }
        var decoded = bytes.ToArray();
        return System.Text.Unicode.Utf8.IsValid(decoded) ? Encoding.UTF8.GetString(decoded)
            : throw new RondoException("bad_address", "The escapes of the address are not UTF-8.", "Write a percent sign as %25, or put the SQL beside the address as `query:`.");
    }

    // Within SQL an ampersand may stand before anything; elsewhere it ends the value.
    static int EndOf(string text, int from, string name, IReadOnlyList<string> known)
    {
        foreach (var match in Next().Matches(text).Where(m => m.Index >= from))
            if (name != "query" || known.Contains(match.Groups["name"].Value)) return match.Index;
        return text.Length;
    }

    static RondoException Unknown(string name, IReadOnlyList<string> known) =>
        new(new Mistake("unknown_parameter", $"The address has no parameter '{name}'.") { Field = name, Hint = Spelling.DidYouMean(name, known) ?? $"Known: {string.Join(", ", known)}." });

    [GeneratedRegex(@"\?(?=[a-z_]+=)", RegexOptions.CultureInvariant)]
    private static partial Regex Begin();

    [GeneratedRegex(@"&(?<name>[a-z_]+)=", RegexOptions.CultureInvariant)]
    private static partial Regex Next();

    [GeneratedRegex(@"%(?![0-9A-Fa-f]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex Lone();
}
